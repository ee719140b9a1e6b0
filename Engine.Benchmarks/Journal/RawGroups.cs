using Engine.Internal;

namespace Engine.Benchmarks.Journal;

/// <summary>The limit of the disk: the same bytes as the journal's, written over and over into a file that has its full length, and synced each time.</summary>
internal sealed class RawGroups : IDisposable
{
    private const int FileBytes = 16 << 20;

    private readonly IDiskFile _file;
    private readonly byte[] _group;
    private long _offset;

    public RawGroups(string folder, int groupBytes)
    {
        var disk = new FolderDisk(folder);
        _file = disk.Create("raw");
        _group = GC.AllocateArray<byte>(groupBytes, pinned: true);
        new Random(1).NextBytes(_group);
        _file.Write(new byte[FileBytes], 0);
        _file.Sync();
    }

    public void Write()
    {
        _offset = _offset + _group.Length > FileBytes ? 0 : _offset;
        _file.Write(_group, _offset);
        _file.Sync();
        _offset += _group.Length;
    }

    public void Dispose() => _file.Dispose();
}
