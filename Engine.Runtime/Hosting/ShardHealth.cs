namespace Engine.Runtime;

/// <summary>A shard at one moment. The numbers are read while it works: each is right, and they need not be of the same instant.</summary>
/// <param name="Number">The shard's number, from 0.</param>
/// <param name="Condition">Whether it does its work.</param>
/// <param name="Failure">Why it has failed, or an <see cref="IOException"/> that says why its disk takes nothing more, where it waits.</param>
/// <param name="RunCount">Runs that have not ended.</param>
/// <param name="EndedRunCount">Runs that have ended and are remembered.</param>
/// <param name="HeldRunCount">Runs that this process cannot go on with.</param>
/// <param name="StepCount">Calls of steps and compensations since the host started.</param>
/// <param name="JournalBytes">What its runs need of the journal; 0 without one.</param>
public sealed record ShardHealth(
    int Number, ShardCondition Condition, Exception? Failure, int RunCount, int EndedRunCount, int HeldRunCount, long StepCount, long JournalBytes);
