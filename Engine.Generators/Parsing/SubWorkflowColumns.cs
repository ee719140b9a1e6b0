using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Parsing;

/// <summary>
/// Whether batch steps would find values of another type where the steps of a sub-workflow join a plan: a value is converted on
/// the way into a sub-workflow or out of it, a column is not.
/// </summary>
internal static class SubWorkflowColumns
{
    /// <summary>Why the steps cannot join the plan; null where nothing is in the way.</summary>
    public static string? WhyConverted(ParseContext context, Candidate step, SubWorkflow sub)
    {
        if (sub.Child.Model is not { IsBroken: false } child)
        {
            return null;
        }

        BoundParameter input = step.Parameters[sub.Input];
        string given = input.Source == ParameterSource.Input ? context.Known.FullName(context.Input!) : LiesAs(context, context.Steps[input.Index]);
        if (given != context.Known.FullName(sub.Child.Input) && child.Steps.FirstOrDefault(TakesInputs) is { } reader)
        {
            return $"its input is converted on the way to batch step '{reader.Name}'";
        }

        return LiesAs(context, step) != context.Known.FullName(step.Value!)
            && context.Steps.Find(other => other.BatchAttribute is not null && other.Parameters.Any(parameter => parameter.TakesStep && parameter.Index == step.Index)) is { } consumer
            ? $"its value is converted on the way to batch step '{consumer.Name}'"
            : null;
    }

    private static bool TakesInputs(StepModel step) => step.Body.IsBatch && step.Body.Parameters.Any(static parameter => parameter.Source == ParameterSource.Input);

    /// <summary>The type of the column of a step's values, if the step is a sub-workflow whose steps join the plan.</summary>
    private static string LiesAs(ParseContext context, Candidate step) => step.Sub is { Child.Model: { IsBroken: false } child }
        ? child.Steps[child.OutputStep].Body.ValueType!
        : context.Known.FullName(step.Value!);
}
