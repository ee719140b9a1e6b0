using Engine.Internal;

namespace Engine;

/// <summary>
/// The reference: what a run means, for workflows whose steps are all synchronous. Every other executor must agree with it.
/// A step is ready when its last predecessor has ended, and ready steps run in plan order. As steps are numbered in plan
/// order, the first step that has not ended is always ready: one pass over the indices is that rule.
/// </summary>
public static class InlineExecutor
{
    /// <summary>Runs a workflow once, on the calling thread. O(steps), no allocation unless a policy or the caller's token needs it.</summary>
    /// <returns>The value of the output step.</returns>
    /// <exception cref="InvalidOperationException">A step is asynchronous, or waits between attempts.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="TimeoutException">A step passed its deadline.</exception>
    /// <exception cref="CompensationFailedException">The run failed, and so did a compensation.</exception>
    public static TOut Run<TDefinition, TState, TIn, TOut, TObserver>(
        TDefinition definition, in TIn input, RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>
        where TState : struct
        where TObserver : struct, IRunObserver
    {
        var state = default(TState);
        definition.Start(in input, ref state);
        Run(definition, ref state, options, observer, cancellationToken);
        return definition.Output(ref state);
    }

    /// <summary>The same over a state that has been started; the caller takes the output from it.</summary>
    /// <inheritdoc cref="Run{TDefinition,TState,TIn,TOut,TObserver}"/>
    public static void Run<TDefinition, TState, TObserver>(
        TDefinition definition, ref TState state, RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
        where TObserver : struct, IRunObserver => throw new NotImplementedException();
}
