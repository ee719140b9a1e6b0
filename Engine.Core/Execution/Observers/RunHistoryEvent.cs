namespace Engine;

/// <summary>One entry of a <see cref="RunHistory"/>.</summary>
public sealed record RunHistoryEvent
{
    /// <summary>What happened.</summary>
    public required RunHistoryEventKind Kind { get; init; }

    /// <summary>The step's position in plan order; of a compensation that is tried again, its dispatch index.</summary>
    public required int StepIndex { get; init; }

    /// <summary>The step's name.</summary>
    public required string StepName { get; init; }

    /// <summary>The attempt that began or failed, from 1; 0 where the entry has none.</summary>
    public int Attempt { get; init; }

    /// <summary>How the step ended; <see cref="StepStatus.NotStarted"/> for other entries.</summary>
    public StepStatus Status { get; init; }

    /// <summary>The time until the next attempt.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What was thrown, if something was.</summary>
    public Exception? Exception { get; init; }
}
