using System.Runtime.InteropServices;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// The files of a journal that is being written. A segment is prepared beforehand, in small portions: a file that has its full length on
/// the disk is synced without a change to the file system. Released ones are used again. One thread.
/// </summary>
internal sealed class SegmentFiles : IDisposable
{
    private const int PortionBytes = 1 << 20;

    private static readonly byte[] Zeros = GC.AllocateArray<byte>(PortionBytes, pinned: true);

    private readonly IDisk _disk;
    private readonly JournalIdentity _identity;
    private readonly int _maxSegments;
    private IDiskFile? _current;
    private IDiskFile? _unfinished;
    private string _unfinishedName = "";
    private long _unfinishedBytes;
    private long _nextNumber;
    private string? _spare;

    /// <summary>Opens the files behind the end of a journal: removes what is not part of it, keeps one as a spare.</summary>
    public SegmentFiles(IDisk disk, in JournalIdentity identity, int maxSegments, in JournalEnd end)
    {
        _disk = disk;
        _identity = identity;
        _maxSegments = maxSegments;
        First = end.FirstSegment;
        Last = end.LastSegment;
        foreach (string name in disk.List())
        {
            bool isPart = SegmentNames.TryParse(name, out long number) && number >= First && number <= Last;
            if (isPart)
            {
                continue;
            }

            if (number > 0 || SegmentNames.IsUnfinished(name) || (SegmentNames.TryParseSpare(name, out long spare) && !KeepSpare(name, spare)))
            {
                disk.Delete(name);
            }
        }

        if (Last != 0)
        {
            _current = disk.Open(SegmentNames.OfSegment(Last), forWriting: true);
        }
    }

    /// <summary>The number of the oldest segment in use; 0 before the first.</summary>
    public long First { get; private set; }

    /// <summary>The number of the one that is being written.</summary>
    public long Last { get; private set; }

    /// <summary>Why the disk did not take the next segment when it was last tried; null if it did, and where the limit of segments is what stands against it.</summary>
    public IOException? LastRefusal { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => _current!.Write(bytes, offset);

    public void Sync() => _current!.Sync();

    /// <summary>
    /// Goes on in the next segment: makes it current and writes its header, which the next sync takes along. False: there is no room for it
    /// within the limit or on the disk.
    /// </summary>
    public bool TryAdvance(long previousEnd, uint previousCrc)
    {
        while (_spare is null)
        {
            if (!TryPrepare())
            {
                return false;
            }
        }

        long number = Last + 1;
        string name = SegmentNames.OfSegment(number);
        _disk.Rename(_spare, name);
        _spare = null;

        // The name must be on the disk before the first frame is: else a crash could leave frames that nobody looks for.
        _disk.SyncFolder();
        _current?.Dispose();
        _current = _disk.Open(name, forWriting: true);
        var header = SegmentHeader.Of(in _identity, number, previousEnd, previousCrc);
        _current.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<SegmentHeader>(in header)), 0);
        Last = number;
        if (First == 0)
        {
            First = number;
        }

        return true;
    }

    /// <summary>Makes a portion of the next segment if there is none. False: there is no room.</summary>
    public bool TryPrepare()
    {
        if (_spare is not null)
        {
            return true;
        }

        // One more than the limit: what releases old segments has to be written, too.
        if (First != 0 && Last - First + 1 > _maxSegments)
        {
            LastRefusal = null;
            return false;
        }

        try
        {
            if (_unfinished is null)
            {
                _unfinishedName = SegmentNames.OfUnfinished(_nextNumber);
                _unfinished = _disk.Create(_unfinishedName);
                _nextNumber++;
            }

            int count = (int)Math.Min(PortionBytes, _identity.SegmentBytes - _unfinishedBytes);
            _unfinished.Write(Zeros.AsSpan(0, count), _unfinishedBytes);
            _unfinishedBytes += count;
            if (_unfinishedBytes == _identity.SegmentBytes)
            {
                _unfinished.Sync();
                _unfinished.Dispose();
                _unfinished = null;
                _unfinishedBytes = 0;
                _spare = SegmentNames.OfSpare(_nextNumber++);
                _disk.Rename(_unfinishedName, _spare);
            }

            LastRefusal = null;
            return true;
        }
        catch (IOException exception) when (exception is not JournalException)
        {
            // Nothing of the journal is lost by it: it stays as long as it is.
            LastRefusal = exception;
            return false;
        }
    }

    /// <summary>Gives up the segments before a number.</summary>
    public void Release(long number)
    {
        for (; First < Math.Min(number, Last); First++)
        {
            string name = SegmentNames.OfSegment(First);
            if (_spare is null)
            {
                _spare = SegmentNames.OfSpare(_nextNumber++);
                _disk.Rename(name, _spare);
            }
            else
            {
                _disk.Delete(name);
            }
        }
    }

    public void Dispose()
    {
        _current?.Dispose();
        _unfinished?.Dispose();
    }

    /// <summary>Keeps the first spare that has its full length.</summary>
    private bool KeepSpare(string name, long number)
    {
        if (_spare is not null)
        {
            return false;
        }

        using (IDiskFile file = _disk.Open(name, forWriting: false))
        {
            if (file.Length != _identity.SegmentBytes)
            {
                return false;
            }
        }

        _spare = name;
        _nextNumber = number + 1;
        return true;
    }
}
