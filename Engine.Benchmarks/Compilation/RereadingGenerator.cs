extern alias generators;

using generators::Engine.Generators.Emission;
using generators::Engine.Generators.Model;
using generators::Engine.Generators.Parsing;
using generators::Engine.Generators.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Benchmarks.Compilation;

/// <summary>
/// The usual incremental generator, as a baseline: it finds classes by their attribute and reads each again after every edit,
/// since symbols belong to one compilation. What follows the models is the same as in ours, and as well cached.
/// </summary>
internal sealed class RereadingGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<WorkflowModel> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "Engine.WorkflowAttribute`2",
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                static (found, cancellation) => WorkflowParser.ParseModel((INamedTypeSymbol)found.TargetSymbol, found.SemanticModel.Compilation, cancellation))
            .Where(static model => model.CanBeExtended || model.CanBeCalled);
        IncrementalValuesProvider<(string Name, string Text)> sources = models
            .Select(static (model, _) => new WorkflowPlan(model, WorkflowPlanner.Plan(model)))
            .Select(static (plan, _) => (WorkflowEmitter.HintName(plan.Workflow), WorkflowEmitter.Emit(plan)));
        context.RegisterSourceOutput(sources, static (output, source) => output.AddSource(source.Name, source.Text));
    }
}
