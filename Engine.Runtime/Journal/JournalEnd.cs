namespace Engine.Internal;

/// <summary>Where a journal that was read ends, and what it is made of.</summary>
internal readonly record struct JournalEnd
{
    /// <summary>The number of the first segment that was read; 0 where there is none.</summary>
    public required long FirstSegment { get; init; }

    /// <summary>The number of the last one.</summary>
    public required long LastSegment { get; init; }

    /// <summary>Behind the last frame: where the next one goes.</summary>
    public required long Position { get; init; }

    /// <summary>The checksum of the last frame; 0 where there is none.</summary>
    public required uint LastCrc { get; init; }

    /// <summary>What the last frame says of the oldest position that is needed.</summary>
    public required long Oldest { get; init; }

    public required long FrameCount { get; init; }

    public required long RecordCount { get; init; }

    /// <summary>Bytes behind the end that a frame takes or was to take: what a crash left of a write that it interrupted.</summary>
    public required long CutBytes { get; init; }
}
