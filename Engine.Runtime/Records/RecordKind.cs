namespace Engine.Internal;

/// <summary>What a record of a shard tells. The first byte of it; the numbers never change.</summary>
internal enum RecordKind : byte
{
    /// <summary>A process has opened the journal. What was under way before it and has not ended was interrupted.</summary>
    Opened = 1,

    /// <summary>A process ended in order: nothing was under way.</summary>
    Closed = 2,

    /// <summary>A workflow as it is now: its number in this journal, name, fingerprint, steps.</summary>
    Workflow = 3,

    /// <summary>A run began: its workflow, key and input.</summary>
    RunStarted = 4,

    /// <summary>A step completed, with its value, or was skipped.</summary>
    StepEnded = 5,

    /// <summary>An attempt of an asynchronous step is about to start.</summary>
    AttemptStarted = 6,

    /// <summary>An attempt failed, and another one follows at a time.</summary>
    AttemptFailed = 7,

    /// <summary>A run starts nothing more but compensations: why.</summary>
    RunStopped = 8,

    /// <summary>A compensation ended.</summary>
    CompensationEnded = 9,

    /// <summary>A run ended.</summary>
    RunEnded = 10,

    /// <summary>A run as a whole, as it is now: what was said of it before is not needed any more.</summary>
    RunImage = 11,

    /// <summary>A run that has ended is forgotten.</summary>
    RunForgotten = 12,

    /// <summary>A run is paused.</summary>
    RunPaused = 13,

    /// <summary>A paused run goes on.</summary>
    RunResumed = 14,

    /// <summary>A failed run goes on at the steps that failed.</summary>
    RunRetried = 15,

    /// <summary>The number that the next run gets, at least.</summary>
    Numbered = 16,

    /// <summary>More of the image of a run, where it did not fit into one record.</summary>
    RunImageRest = 17,

    /// <summary>A part of all that was recorded of a run, word for word, by a process that could not go on with it.</summary>
    RunCopied = 18,
}
