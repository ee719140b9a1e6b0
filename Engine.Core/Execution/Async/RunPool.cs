namespace Engine.Internal;

/// <summary>
/// Run objects at rest. Each thread keeps one, the rest share a bounded stack: a run often ends on another thread than it
/// started on. What does not fit is left to the garbage collector.
/// </summary>
internal static class RunPool<TDefinition, TState, TObserver>
    where TDefinition : struct, IWorkflowDefinition<TState>
    where TState : struct
    where TObserver : struct, IRunObserver
{
    /// <summary>The most run objects that wait for all threads: that many runs of one workflow at once stay free of allocation.</summary>
    public const int MaxShared = 256;

    [ThreadStatic]
    private static AsyncRun<TDefinition, TState, TObserver>? t_own;

    private static readonly Lock Gate = new();
    private static readonly AsyncRun<TDefinition, TState, TObserver>?[] Shared = new AsyncRun<TDefinition, TState, TObserver>?[MaxShared];
    private static int s_sharedCount;

    public static AsyncRun<TDefinition, TState, TObserver>? Take()
    {
        AsyncRun<TDefinition, TState, TObserver>? run = t_own;
        if (run is not null)
        {
            t_own = null;
            return run;
        }

        return Volatile.Read(ref s_sharedCount) > 0 ? TakeShared() : null;
    }

    public static void Put(AsyncRun<TDefinition, TState, TObserver> run)
    {
        if (t_own is null)
        {
            t_own = run;
            return;
        }

        lock (Gate)
        {
            if (s_sharedCount < MaxShared)
            {
                Shared[s_sharedCount++] = run;
            }
        }
    }

    private static AsyncRun<TDefinition, TState, TObserver>? TakeShared()
    {
        lock (Gate)
        {
            if (s_sharedCount == 0)
            {
                return null;
            }

            AsyncRun<TDefinition, TState, TObserver>? run = Shared[--s_sharedCount];
            Shared[s_sharedCount] = null;
            return run;
        }
    }
}
