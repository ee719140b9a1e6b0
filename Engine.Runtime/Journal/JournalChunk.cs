namespace Engine.Internal;

/// <summary>
/// Bytes on their way from a shard to the disk: a stretch of one segment. The shard fills it and says up to where; the writer
/// writes up to there, and when the shard has left it, gives it back.
/// </summary>
internal sealed class JournalChunk
{
    private int _sealed;
    private int _isClosed;
    private int _isTaken;

    public JournalChunk(int length) => Bytes = Room(length);

    /// <summary>Made anew by the shard alone, before it takes the chunk.</summary>
    public byte[] Bytes { get; private set; }

    /// <summary>The position of the first byte. Written by the shard before it takes the chunk.</summary>
    public long FirstPosition { get; private set; }

    /// <summary>How many bytes are on the disk. The writer's own.</summary>
    public int Written { get; set; }

    /// <summary>How many bytes may be written: whole frames. Acquire; the release is <see cref="Seal"/>.</summary>
    public int Sealed => Volatile.Read(ref _sealed);

    /// <summary>Whether the shard has left the chunk. Read it before <see cref="Sealed"/>: then no seal is missed.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>Whether the shard or the writer has the chunk.</summary>
    public bool IsTaken => Volatile.Read(ref _isTaken) != 0;

    /// <summary>The shard begins to fill a chunk that nobody has.</summary>
    /// <param name="firstPosition">Of its first byte.</param>
    /// <param name="length">How many bytes it has to take.</param>
    public void Take(long firstPosition, int length)
    {
        if (Bytes.Length != length)
        {
            Bytes = Room(length);
        }

        FirstPosition = firstPosition;
        Written = 0;
        _sealed = 0;
        _isClosed = 0;

        // Release: the writer that sees it taken sees the rest.
        Volatile.Write(ref _isTaken, 1);
    }

    public void Seal(int length) => Volatile.Write(ref _sealed, length);

    public void Close() => Volatile.Write(ref _isClosed, 1);

    /// <summary>The writer gives a chunk back that is closed and written.</summary>
    public void GiveBack() => Volatile.Write(ref _isTaken, 0);

    // Pinned, so that a write has nothing to pin.
    private static byte[] Room(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);
}
