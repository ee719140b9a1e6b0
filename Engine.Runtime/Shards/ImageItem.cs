namespace Engine.Internal;

/// <summary>What comes next in the image of a run. The numbers never change.</summary>
internal enum ImageItem : byte
{
    /// <summary>Nothing: the image is whole. The last byte of its last record.</summary>
    End = 0,

    /// <summary>How it stands with the run: its clock, its counts, why it is paused, what it failed by.</summary>
    State = 1,

    /// <summary>A step that has completed or was skipped.</summary>
    Step = 2,

    /// <summary>A step that ended in another way.</summary>
    Failure = 3,

    /// <summary>A compensation that failed.</summary>
    FailedCompensation = 4,

    /// <summary>An attempt under way.</summary>
    Attempt = 5,

    /// <summary>The notes of its history.</summary>
    Notes = 6,

    /// <summary>The rest stands in another record. The last byte of this one.</summary>
    More = 7,
}
