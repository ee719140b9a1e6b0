namespace Engine;

/// <summary>Runs workflows whose steps may suspend: every asynchronous step starts the moment its inputs exist.</summary>
public static class AsyncExecutor
{
    /// <summary>Runs a workflow once.</summary>
    public static ValueTask<TOut> RunAsync<TDefinition, TState, TIn, TOut, TObserver>(
        TDefinition definition, TIn input, RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>
        where TState : struct
        where TObserver : struct, IRunObserver => throw new NotImplementedException();
}
