using Engine.Internal;

namespace Engine.Host.Bench.Durable;

/// <summary>The limit of the disk: the same bytes as a journal's, written over and over into a file that has its full length, and synced each time.</summary>
internal sealed class RawGroups : IDisposable
{
    private const int FileBytes = 16 << 20;

    private readonly IDiskFile _file;
    private readonly byte[] _group;
    private long _offset;

    /// <param name="folder">On the disk in question; made if it is missing.</param>
    /// <param name="groupBytes">The bytes of one write, 1 to 16 MiB.</param>
    public RawGroups(string folder, int groupBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groupBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(groupBytes, FileBytes);
        var disk = new FolderDisk(folder);
        _file = disk.Create("raw");
        _group = GC.AllocateArray<byte>(groupBytes, pinned: true);
        new Random(1).NextBytes(_group);
        _file.Write(new byte[FileBytes], 0);
        _file.Sync();
    }

    /// <summary>Writes and syncs one group.</summary>
    public void Write()
    {
        _offset = _offset + _group.Length > FileBytes ? 0 : _offset;
        _file.Write(_group, _offset);
        _file.Sync();
        _offset += _group.Length;
    }

    /// <summary>Writes and syncs so many groups, one after another.</summary>
    public void Write(int groups)
    {
        for (int group = 0; group < groups; group++)
        {
            Write();
        }
    }

    public void Dispose() => _file.Dispose();
}
