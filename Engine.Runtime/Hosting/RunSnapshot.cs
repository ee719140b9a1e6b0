using System.Globalization;
using System.Text;

namespace Engine.Runtime;

/// <summary>A hosted run at one moment, with its steps. What has happened in between, <see cref="WorkflowHost.HistoryAsync"/> tells.</summary>
public sealed class RunSnapshot : RunSummary
{
    internal RunSnapshot()
    {
    }

    /// <summary>Its steps in plan order; none where the run is held.</summary>
    public required IReadOnlyList<StepSnapshot> Steps { get; init; }

    /// <summary>What the run got, if it is one of a graph of tasks and is not held; null otherwise.</summary>
    public TaskInput? TaskInput { get; init; }

    /// <summary>Compensations that are under way, or failed.</summary>
    public required IReadOnlyList<StepSnapshot> Compensations { get; init; }

    /// <summary>A page for a person: a line for the run, one per step.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Line()).Append(CultureInfo.InvariantCulture, $"; started at {StartedAt:u}\n");
        foreach (StepSnapshot step in Steps)
        {
            Append(text, step);
        }

        foreach (StepSnapshot compensation in Compensations)
        {
            Append(text, compensation);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, StepSnapshot step)
    {
        text.Append(CultureInfo.InvariantCulture, $"  {step.Name}: {(step.Progress == StepProgress.Ended ? step.Status.ToString() : step.Progress.ToString())}");
        if (step.Attempt > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $", attempt {step.Attempt}");
        }

        if (step.DueAt is { } due)
        {
            text.Append(CultureInfo.InvariantCulture, $", due at {due:u}");
        }

        if (step.Exception is { } exception)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({exception.Message})");
        }

        text.Append('\n');
    }
}
