namespace Engine.Internal;

/// <summary>Where a continuation may have to run, and how its owner gets there; what <see cref="RunResult{TResult}"/> does for every type of result.</summary>
internal static class Handoff
{
    /// <summary>Stands where the continuation will, once there is a result.</summary>
    public static readonly Action<object?> Arrived = static _ => ThrowExecution.EndedTwice();

    private static readonly SendOrPostCallback PostCallback = static owner => ((IThreadPoolWorkItem)owner!).Execute();
    private static readonly Action<object?> TaskCallback = static owner => ((IThreadPoolWorkItem)owner!).Execute();
    private static readonly ContextCallback RunCallback = static owner => ((IThreadPoolWorkItem)owner!).Execute();
    private static readonly ContextCallback QueueCallback = static pair => Queue(((Pair)pair!).Scheduler, null, ((Pair)pair).Owner);

    /// <summary>The synchronization context of this thread, or else its task scheduler; null where neither says more than "the thread pool".</summary>
    public static object? CurrentScheduler()
    {
        if (SynchronizationContext.Current is { } context && context.GetType() != typeof(SynchronizationContext))
        {
            return context;
        }

        return TaskScheduler.Current == TaskScheduler.Default ? null : TaskScheduler.Current;
    }

    /// <summary>Queues the owner: to the scheduler if there is one, under the context if there is one, else to the thread pool.</summary>
    public static void Queue(object? scheduler, ExecutionContext? context, IThreadPoolWorkItem owner)
    {
        if (scheduler is null)
        {
            // The owner enters the context itself.
            ThreadPool.UnsafeQueueUserWorkItem(owner, preferLocal: true);
        }
        else if (context is not null)
        {
            // A scheduler flows the context that it is called under. The only bytes here, for who asks for both.
            ExecutionContext.Run(context, QueueCallback, new Pair(scheduler, owner));
        }
        else if (scheduler is SynchronizationContext synchronization)
        {
            synchronization.Post(PostCallback, owner);
        }
        else
        {
            _ = Task.Factory.StartNew(TaskCallback, owner, CancellationToken.None, TaskCreationOptions.DenyChildAttach, (TaskScheduler)scheduler);
        }
    }

    /// <summary>Runs the owner at once; what it does to this thread's contexts is undone.</summary>
    public static void RunUnder(ExecutionContext context, IThreadPoolWorkItem owner) => ExecutionContext.Run(context, RunCallback, owner);

    private sealed record Pair(object Scheduler, IThreadPoolWorkItem Owner);
}
