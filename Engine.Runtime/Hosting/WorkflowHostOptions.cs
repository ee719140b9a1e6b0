using Engine.Internal;

namespace Engine.Runtime;

/// <summary>Where a <see cref="WorkflowHost"/> keeps its runs, and its limits. Read when the host is made; later changes do nothing.</summary>
public sealed class WorkflowHostOptions
{
    /// <summary>The most shards a host can have.</summary>
    public const int MaxShardCount = 64;

    /// <summary>The folder of the journals, made if it is missing. Null: nothing is kept, and runs end with the process.</summary>
    public string? Folder { get; set; }

    /// <summary>
    /// How many shards, 1 to 64: threads that own runs. Fixed for a folder once it has been made; 0 for what the folder has, or one per two processors.
    /// </summary>
    public int ShardCount { get; set; }

    /// <summary>The limits of each shard.</summary>
    public ShardOptions Shard { get; set; } = new();

    /// <summary>The size of each shard's journal.</summary>
    public JournalOptions Journal { get; set; } = new();

    /// <summary>The most workflows a host takes, compiled ones and task graphs together. Beyond it, they are refused.</summary>
    public int MaxWorkflows { get; set; } = 200_000;

    /// <summary>How long <see cref="WorkflowHost.DisposeAsync"/>, and the end of a generic host, wait for what is under way.</summary>
    public TimeSpan DrainFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock; the system's where none is given.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Opens the folder of a shard's journal: a test puts a disk there that fails.</summary>
    internal Func<string, IDisk> OpenDisk { get; init; } = static folder => new FolderDisk(folder);

    /// <summary>
    /// Told when the disk of a shard takes nothing more, with the shard's number and the reason, and with null when it takes what it has again. On the
    /// journal's thread, which waits for it.
    /// </summary>
    internal Action<int, IOException?>? DiskRefused { get; init; }

    /// <exception cref="ArgumentException">One of the values is out of its range.</exception>
    internal void Check()
    {
        if (ShardCount is < 0 or > MaxShardCount)
        {
            throw new ArgumentOutOfRangeException(nameof(ShardCount), ShardCount, $"{nameof(ShardCount)} is {ShardCount}; choose 1 to {MaxShardCount}, or 0.");
        }

        if (MaxWorkflows <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxWorkflows), MaxWorkflows, $"{nameof(MaxWorkflows)} is {MaxWorkflows}; choose 1 or more.");
        }

        if (DrainFor < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(DrainFor), DrainFor, $"{nameof(DrainFor)} is {DrainFor}; choose zero or more.");
        }

        if (Folder is { Length: 0 })
        {
            throw new ArgumentException($"{nameof(Folder)} is empty. Name a folder, or leave it null for a host that keeps nothing.", nameof(Folder));
        }

        ArgumentNullException.ThrowIfNull(Shard);
        ArgumentNullException.ThrowIfNull(Journal);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        Shard.Check();
        Journal.Check();
    }
}
