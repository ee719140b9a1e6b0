namespace Engine.Internal;

/// <summary>What a shard knows of one run beside its values.</summary>
internal struct RunInfo
{
    public ulong Id;

    /// <summary>The position behind the first record that is needed to have the run back.</summary>
    public long FirstPosition;

    /// <summary>The position behind its last record: what a step that acts on the world has to wait for.</summary>
    public long LastPosition;

    /// <summary>When it started, in milliseconds since 1970 (UTC).</summary>
    public long StartedMs;

    /// <summary>When it ended.</summary>
    public long EndedMs;

    /// <summary>Its neighbours in the list by <see cref="FirstPosition"/>; -1 at the ends.</summary>
    public int Before;

    public int After;

    /// <summary>Steps that have not ended. A workflow has 65,535 at most.</summary>
    public ushort Left;

    /// <summary>Attempts that have begun and not ended, waits between two included.</summary>
    public ushort UnderWay;

    /// <summary>How many compensated steps have completed so far: their order.</summary>
    public ushort CompletedCount;

    /// <summary>How many recoveries in a row found an attempt of it under way.</summary>
    public byte Recoveries;

    public RunStatus Status;

    public RunPhase Phase;

    public bool IsCancelRequested;

    /// <summary>Whether there may be attempts that another process began.</summary>
    public bool HasInDoubt;

    /// <summary>What its records take in the journal, since its start or its last image.</summary>
    public int RecordBytes;

    public string? Key;

    /// <summary>The attempts under way.</summary>
    public ShardAttempt? Attempts;

    /// <summary>Who wants to know when it has ended.</summary>
    public WaiterList Waiters;

    /// <summary>What few runs have.</summary>
    public RunExtras? Extras;

    /// <summary>Why it failed.</summary>
    public Exception? Exception
    {
        readonly get => Extras?.Exception;
        set
        {
            if (value is not null || Extras is not null)
            {
                (Extras ??= new RunExtras()).Exception = value;
            }
        }
    }

    /// <summary>Since when its time limit counts: its start, or the last time that somebody had it go on after a failure.</summary>
    public long ClockMs
    {
        readonly get => Extras is { ClockMs: not 0 } extras ? extras.ClockMs : StartedMs;
        set
        {
            if (value != StartedMs || Extras is not null)
            {
                (Extras ??= new RunExtras()).ClockMs = value;
            }
        }
    }
}
