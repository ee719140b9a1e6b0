using Engine.Internal;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>A real folder whose writes and syncs fail from a moment on.</summary>
internal sealed class FailingDisk(string folder) : IDisk
{
    private readonly FolderDisk _disk = new(folder);
    private volatile bool _fails;

    public void Fail() => _fails = true;

    public IReadOnlyList<string> List() => _disk.List();

    public IDiskFile Create(string name) => new File(this, _disk.Create(name));

    public IDiskFile Open(string name, bool forWriting) => new File(this, _disk.Open(name, forWriting));

    public void Rename(string name, string newName) => _disk.Rename(name, newName);

    public void Replace(string name, string replaced) => _disk.Replace(name, replaced);

    public void Delete(string name) => _disk.Delete(name);

    public void SyncFolder() => _disk.SyncFolder();

    private sealed class File(FailingDisk disk, IDiskFile file) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> bytes, long offset) => file.Read(bytes, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

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
