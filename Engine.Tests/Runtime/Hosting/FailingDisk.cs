using Engine.Internal;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>A real folder whose syncs fail from a moment on, or which is full for a while.</summary>
internal sealed class FailingDisk(string folder) : IDisk
{
    public const string FullMessage = "No space left on device : '/secret/file'";

    private const int NoSpaceOfLinux = 28;

    private readonly FolderDisk _disk = new(folder);
    private volatile bool _fails;
    private volatile bool _folderFails;
    private volatile bool _isFull;
    private int _refusalCount;

    /// <summary>Whether there is no place for the next segment of the journal.</summary>
    public bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    /// <summary>How often that stood against something.</summary>
    public int RefusalCount => Volatile.Read(ref _refusalCount);

    public void Fail() => _fails = true;

    /// <summary>Names of files cannot be synced from now on.</summary>
    public void FailFolder() => _folderFails = true;

    public IReadOnlyList<string> List() => _disk.List();

    public IDiskFile Create(string name)
    {
        bool isSegment = SegmentNames.IsUnfinished(name);
        if (isSegment)
        {
            Take();
        }

        return new File(this, _disk.Create(name), isSegment);
    }

    public IDiskFile Open(string name, bool forWriting) => new File(this, _disk.Open(name, forWriting), grows: false);

    public void Rename(string name, string newName) => _disk.Rename(name, newName);

    public void Replace(string name, string replaced) => _disk.Replace(name, replaced);

    public void Delete(string name) => _disk.Delete(name);

    public void SyncFolder()
    {
        if (_folderFails)
        {
            throw new IOException("The folder is gone.");
        }

        _disk.SyncFolder();
    }

    private void Take()
    {
        if (_isFull)
        {
            Interlocked.Increment(ref _refusalCount);
            throw new IOException(FullMessage, NoSpaceOfLinux);
        }
    }

    private sealed class File(FailingDisk disk, IDiskFile file, bool grows) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> bytes, long offset) => file.Read(bytes, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (grows)
            {
                disk.Take();
            }

            file.Write(bytes, offset);
        }

        public void Sync()
        {
            if (disk._fails)
            {
                throw new IOException("The disk is gone.");
            }

            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
