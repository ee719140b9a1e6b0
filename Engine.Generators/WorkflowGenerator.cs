using System.Collections.Immutable;
using Engine.Generators.Emission;
using Engine.Generators.Incremental;
using Engine.Generators.Model;
using Engine.Generators.Planning;
using Microsoft.CodeAnalysis;

namespace Engine.Generators;

/// <summary>
/// Completes workflow classes: parse, plan, emit. An edit that no model can depend on, such as one of a method's body, ends at the
/// reader, before any symbol is bound; later stages pass on values that compare by content, so that one which does not change a
/// workflow stops at its model. Silent: what is wrong with a class the analyser says.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class WorkflowGenerator : IIncrementalGenerator
{
    /// <summary>The stage that reads the classes, where an edit can have changed what they mean.</summary>
    public const string ReadingStage = "Reading";

    /// <summary>The stage that takes them one by one.</summary>
    public const string ModelStage = "Model";

    /// <summary>The stage that plans it.</summary>
    public const string PlanStage = "Plan";

    /// <summary>The stage that writes its file.</summary>
    public const string SourceStage = "Source";

    /// <summary>The stage that writes the registration of all classes.</summary>
    public const string RegistrationStage = "Registration";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var reader = new ProjectReader();
        IncrementalValueProvider<Reading> reading = context.CompilationProvider.Select(reader.Read).WithTrackingName(ReadingStage);
        IncrementalValuesProvider<WorkflowModel> models = reading.SelectMany(static (reading, _) => reading.Models).WithTrackingName(ModelStage);

        IncrementalValuesProvider<(string Name, string Text)> sources = models
            .Select(static (model, _) => new WorkflowPlan(model, WorkflowPlanner.Plan(model)))
            .WithTrackingName(PlanStage)
            .SelectMany(static (plan, _) => Files(plan))
            .WithTrackingName(SourceStage);
        context.RegisterSourceOutput(sources, static (output, source) => output.AddSource(source.Name, source.Text));

        IncrementalValueProvider<string?> registration = models
            .Select(static (model, _) => RegistrationModel.Of(model))
            .Where(static model => model is not null)
            .Collect()
            .Select(static (models, _) => new EquatableArray<RegistrationModel>(models!))
            .Combine(reading.Select(static (reading, _) => reading.RegistrationAssembly))
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

    private static ImmutableArray<(string Name, string Text)> Files(WorkflowPlan plan)
    {
        ImmutableArray<(string, string)>.Builder files = ImmutableArray.CreateBuilder<(string, string)>();
        files.Add((WorkflowEmitter.HintName(plan.Workflow), WorkflowEmitter.Emit(plan)));
        if (BatchEmitter.Applies(plan))
        {
            files.Add((BatchEmitter.HintName(plan.Workflow), BatchEmitter.Emit(plan)));
        }

        if (HostedEmitter.Applies(plan.Workflow))
        {
            files.Add((HostedEmitter.HintName(plan.Workflow), HostedEmitter.Emit(plan)));
        }

        if (StartEmitter.Applies(plan.Workflow))
        {
            files.Add((StartEmitter.HintName(plan.Workflow), StartEmitter.Emit(plan)));
        }

        return files.ToImmutable();
    }
}
