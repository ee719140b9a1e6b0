namespace Engine.Internal;

/// <summary>
/// How far the image of a run has been written. One that does not fit into a record takes several, and where it is long, several ticks: what happens to
/// the run meanwhile is recorded as ever, between them.
/// </summary>
internal struct ImageCursor
{
    /// <summary>The run; 0 for none.</summary>
    public ulong Id;

    /// <summary>The position behind its first record.</summary>
    public long Position;

    /// <summary>What its records have taken so far.</summary>
    public int Bytes;

    /// <summary>What the run's other records took when it began.</summary>
    public int BytesBefore;

    /// <summary>What comes next.</summary>
    public ImageItem Next;

    /// <summary>The number of the next one of its kind.</summary>
    public int At;

    /// <summary>The next attempt.</summary>
    public ShardAttempt? Attempt;

    /// <summary>Whether the next record must follow before anything else is recorded of the run: what it says would not be true together with what is written.</summary>
    public readonly bool MustGoOn => Next is ImageItem.State or ImageItem.Attempt or ImageItem.Notes;
}
