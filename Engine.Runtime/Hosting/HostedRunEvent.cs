using System.Globalization;
using System.Text;

namespace Engine.Runtime;

/// <summary>One entry of a <see cref="HostedRunHistory"/>.</summary>
public sealed record HostedRunEvent
{
    internal HostedRunEvent()
    {
    }

    /// <summary>What happened.</summary>
    public required HostedRunEventKind Kind { get; init; }

    /// <summary>When: the time of the shard's tick, to the millisecond (to the second from the run's twelfth day on).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The step or compensation; null where it is of the run.</summary>
    public string? Step { get; init; }

    /// <summary>The attempt that failed, or the last one of a step that ended, 1 for the first; 0 where the entry has none.</summary>
    public int Attempt { get; init; }

    /// <summary>How the step ended; <see cref="Engine.StepStatus.NotStarted"/> for other entries.</summary>
    public StepStatus StepStatus { get; init; }

    /// <summary>How the run ended; <see cref="Engine.RunStatus.Running"/> for other entries.</summary>
    public RunStatus RunStatus { get; init; }

    /// <summary>When the next attempt is due, after one that failed.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>What was thrown; a <see cref="RecordedException"/> where that was in an earlier process.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Why the run was paused, where that was said.</summary>
    public string? Reason { get; init; }

    /// <summary>One line for a person.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{At:yyyy-MM-dd HH:mm:ss.fff}Z  ");
        text.Append(Kind switch
        {
            HostedRunEventKind.Started => "started",
            HostedRunEventKind.StepStarted or HostedRunEventKind.CompensationStarted => $"{Step} began",
            HostedRunEventKind.AttemptFailed => string.Create(CultureInfo.InvariantCulture, $"{Step}: attempt {Attempt} failed, the next is due at {DueAt:HH:mm:ss.fff}Z"),
            HostedRunEventKind.StepEnded => Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $"{Step}: {StepStatus} at attempt {Attempt}") : $"{Step}: {StepStatus}",
            HostedRunEventKind.Interrupted => $"{Step} was interrupted by the end of a process, and begins again",
            HostedRunEventKind.Paused => "paused",
            HostedRunEventKind.Resumed => "resumed",
            HostedRunEventKind.Cancelled => "cancelled",
            HostedRunEventKind.CompensationEnded => Exception is null ? $"{Step} ended" : $"{Step} failed",
            HostedRunEventKind.Retried => "retried",
            _ => $"ended: {RunStatus}",
        });
        if (Exception is not null || Reason is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({Exception?.Message ?? Reason})");
        }

        return text.ToString();
    }
}
