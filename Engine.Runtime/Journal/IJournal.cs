namespace Engine.Internal;

/// <summary>
/// Where a shard puts what must survive it. One thread appends; records reach the disk in that order, in groups: one synced write for
/// what has gathered while the last one ran.
/// </summary>
/// <remarks>
/// A position is a number that grows with each record. A record is on the disk when <see cref="Durable"/> is not less than the position
/// behind it. Nothing here waits.
/// </remarks>
internal interface IJournal : IDisposable
{
    /// <summary>The position behind the last record.</summary>
    long Appended { get; }

    /// <summary>All before this position survives a crash.</summary>
    long Durable { get; }

    /// <summary>Why nothing more will become durable; null as long as all is well. It stays.</summary>
    Exception? Failure { get; }

    /// <summary>Why the disk takes nothing more at present, so that what was appended waits; null as long as it does. It goes by itself. Any thread.</summary>
    IOException? Refusal { get; }

    /// <summary>The longest record of one value: an input, what a step returned.</summary>
    int MaxRecordBytes { get; }

    /// <summary>The longest record at all: what a shard writes of a whole run or workflow.</summary>
    int LongestRecordBytes { get; }

    /// <summary>The most it may take, in bytes.</summary>
    long MaxBytes { get; }

    /// <summary>Bytes that can still be appended before older segments have been released, at least.</summary>
    long FreeBytes { get; }

    /// <summary>Whether all segments have been released that <see cref="Release"/> allows. If not, the group that will be written next releases them.</summary>
    bool IsReleased { get; }

    /// <summary>
    /// Whether a few records of any length can be appended now. False: what was appended before has not been written yet; look
    /// again when <see cref="Durable"/> has grown.
    /// </summary>
    bool HasRoom { get; }

    /// <summary>Room for a record of so many bytes, to be filled before <see cref="Append"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is not 1 to <see cref="LongestRecordBytes"/>.</exception>
    /// <exception cref="InvalidOperationException">There is no room, and <see cref="HasRoom"/> was not asked.</exception>
    Span<byte> Reserve(int length);

    /// <summary>Appends the first bytes of the room that was reserved last. Returns the position behind the record.</summary>
    long Append(int length);

    /// <summary>Hands over what was appended: it will be written as soon as the writes before it are done.</summary>
    void Flush();

    /// <summary>Says that no record that ends at or before a position will be needed. What that frees is reused once the next group is on the disk.</summary>
    void Release(long position);
}
