using System.Threading;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Activities;

/// <summary>
/// Completes classes with activities. A stage passes on values that compare by content, so that an edit which changes nothing stops at the model.
/// Silent: what is wrong the analyser says.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ActivityGenerator : IIncrementalGenerator
{
    /// <summary>The stage that reads a class.</summary>
    public const string Stage = "Activities";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ActivityClassModel> classes = context.SyntaxProvider
            .ForAttributeWithMetadataName("Engine." + ActivityReader.Activity, static (node, _) => node is MethodDeclarationSyntax, Read)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(Stage);
        context.RegisterSourceOutput(classes, static (output, model) => output.AddSource(ActivityEmitter.HintName(model), ActivityEmitter.Emit(model)));
    }

    /// <summary>The class of the first method that is marked; null for the others.</summary>
    private static ActivityClassModel? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        INamedTypeSymbol type = context.TargetSymbol.ContainingType;
        KnownTypes known = KnownTypes.Of(context.SemanticModel.Compilation);
        return SymbolEqualityComparer.Default.Equals(ActivityReader.First(known, type), context.TargetSymbol)
            ? ActivityReader.Read(type, known, new DiagnosticSink(isEnabled: false, cancellation), cancellation)
            : null;
    }
}
