using System.Globalization;
using System.Text;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// The folder of a host: a lock, a file that says how many shards there are, and a folder for each shard's journal. The count is fixed because a key
/// leads to a shard by it.
/// </summary>
internal sealed class HostFolder : IDisposable
{
    public const string FileName = "engine.host";
    private const string TemporaryName = "engine.host.new";
    private const string FirstLine = "engine host 1";
    private const string CountWord = "shards ";

    private readonly string _folder;
    private readonly FolderLock _lock;

    private HostFolder(string folder, FolderLock folderLock)
    {
        _folder = folder;
        _lock = folderLock;
    }

    public int ShardCount { get; private set; }

    /// <summary>Takes the folder, or makes it.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="shardCount">How many shards it is to have; 0 for what it has.</param>
    /// <exception cref="JournalException">It is taken, has another count, or is not a host's.</exception>
    public static HostFolder Open(string folder, int shardCount)
    {
        var disk = new FolderDisk(folder);
        var opened = new HostFolder(folder, FolderLock.Take(folder));
        try
        {
            opened.ShardCount = ShardCountOf(folder) ?? Make(folder, disk, shardCount);
            for (int number = 0; number < opened.ShardCount; number++)
            {
                if (!Directory.Exists(opened.ShardFolder(number)))
                {
                    throw new JournalException(JournalFault.Corrupt, $"{opened.ShardFolder(number)} is missing, with the runs of that shard. Restore it from a copy.");
                }
            }

            if (shardCount != 0 && shardCount != opened.ShardCount)
            {
                throw new JournalException(
                    JournalFault.OtherShardCount,
                    $"{folder} has {opened.ShardCount} shards, and {shardCount} were asked for: keys lead to shards by their count, so it stays. Set WorkflowHostOptions.ShardCount to {opened.ShardCount} or 0, or choose another folder.");
            }

            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public string ShardFolder(int number) => Path.Combine(_folder, NameOf(number));

    public void Dispose() => _lock.Dispose();

    /// <summary>How many shards the file of a host's folder says it has; null where there is no such file.</summary>
    /// <exception cref="JournalException">The file is none of a host's.</exception>
    public static int? ShardCountOf(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        string[] lines = File.ReadAllLines(path);
        return lines.Length == 2 && lines[0] == FirstLine && lines[1].StartsWith(CountWord, StringComparison.Ordinal)
            && int.TryParse(lines[1].AsSpan(CountWord.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is >= 1 and <= WorkflowHostOptions.MaxShardCount
            ? count
            : throw new JournalException(
                JournalFault.WrongFormat,
                $"{path} does not say how many shards there are, as this version writes it: '{FirstLine}', then '{CountWord}' and a number. Open it with the version that wrote it, or restore it from a copy.");
    }

    /// <summary>What the folder of a shard is called.</summary>
    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"shard-{number:00}");

    /// <summary>The empty folders of the shards are there before the file, and the file before what the shards keep: what is missing later was there.</summary>
    private static int Make(string folder, FolderDisk disk, int shardCount)
    {
        for (int number = 0; number < WorkflowHostOptions.MaxShardCount; number++)
        {
            string path = Path.Combine(folder, NameOf(number));
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw new JournalException(JournalFault.Corrupt, $"{folder} has shards and no {FileName}, which says how many. Restore it from a copy.");
            }
        }

        int count = shardCount != 0 ? shardCount : DefaultCount();
        for (int number = 0; number < count; number++)
        {
            _ = new FolderDisk(Path.Combine(folder, NameOf(number)));
        }

        if (disk.List().Contains(TemporaryName))
        {
            disk.Delete(TemporaryName);
        }

        using (IDiskFile file = disk.Create(TemporaryName))
        {
            file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{FirstLine}\n{CountWord}{count}\n")), 0);
            file.Sync();
        }

        disk.Rename(TemporaryName, FileName);
        disk.SyncFolder();
        return count;
    }

    /// <summary>One shard per two processors: each has a thread that works and one that writes.</summary>
    public static int DefaultCount() => Math.Clamp(Environment.ProcessorCount / 2, 1, WorkflowHostOptions.MaxShardCount);
}
