using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Internal;

namespace Engine;

/// <summary>
/// The reference: what a run means, for workflows whose steps are all synchronous. Every other executor must agree with it.
/// A step is ready when its last predecessor has ended, and ready steps run in plan order. As steps are numbered in plan
/// order, the first step that has not ended is always ready: one pass over the indices is that rule.
/// </summary>
public static class InlineExecutor
{
    /// <summary>
    /// Runs a workflow once, on the calling thread. O(steps). 0 bytes on the system's clock without a cancellable token of the
    /// caller's, and under one whose source was used before; less than 1,000 bytes per attempt with a timeout on a
    /// <see cref="RunOptions.TimeProvider"/> of one's own, and less than 300 for a first registration with the caller's source.
    /// </summary>
    /// <returns>The value of the output step.</returns>
    /// <exception cref="InvalidOperationException">A step is asynchronous, or waits between attempts. Nothing has run then.</exception>
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

    /// <summary>
    /// The same as a task, which is complete when this returns: what goes wrong comes out of it, nothing of the call. Bodies run
    /// under the caller's <see cref="ExecutionContext"/> and no <see cref="SynchronizationContext"/>; what they do to either is
    /// undone at the end of the run.
    /// </summary>
    /// <inheritdoc cref="Run{TDefinition,TState,TIn,TOut,TObserver}"/>
    public static ValueTask<TOut> RunAsync<TDefinition, TState, TIn, TOut, TObserver>(
        TDefinition definition, TIn input, RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>
        where TState : struct
        where TObserver : struct, IRunObserver
    {
        using CallerContexts contexts = CallerContexts.Enter();
        try
        {
            return new ValueTask<TOut>(Run<TDefinition, TState, TIn, TOut, TObserver>(definition, in input, options, observer, cancellationToken));
        }
        catch (Exception exception)
        {
            return PendingStep.Failed<TOut>(exception);
        }
    }

    /// <summary>The same over a state that has been started; the caller takes the output from it.</summary>
    /// <inheritdoc cref="Run{TDefinition,TState,TIn,TOut,TObserver}"/>
    public static void Run<TDefinition, TState, TObserver>(
        TDefinition definition, ref TState state, RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
        where TObserver : struct, IRunObserver =>
        Execute(definition, ref state, options, observer, cancellationToken).ThrowUnlessCompleted();

    /// <summary>The same with the outcome as a value. Throws only for a workflow that cannot run inline.</summary>
    internal static RunOutcome Execute<TDefinition, TState, TObserver>(
        TDefinition definition, ref TState state, in RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
        where TObserver : struct, IRunObserver
    {
        bool isPlain = !TObserver.IsEnabled && !cancellationToken.CanBeCanceled
            && !MemoryMarshal.Cast<StepTraits, byte>(definition.Traits).ContainsAnyExcept((byte)StepTraits.None, (byte)StepTraits.Conditional);
        return isPlain
            ? CallInOrder(definition, ref state)
            : Watch(definition, ref state, in options, observer, cancellationToken);
    }

    /// <summary>What is left of the rules where no step asks for more than a condition.</summary>
    internal static RunOutcome CallInOrder<TDefinition, TState>(TDefinition definition, ref TState state)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
    {
        var gate = default(PositionGate);
        try
        {
            if (!definition.RunSteps(ref state, ref gate))
            {
                ThrowExecution.AsynchronousInline(definition.Name, definition.StepName(gate.Position));
            }

            return RunOutcome.Completed;
        }
        catch (Exception exception)
        {
            return new RunOutcome(RunStatus.Failed, exception);
        }
    }

    // Out of line: the run's fields would make the frame of the plain path a large one to clear.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RunOutcome Watch<TDefinition, TState, TObserver>(
        TDefinition definition, ref TState state, in RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
        where TObserver : struct, IRunObserver
    {
        var run = new InlineRun<TDefinition, TState, TObserver>(definition, ref state, in options, observer, cancellationToken);
        return run.Execute();
    }
}
