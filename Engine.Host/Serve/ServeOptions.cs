using Engine.Internal;

namespace Engine.Host.Serve;

/// <summary>What `engine serve` was told.</summary>
internal sealed record ServeOptions
{
    public const string DefaultUrl = "http://127.0.0.1:8002";
    /// <summary>Where it listens when the program is started without a word: what people type into a browser.</summary>
    public const string FirstUrl = "http://localhost:8002";

    public const string DefaultFolder = "engine-data";

    /// <summary>Addresses to listen on, `http://` and an IP address or localhost.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrl];

    /// <summary>Where definitions and runs are kept; null: nowhere.</summary>
    public string? Folder { get; init; } = DefaultFolder;

    /// <summary>Shards of the host; 0 for what the folder has.</summary>
    public int ShardCount { get; init; }

    /// <summary>The file of keys; null for none, on this machine only.</summary>
    public string? KeyPath { get; init; }

    /// <summary>The audit log; null: with keys in the folder, else none.</summary>
    public string? AuditPath { get; init; }

    /// <summary>A file of `engine bench --history` for the page; null: none.</summary>
    public string? BenchHistoryPath { get; init; }

    public bool SimulateAgents { get; init; }

    /// <summary>Adds activities to those that are built in; null: none.</summary>
    public Action<Engine.Runtime.ActivityTable>? AddActivities { get; init; }

    /// <summary>Defines a sample where there is no workflow.</summary>
    public bool HasSample { get; init; } = true;

    /// <summary>Requests a second of one client; 0 for no limit.</summary>
    public int Rate { get; init; }

    public int MaxConnections { get; init; } = 4_096;

    public int MaxWorkflows { get; init; } = 100_000;

    /// <summary>Ids of events that are remembered at least, per tenant.</summary>
    public int EventWindow { get; init; } = 524_288;

    /// <summary>Dead letters that are kept, per tenant.</summary>
    public int DeadLetters { get; init; } = 10_000;

    public TimeSpan DrainFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the head of a request may take, from its first byte on.</summary>
    public TimeSpan HeadersWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be open without a request.</summary>
    public TimeSpan IdleFor { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// What a client must send of a body and take of an answer, in bytes a second. With the server's own default of 240 an answer of a megabyte that nobody
    /// takes would be held for more than an hour.
    /// </summary>
    public int BytesPerSecond { get; init; } = 32 * 1024;

    /// <summary>How long a body or an answer may be slower than that; more than a second.</summary>
    public TimeSpan SlowFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Opens the folder of a shard's journal: a test puts a disk there that is full.</summary>
    public Func<string, IDisk> OpenDisk { get; init; } = static folder => new FolderDisk(folder);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
