namespace Engine.Runtime;

/// <summary>A step of a hosted run at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">How it ended; <see cref="StepStatus.NotStarted"/> while it has not.</param>
/// <param name="Progress">Where it is.</param>
/// <param name="StartedAt">
/// When its first attempt began: the time of the shard's tick, of a synchronous step the one in which it ended. Null where it has not begun, was skipped, or that
/// is not known any more.
/// </param>
/// <param name="EndedAt">When it ended or was skipped; null where it has not, never will begin, or that is not known any more.</param>
/// <param name="Attempt">The attempt under way, or the last one of a step that has ended, 1 for the first; 0 where it has not begun.</param>
/// <param name="DueAt">When the next attempt starts, where it waits for that.</param>
/// <param name="Exception">What its last attempt threw, where that failed.</param>
public sealed record StepSnapshot(
    string Name, StepStatus Status, StepProgress Progress, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int Attempt, DateTimeOffset? DueAt, Exception? Exception);
