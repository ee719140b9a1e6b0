using System;
using System.Linq;
using System.Threading;
using Engine.Generators.Emission;
using Engine.Generators.Incremental;
using Engine.Generators.Model;
using Engine.Generators.Parsing;
using Engine.Generators.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators;

/// <summary>
/// Completes workflow classes: parse, plan, emit. Each stage passes on values that compare by content, so that an edit which
/// does not change a workflow stops at its model. Before the first symbol is bound, keys made from syntax tell which models an
/// edit can change at all; the others are not read again. Silent: what is wrong with a class the analyser says.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class WorkflowGenerator : IIncrementalGenerator
{
    /// <summary>The stage that says what a class's model depends on.</summary>
    public const string KeyStage = "Key";

    /// <summary>The stage that reads a class.</summary>
    public const string ModelStage = "Model";

    /// <summary>The stage that plans it.</summary>
    public const string PlanStage = "Plan";

    /// <summary>The stage that writes its file.</summary>
    public const string SourceStage = "Source";

    /// <summary>The stage that writes the registration of all classes.</summary>
    public const string RegistrationStage = "Registration";

    private const string AttributeName = "WorkflowAttribute`2";
    private const string ServiceCollectionName = "Microsoft.Extensions.DependencyInjection.IServiceCollection";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<TreeSummary> trees = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is CompilationUnitSyntax,
            static (file, cancellation) => TreeSummary.Of(file.Node.SyntaxTree, cancellation));
        IncrementalValueProvider<WorkflowKeys> keys = context.CompilationProvider.Select(ProjectSummary.Of).Select(WorkflowKeys.Of);
        IncrementalValueProvider<WeakReference<Compilation>> compilation = context.CompilationProvider
            .Select(static (compilation, _) => new WeakReference<Compilation>(compilation));

        IncrementalValuesProvider<WorkflowModel> models = trees.Combine(keys)
            .SelectMany(static (pair, _) => pair.Right.Of(pair.Left))
            .Combine(compilation)
            .Select(static (pair, _) => new Current<KeyedPart>(pair.Left, pair.Left.Key, pair.Right))
            .WithTrackingName(KeyStage)
            .Select(Parse)
            .WithTrackingName(ModelStage)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);

        IncrementalValuesProvider<(string Name, string Text)> sources = models
            .Select(static (model, _) => new WorkflowPlan(model, WorkflowPlanner.Plan(model)))
            .WithTrackingName(PlanStage)
            .Select(static (plan, _) => (WorkflowEmitter.HintName(plan.Workflow), WorkflowEmitter.Emit(plan)))
            .WithTrackingName(SourceStage);
        context.RegisterSourceOutput(sources, static (output, source) => output.AddSource(source.Name, source.Text));

        IncrementalValueProvider<string?> assembly = keys.Combine(compilation)
            .Select(static (pair, _) => new Current<string>(ServiceCollectionName, pair.Left.Services, pair.Right))
            .Select(static (services, _) => services.Compilation?.GetTypeByMetadataName(services.Subject) is null ? null : services.Compilation.AssemblyName ?? "");
        IncrementalValueProvider<string?> registration = models
            .Select(static (model, _) => RegistrationModel.Of(model))
            .Where(static model => model is not null)
            .Collect()
            .Select(static (models, _) => new EquatableArray<RegistrationModel>(models!))
            .Combine(assembly)
            .Select(static (pair, _) => pair.Right is null ? null : RegistrationEmitter.Emit(pair.Right, pair.Left))
            .WithTrackingName(RegistrationStage);
        context.RegisterSourceOutput(registration, static (output, text) =>
        {
            if (text is not null)
            {
                output.AddSource(RegistrationEmitter.HintName, text);
            }
        });
    }

    /// <summary>
    /// Null where nothing can be done for the class or its callers, and for the second part of one that carries the attribute twice: the
    /// compiler refuses it, and one file is enough.
    /// </summary>
    private static WorkflowModel? Parse(Current<KeyedPart> current, CancellationToken cancellation)
    {
        if (current.Compilation is not { } compilation || current.Subject.FindIn(compilation, cancellation) is not { } declaration
            || compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellation) is not INamedTypeSymbol type
            || type.GetAttributes().FirstOrDefault(IsWorkflow) is not { } attribute)
        {
            return null;
        }

        SyntaxReference? first = attribute.ApplicationSyntaxReference;
        bool isFirst = first is null || (first.SyntaxTree == declaration.SyntaxTree && declaration.Span.Contains(first.Span));
        return isFirst && WorkflowParser.ParseModel(type, compilation, cancellation) is { } model && (model.CanBeExtended || model.CanBeCalled) ? model : null;
    }

    private static bool IsWorkflow(AttributeData attribute) => attribute.AttributeClass
        is { MetadataName: AttributeName, ContainingType: null, ContainingNamespace: { Name: "Engine", ContainingNamespace.IsGlobalNamespace: true } };
}
