namespace Engine.Internal;

/// <summary>
/// What a step of a run object needs once it suspends or has a policy. Made when first needed and kept with the run object, so
/// that later runs allocate nothing. Everything but the callbacks belongs to the driver.
/// </summary>
internal class StepSlot
{
    private int _isExpected;

    public StepSlot(RunInbox run, int index)
    {
        Run = run;
        Index = index;
        Continuation = Post;
    }

    public RunInbox Run { get; }

    /// <summary>The dispatch index.</summary>
    public int Index { get; }

    /// <summary>What awaiters call.</summary>
    public Action Continuation { get; }

    public SlotPhase Phase { get; set; }

    /// <summary>How many attempts have begun.</summary>
    public int Attempt { get; set; }

    public StepPolicy Policy { get; set; }

    /// <summary>What the last attempt threw, while the next one is waited for.</summary>
    public Exception? LastException { get; set; }

    public AttemptTokens? Tokens { get; set; }

    public RetryTimer? Timer { get; set; }

    /// <summary>Lets the next call of the continuation through; before the awaiter gets it.</summary>
    public void Expect() => Volatile.Write(ref _isExpected, 1);

    private void Post()
    {
        // A source that calls back twice must not post twice: a slot can be in the inbox once, or its list becomes a ring.
        if (Interlocked.Exchange(ref _isExpected, 0) != 0)
        {
            Run.Post(Index);
        }
    }
}
