using Engine.Host.Cli;
using Engine.Internal;
using Engine.Runtime;

namespace Engine.Host.Journal;

/// <summary>
/// A folder with journals, opened to be read: a host's, which has one for each shard, or that of one shard. Nothing in it is changed, and no host
/// can take it as long as it is open.
/// </summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly FolderLock? _lock;

    private JournalFolder(string path, FolderLock? folderLock, bool isHost, IReadOnlyList<ShardFolder> shards)
    {
        (Path, _lock, IsHost, Shards) = (path, folderLock, isHost, shards);
    }

    /// <summary>As the person named it.</summary>
    public string Path { get; }

    /// <summary>Whether it is a host's: false for that of one shard.</summary>
    public bool IsHost { get; }

    /// <summary>By number.</summary>
    public IReadOnlyList<ShardFolder> Shards { get; }

    /// <exception cref="UserError">There is no such folder, or nothing of a host in it.</exception>
    /// <exception cref="JournalException">A running host has it, or its file does not say how many shards there are.</exception>
    public static JournalFolder Open(string path)
    {
        if (path.Length == 0)
        {
            throw new UserError("FOLDER: the name is empty. Name the folder of a host.");
        }

        if (!Directory.Exists(path))
        {
            throw new UserError(File.Exists(path)
                ? $"{path}: is a file. Name the folder of a host, or of one of its shards."
                : $"{path}: there is no such folder. Name the folder of a host: the one in its WorkflowHostOptions.Folder.");
        }

        bool isHost = File.Exists(System.IO.Path.Combine(path, HostFolder.FileName));
        if (!isHost && !IsShard(path))
        {
            throw new UserError(Directory.Exists(System.IO.Path.Combine(path, HostFolder.NameOf(0)))
                ? $"{path}: has shards and no {HostFolder.FileName}, which says how many. Restore it from a copy, or name the folder of one shard."
                : $"{path}: is not the folder of a host, which has a file {HostFolder.FileName}, nor that of a shard, which has a {JournalIdentity.FileName}. Name one.");
        }

        // A shard's is locked by its host, in the folder above it.
        string full = System.IO.Path.GetFullPath(path);
        string locked = !isHost && System.IO.Path.GetDirectoryName(System.IO.Path.TrimEndingDirectorySeparator(full)) is { } parent
            && File.Exists(System.IO.Path.Combine(parent, HostFolder.FileName)) ? parent : full;
        FolderLock? folderLock = FolderLock.TakeToRead(locked);
        try
        {
            return new JournalFolder(path, folderLock, isHost, isHost ? [.. Enumerable.Range(0, HostFolder.ShardCountOf(path)!.Value).Select(number => ShardFolder.Of(path, number))] : [ShardFolder.Single(path)]);
        }
        catch
        {
            folderLock?.Dispose();
            throw;
        }
    }

    public void Dispose() => _lock?.Dispose();

    private static bool IsShard(string path) => File.Exists(System.IO.Path.Combine(path, JournalIdentity.FileName))
        || Directory.EnumerateFiles(path).Any(static file => SegmentNames.TryParse(System.IO.Path.GetFileName(file), out _));
}
