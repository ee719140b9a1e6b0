using Microsoft.Win32.SafeHandles;

namespace Engine.Internal;

/// <summary>A real folder.</summary>
internal sealed class FolderDisk : IDisk
{
    private readonly string _folder;

    /// <param name="folder">Is made if it is missing.</param>
    public FolderDisk(string folder)
    {
        _folder = Path.GetFullPath(folder);
        if (!Directory.Exists(_folder))
        {
            Directory.CreateDirectory(_folder);
            if (Path.GetDirectoryName(_folder) is { } parent)
            {
                NativeSync.Folder(parent);
            }
        }
    }

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(_folder).Select(static path => Path.GetFileName(path))];

    public IDiskFile Create(string name) => new FolderDiskFile(
        File.OpenHandle(Path.Combine(_folder, name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete));

    // A reader takes no lock of its own: the journal's lock says who may write.
    public IDiskFile Open(string name, bool forWriting) => new FolderDiskFile(File.OpenHandle(
        Path.Combine(_folder, name),
        FileMode.Open,
        forWriting ? FileAccess.ReadWrite : FileAccess.Read,
        forWriting ? FileShare.Read | FileShare.Delete : FileShare.ReadWrite | FileShare.Delete));

    public void Rename(string name, string newName) => File.Move(Path.Combine(_folder, name), Path.Combine(_folder, newName), overwrite: false);

    public void Replace(string name, string replaced) => File.Move(Path.Combine(_folder, name), Path.Combine(_folder, replaced), overwrite: true);

    public void Delete(string name) => File.Delete(Path.Combine(_folder, name));

    public void SyncFolder() => NativeSync.Folder(_folder);

    private sealed class FolderDiskFile(SafeFileHandle handle) : IDiskFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> bytes, long offset)
        {
            int read = 0;
            while (read < bytes.Length)
            {
                int count = RandomAccess.Read(handle, bytes[read..], offset + read);
                if (count == 0)
                {
                    break;
                }

                read += count;
            }

            return read;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

        public void Sync() => NativeSync.Data(handle);

        public void Dispose() => handle.Dispose();
    }
}
