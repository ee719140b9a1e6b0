using System.Runtime.InteropServices;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// The half of a <see cref="SegmentJournal"/> that writes: takes what has been sealed, stamps it, writes it, syncs it. One thread at
/// a time calls it; which one is for others to decide.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly JournalIdentity _identity;
    private readonly SegmentFiles _files;
    private readonly JournalChunk[] _chunks;
    private int _chunkIndex;
    private long _durable;
    private long _writeCount;
    private long _firstSegment;
    private long _end;
    private uint _lastCrc;
    private uint _seed;
    private JournalException? _failure;
    private IOException? _refusal;

    public SegmentWriter(IDisk disk, in JournalIdentity identity, JournalOptions options, in JournalEnd end, JournalChunk[] chunks)
    {
        _identity = identity;
        _files = new SegmentFiles(disk, in identity, options.MaxSegments, in end);
        _chunks = chunks;
        _durable = end.Position;
        _end = end.LastSegment == 0 ? 0 : end.Position;
        _lastCrc = end.LastCrc;
        _firstSegment = _files.First;
        _seed = identity.SeedOf(_files.Last);
    }

    /// <summary>All before this position is on the disk.</summary>
    public long Durable => Volatile.Read(ref _durable);

    /// <summary>Groups that are on the disk, each by one write and one sync, since it was opened.</summary>
    public long WriteCount => Volatile.Read(ref _writeCount);

    /// <summary>The number of the oldest segment that is still taken.</summary>
    public long FirstSegment => Volatile.Read(ref _firstSegment);

    /// <summary>What went wrong; it stays.</summary>
    public JournalException? Failure => Volatile.Read(ref _failure);

    /// <summary>Why the disk takes nothing more, while something waits for it; null as soon as that is written. Any thread.</summary>
    public IOException? Refusal => Volatile.Read(ref _refusal);

    /// <summary>Whether there is something to write.</summary>
    public bool HasWork
    {
        get
        {
            JournalChunk chunk = _chunks[_chunkIndex];
            return chunk.IsTaken && (chunk.Sealed > chunk.Written || chunk.IsClosed);
        }
    }

    /// <summary>
    /// Writes what has been sealed since the last turn, a chunk at most, with one sync; then prepares and releases. After a failure every
    /// turn is idle: a sync that failed is never tried again, because the system may have dropped what it was to write.
    /// </summary>
    public WriteOutcome WriteNext()
    {
        if (_failure is not null)
        {
            return WriteOutcome.Idle;
        }

        try
        {
            return WriteGroup();
        }
        catch (Exception exception)
        {
            Volatile.Write(ref _failure, exception as JournalException ?? new JournalException(
                JournalFault.Failed,
                $"Writing {SegmentNames.OfSegment(_files.Last)} failed: {exception.Message} What was not acknowledged may be lost; open the journal again to see what is there.",
                exception));
            return WriteOutcome.Idle;
        }
    }

    public void Dispose() => _files.Dispose();

    private WriteOutcome WriteGroup()
    {
        JournalChunk chunk = _chunks[_chunkIndex];
        while (true)
        {
            if (!chunk.IsTaken)
            {
                return WriteOutcome.Idle;
            }

            // In this order: a chunk that was closed before its end was read has no other end.
            bool isClosed = chunk.IsClosed;
            int end = chunk.Sealed;
            if (end > chunk.Written)
            {
                bool isWritten = Write(chunk, end);
                Tell(isWritten ? null : _files.LastRefusal);
                return isWritten ? WriteOutcome.Written : WriteOutcome.NoRoom;
            }

            if (!isClosed)
            {
                return WriteOutcome.Idle;
            }

            chunk.GiveBack();
            _chunkIndex = (_chunkIndex + 1) % _chunks.Length;
            chunk = _chunks[_chunkIndex];
        }
    }

    private void Tell(IOException? refusal)
    {
        // It is read by others: a write that follows one leaves it alone.
        if (_refusal != refusal)
        {
            Volatile.Write(ref _refusal, refusal);
        }
    }

    private bool Write(JournalChunk chunk, int end)
    {
        long position = chunk.FirstPosition + chunk.Written;
        long number = position / _identity.SegmentBytes;
        if (number != _files.Last)
        {
            if (!_files.TryAdvance(_end, _lastCrc))
            {
                return false;
            }

            _seed = _identity.SeedOf(number);
            Volatile.Write(ref _firstSegment, _files.First);
        }

        Span<byte> group = chunk.Bytes.AsSpan(chunk.Written, end - chunk.Written);
        long oldest = Stamp(group);
        _files.Write(group, position % _identity.SegmentBytes);
        _files.Sync();
        chunk.Written = end;
        _end = position + group.Length;
        Volatile.Write(ref _writeCount, _writeCount + 1);

        // Release: who sees this position may tell others that their records are safe.
        Volatile.Write(ref _durable, _end);
        _files.Release(oldest / _identity.SegmentBytes);
        Volatile.Write(ref _firstSegment, _files.First);
        if (_end % _identity.SegmentBytes > _identity.SegmentBytes / 4)
        {
            _files.TryPrepare();
        }

        return true;
    }

    /// <summary>Completes the headers of a group's frames. Returns the oldest position that its last frame needs.</summary>
    private long Stamp(Span<byte> group)
    {
        long oldest = 0;
        while (!group.IsEmpty)
        {
            ref FrameHeader header = ref MemoryMarshal.AsRef<FrameHeader>(group);
            header.Durable = _durable;
            header.PreviousCrc = _lastCrc;
            header.Crc = _lastCrc = FrameHeader.CrcOf(group[..header.Length], _seed);
            oldest = header.Oldest;
            group = group[header.Length..];
        }

        return oldest;
    }
}
