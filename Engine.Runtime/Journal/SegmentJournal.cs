using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// A journal in segment files. The shard's thread fills chunks with frames; <see cref="Writer"/>, on whatever thread it is called,
/// writes them. The two meet in two numbers per chunk: up to where it is sealed, and up to where all is on the disk. No locks.
/// </summary>
internal sealed class SegmentJournal : IJournal
{
    private const int ChunkCount = 8;
    private const int LeastChunkBytes = 512 << 10;

    /// <summary>Chunks that must be free for <see cref="HasRoom"/>: each takes a record of the greatest length.</summary>
    private const int ChunksInHand = 3;

    private readonly int _segmentBytes;
    private readonly int _maxSegments;
    private readonly uint _incarnation;
    private readonly JournalChunk[] _chunks;
    private readonly int _chunkBytes;
    private readonly Action? _sealed;
    private int _chunkIndex;
    private int _limit;
    private int _frameStart;
    private int _at;
    private int _reserved;
    private long _oldest;

    private SegmentJournal(IDisk disk, in JournalIdentity identity, JournalOptions options, in JournalEnd end, uint incarnation, Action? wake)
    {
        _segmentBytes = identity.SegmentBytes;
        _maxSegments = options.MaxSegments;
        _incarnation = incarnation;
        _sealed = wake;
        _oldest = end.Oldest;
        MaxRecordBytes = Math.Min(options.MaxRecordBytes, _segmentBytes / 4);
        _chunks = new JournalChunk[ChunkCount];
        LongestRecordBytes = _segmentBytes - SegmentHeader.FramesStart - FrameHeader.Size - sizeof(int) - FrameHeader.Alignment;
        _chunkBytes = Math.Min(Math.Max(LeastChunkBytes, RoundUp(MaxRecordBytes + FrameHeader.Size + 16)), _segmentBytes);
        for (int index = 0; index < ChunkCount; index++)
        {
            _chunks[index] = new JournalChunk(_chunkBytes);
        }

        Writer = new SegmentWriter(disk, in identity, options, in end, _chunks);
        Take(end.Position, _chunkBytes);
    }

    public SegmentWriter Writer { get; }

    public long Appended => _chunks[_chunkIndex].FirstPosition + _at;

    public long Durable => Writer.Durable;

    public Exception? Failure => Writer.Failure;

    public IOException? Refusal => Writer.Refusal;

    public int MaxRecordBytes { get; }

    public int LongestRecordBytes { get; }

    public long MaxBytes => (long)_maxSegments * _segmentBytes;

    public long FreeBytes
    {
        get
        {
            long position = Appended;
            long left = Math.Max(0, Writer.FirstSegment) + _maxSegments - 1 - (position / _segmentBytes);
            return Math.Max(0, left * (_segmentBytes - SegmentHeader.FramesStart)) + _segmentBytes - (position % _segmentBytes);
        }
    }

    /// <summary>Reads a folder's journal and opens it behind its end, or makes one.</summary>
    /// <param name="disk">The folder.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="random">A number that no other opening has: the journal's id where it is made, and this opening's in any case.</param>
    /// <param name="reader">Gets what the journal holds.</param>
    /// <param name="end">Where it ended.</param>
    /// <param name="wake">Called by <see cref="Flush"/> when there is something to write.</param>
    /// <exception cref="JournalException">Something is damaged or missing; nothing has been changed.</exception>
    public static SegmentJournal Open<TReader>(
        IDisk disk, JournalOptions options, UInt128 random, ref TReader reader, out JournalEnd end, Action? wake = null)
        where TReader : IRecordReader
    {
        options.Check();
        JournalIdentity identity = JournalIdentity.Read(disk) ?? MakeIdentity(disk, options, random);
        end = JournalScan.Read(disk, in identity, ref reader);
        return new SegmentJournal(disk, in identity, options, in end, (uint)random, wake);
    }

    public bool IsReleased => Writer.FirstSegment >= _oldest / _segmentBytes;

    public bool HasRoom => !_chunks[(_chunkIndex + ChunksInHand) % ChunkCount].IsTaken;

    public Span<byte> Reserve(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, LongestRecordBytes);
        int start = _frameStart == _at ? _at + FrameHeader.Size : _at;
        if (RoundUp(start + sizeof(int) + length) > _limit)
        {
            MoveOn(length);
            start = FrameHeader.Size;
        }

        _reserved = start + sizeof(int);
        return _chunks[_chunkIndex].Bytes.AsSpan(_reserved, length);
    }

    public long Append(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        BinaryPrimitives.WriteInt32LittleEndian(_chunks[_chunkIndex].Bytes.AsSpan(_reserved - sizeof(int)), length);
        _at = _reserved + length;
        return Appended;
    }

    public void Flush()
    {
        if (_frameStart == _at)
        {
            return;
        }

        Seal();
        _sealed?.Invoke();
    }

    public void Release(long position) => _oldest = Math.Max(_oldest, position);

    public void Dispose() => Writer.Dispose();

    private static JournalIdentity MakeIdentity(IDisk disk, JournalOptions options, UInt128 random)
    {
        foreach (string name in disk.List())
        {
            if (SegmentNames.TryParse(name, out _))
            {
                throw new JournalException(
                    JournalFault.Corrupt, $"{JournalIdentity.FileName} is missing beside {name}. Restore it from a copy, or choose another folder.");
            }
        }

        return JournalIdentity.Create(disk, options.SegmentBytes, random);
    }

    private static int RoundUp(int length) => (length + FrameHeader.Alignment - 1) & -FrameHeader.Alignment;

    /// <summary>Closes the frame: it is what is on the disk together or not at all.</summary>
    private void Seal()
    {
        JournalChunk chunk = _chunks[_chunkIndex];
        int end = RoundUp(_at);
        chunk.Bytes.AsSpan(_at, end - _at).Clear();
        ref FrameHeader header = ref MemoryMarshal.AsRef<FrameHeader>(chunk.Bytes.AsSpan(_frameStart));
        header.Length = end - _frameStart;
        header.Position = chunk.FirstPosition + _frameStart;
        header.Oldest = _oldest;
        header.Incarnation = _incarnation;
        _at = _frameStart = end;
        chunk.Seal(end);
    }

    /// <summary>Leaves the chunk for the next one, and the segment where a record does not fit.</summary>
    private void MoveOn(int length)
    {
        int next = (_chunkIndex + 1) % ChunkCount;
        if (_chunks[next].IsTaken)
        {
            throw new InvalidOperationException("A record was appended to a journal that had no room.");
        }

        if (_frameStart != _at)
        {
            Seal();
        }

        JournalChunk chunk = _chunks[_chunkIndex];
        long position = chunk.FirstPosition + _at;
        chunk.Close();
        _chunkIndex = next;
        long room = _segmentBytes - (position % _segmentBytes);
        int needed = RoundUp(FrameHeader.Size + sizeof(int) + length);
        bool fits = position % _segmentBytes != 0 && needed <= room;

        // A record that is longer than a chunk gets one of its own length, which is an ordinary one again when it is taken next.
        int chunkBytes = Math.Max(_chunkBytes, needed);
        Take(fits ? position : ((((position - 1) / _segmentBytes) + 1) * _segmentBytes) + SegmentHeader.FramesStart, chunkBytes);
    }

    private void Take(long position, int chunkBytes)
    {
        JournalChunk chunk = _chunks[_chunkIndex];
        chunk.Take(position, chunkBytes);
        _frameStart = _at = 0;

        // A segment that is full to its last byte ends where the next one's header begins.
        _limit = position % _segmentBytes == 0 ? 0 : (int)Math.Min(chunk.Bytes.Length, _segmentBytes - (position % _segmentBytes));
    }
}
