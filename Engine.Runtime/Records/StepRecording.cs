namespace Engine.Runtime;

/// <summary>What a journal is told of a step that has ended.</summary>
public enum StepRecording : byte
{
    /// <summary>
    /// Its outcome, which is on the disk before an asynchronous step that depends on it starts and before the run's result is acknowledged.
    /// Synchronous steps do not wait for it: after a crash they run again together.
    /// </summary>
    Recorded,

    /// <summary>Nothing: after a crash it runs again. For steps that give the same value for the same inputs and do nothing else.</summary>
    Pure,

    /// <summary>Its outcome, which is on the disk before any step that depends on it starts.</summary>
    Durable,
}
