namespace Engine.Internal;

/// <summary>
/// One attempt of a step or compensation of one run, from the decision to make it to its end. Belongs to its shard, which uses it again; only
/// <see cref="Continuation"/> is called from elsewhere.
/// </summary>
internal sealed class ShardAttempt
{
    private CancellationTokenSource? _source;

    public ShardAttempt() => Continuation = OnReturned;

    public RunTable Table { get; set; } = null!;

    public int Slot { get; set; }

    /// <summary>A dispatch index.</summary>
    public int Index { get; set; }

    /// <summary>1 for the first.</summary>
    public int Number { get; set; }

    /// <summary>When the first one of the step began, in milliseconds of the shard's clock.</summary>
    public long BegunMs { get; set; }

    public AttemptPhase Phase { get; set; }

    /// <summary>Whether its deadline has passed.</summary>
    public bool DeadlineFired { get; private set; }

    /// <summary>When it is due, in milliseconds of the shard's clock: the start of one that is delayed, the deadline of one that runs.</summary>
    public long DueMs { get; set; }

    /// <summary>The node of its timer; -1 where there is none.</summary>
    public int Timer { get; set; } = -1;

    /// <summary>False while nobody knows whether a source still holds <see cref="Continuation"/>.</summary>
    public bool IsReusable { get; set; } = true;

    /// <summary>The next one of the same run, and the one before: a run may have thousands under way.</summary>
    public ShardAttempt? NextOfRun { get; set; }

    public ShardAttempt? BeforeOfRun { get; set; }

    /// <summary>The next one in the shard's list of those that have returned, or of those that are free.</summary>
    public ShardAttempt? Next { get; set; }

    /// <summary>Says that the body has ended. Any thread, once per body.</summary>
    public Action Continuation { get; }

    /// <summary>A token for this attempt alone.</summary>
    public CancellationToken NewToken()
    {
        DeadlineFired = false;
        return (_source ??= new CancellationTokenSource()).Token;
    }

    public void Cancel(bool isDeadline)
    {
        if (_source is not null)
        {
            DeadlineFired |= isDeadline;
            TokenCallbacks.Cancel(_source);
        }
    }

    /// <summary>The body has ended: the token is not used again if it was cancelled.</summary>
    public void DropToken()
    {
        if (_source is not null && !_source.TryReset())
        {
            // Not disposed: the body may have left something that still looks at the token.
            _source = null;
        }

        DeadlineFired = false;
    }

    private void OnReturned() => Table.Shard.PostReturned(this);
}
