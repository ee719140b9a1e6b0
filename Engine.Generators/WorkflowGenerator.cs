using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Engine.Generators.Emission;
using Engine.Generators.Model;
using Engine.Generators.Parsing;
using Engine.Generators.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators;

/// <summary>
/// Completes workflow classes: parse, plan, emit. Each stage passes on values that compare by content, so that an edit which
/// does not change a workflow stops at its model. Silent: what is wrong with a class the analyser says.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class WorkflowGenerator : IIncrementalGenerator
{
    /// <summary>The stage that reads a class.</summary>
    public const string ModelStage = "Model";

    /// <summary>The stage that plans it.</summary>
    public const string PlanStage = "Plan";

    /// <summary>The stage that writes its file.</summary>
    public const string SourceStage = "Source";

    /// <summary>The stage that writes the registration of all classes.</summary>
    public const string RegistrationStage = "Registration";

    private const string AttributeName = "Engine.WorkflowAttribute`2";
    private const string ServiceCollectionName = "Microsoft.Extensions.DependencyInjection.IServiceCollection";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<WorkflowModel> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeName, static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax, Parse)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(ModelStage);

        IncrementalValuesProvider<(string Name, string Text)> sources = models
            .Select(static (model, _) => new WorkflowPlan(model, WorkflowPlanner.Plan(model)))
            .WithTrackingName(PlanStage)
            .Select(static (plan, _) => (WorkflowEmitter.HintName(plan.Workflow), WorkflowEmitter.Emit(plan)))
            .WithTrackingName(SourceStage);
        context.RegisterSourceOutput(sources, static (output, source) => output.AddSource(source.Name, source.Text));

        IncrementalValueProvider<string?> assembly = context.CompilationProvider.Select(static (compilation, _) =>
            compilation.GetTypeByMetadataName(ServiceCollectionName) is null ? null : compilation.AssemblyName ?? "");
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
    private static WorkflowModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        SyntaxReference? first = type.GetAttributes()
            .First(static attribute => attribute.AttributeClass is { MetadataName: "WorkflowAttribute`2" })
            .ApplicationSyntaxReference;
        bool isFirst = first is null || (first.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(first.Span));
        return isFirst && WorkflowParser.ParseModel(type, context.SemanticModel.Compilation, cancellation) is { } model && (model.CanBeExtended || model.CanBeCalled) ? model : null;
    }
}
