namespace Engine.Runtime;

/// <summary>A step of a hosted run at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">How it ended; <see cref="StepStatus.NotStarted"/> while it has not.</param>
/// <param name="Progress">Where it is.</param>
/// <param name="Attempt">The attempt under way, 1 for the first; 0 where none is.</param>
/// <param name="DueAt">When the next attempt starts, where it waits for that.</param>
/// <param name="Exception">What it threw, where it failed.</param>
public sealed record StepSnapshot(string Name, StepStatus Status, StepProgress Progress, int Attempt, DateTimeOffset? DueAt, Exception? Exception);
