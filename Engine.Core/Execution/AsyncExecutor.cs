using Engine.Internal;

namespace Engine;

/// <summary>
/// Runs workflows whose steps may suspend. An asynchronous step starts the moment its inputs exist: all that are ready start
/// before a ready synchronous one runs, and what ended meanwhile is looked at between two synchronous ones; otherwise plan
/// order holds. One thread at a time drives a run: the caller's until something suspends, then whichever thread completes it,
/// or the thread pool in its place where that thread runs under a <see cref="TaskScheduler"/> of its own or its stack is used up.
/// <para>
/// Each body runs under the <see cref="ExecutionContext"/> of the caller and never under a <see cref="SynchronizationContext"/>;
/// what it changes there neither other steps nor the caller see. Where the caller has suppressed the flow, bodies run under
/// the default context.
/// </para>
/// <para>
/// 0 bytes in steady state: run objects, continuations, timers and token sources are used again, so a step must not keep its
/// token after its body has ended. What .NET makes unavoidable: less than 1,000 bytes per attempt with a timeout and
/// less than 400 per retry delay on a <see cref="RunOptions.TimeProvider"/> of one's own, beside what its timers take; less than
/// 300 for the first registration with a token source of the caller's, none for later ones; a token source that was
/// cancelled is replaced by a new one; and a source over <see cref="System.Threading.Tasks.Sources.ManualResetValueTaskSourceCore{TResult}"/>
/// that a step returns queues less than 50 bytes where it ends after the run looked at it and before the run waits for it.
/// </para>
/// <para>
/// What a callback throws that a step has registered with its token neither ends the run nor is lost: it reaches
/// <see cref="TaskScheduler.UnobservedTaskException"/>.
/// </para>
/// </summary>
public static class AsyncExecutor
{
    /// <summary>Runs a workflow once. O(steps + edges). Everything that goes wrong comes out of the task, nothing of the call.</summary>
    /// <param name="definition">The workflow.</param>
    /// <param name="input">What the run is given.</param>
    /// <param name="options">Clock, seed and degree.</param>
    /// <param name="observer">Watches the run.</param>
    /// <param name="cancellationToken">Stops the run: running steps see it, nothing more starts, and completed steps are compensated.</param>
    /// <returns>The value of the output step, to be awaited once. The same exceptions as those of <see cref="InlineExecutor"/> come out of it.</returns>
    public static ValueTask<TOut> RunAsync<TDefinition, TState, TIn, TOut, TObserver>(
        TDefinition definition, TIn input, RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>
        where TState : struct
        where TObserver : struct, IRunObserver
    {
        try
        {
            AsyncRun<TDefinition, TState, TIn, TOut, TObserver> run =
                RunPool<TDefinition, TState, TObserver>.Take() as AsyncRun<TDefinition, TState, TIn, TOut, TObserver> ?? new();
            return run.Start(in definition, input, in options, observer, cancellationToken);
        }
        catch (Exception exception)
        {
            // The workflow cannot start: its tables do not fit. The run object is given up.
            return ValueTask.FromException<TOut>(exception);
        }
    }
}
