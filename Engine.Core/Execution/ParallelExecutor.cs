using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Internal;

namespace Engine;

/// <summary>
/// Runs a workflow whose steps are all synchronous once, over several cores. A step starts as soon as its predecessors have
/// ended, on whichever thread is free; at the end nothing of the run is left running.
/// <para>
/// A run begins on the thread of its caller, and asks others for help only if the steps measured, in this run or in earlier
/// ones of the workflow, are so long that help saves more than it costs: a workflow of small steps runs as with
/// <see cref="InlineExecutor"/>. Helpers are threads of the pool, which nobody waits for unless they have begun a step; a run
/// therefore ends under an exhausted pool too, and inside a step of another run.
/// </para>
/// <para>
/// Bodies on the caller's thread run under its contexts, as with the inline executor. Those on other threads run under the
/// <see cref="ExecutionContext"/> that the caller had when helpers were asked in, without a <see cref="SynchronizationContext"/>;
/// what they change there is lost. Steps that share a <see cref="StateAttribute"/> struct never run at once, because the
/// compiler has put them in order; what steps share beyond that must be safe for several threads.
/// </para>
/// </summary>
public static class ParallelExecutor
{
    /// <summary>
    /// Runs a workflow once. O(steps + edges). 0 bytes in steady state, with the exceptions of <see cref="InlineExecutor"/>.
    /// Compensations run one after the other on the calling thread, in the reverse order of completion.
    /// </summary>
    /// <param name="definition">The workflow.</param>
    /// <param name="input">What the run is given.</param>
    /// <param name="options">The clock of timeouts; and the degree: the most threads at work, the caller's included, 0 for the number of processors. 64 is the most that are used.</param>
    /// <param name="observer">Watches the run. Calls come one at a time, from any of the threads.</param>
    /// <param name="cancellationToken">Stops the run: running steps see it, nothing more starts, and completed steps are compensated.</param>
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

    /// <summary>The same unwatched, on the system's clock and without a token.</summary>
    /// <param name="definition">The workflow.</param>
    /// <param name="input">What the run is given.</param>
    /// <param name="degree">The most threads at work, the caller's included; 0 for the number of processors. 64 is the most that are used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The degree is less than 0.</exception>
    /// <inheritdoc cref="Run{TDefinition,TState,TIn,TOut,TObserver}"/>
    public static TOut Run<TDefinition, TState, TIn, TOut>(TDefinition definition, in TIn input, int degree)
        where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>
        where TState : struct
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        var state = default(TState);
        definition.Start(in input, ref state);
        if (IsPlain<TDefinition, TState>(definition) && StepCostTable<TDefinition, TState>.IsInline(definition))
        {
            // What a body throws is the outcome: nothing is left to do after it.
            var gate = default(PositionGate);
            if (!definition.RunSteps(ref state, ref gate))
            {
                ThrowExecution.AsynchronousParallel(definition.Name, definition.StepName(gate.Position));
            }
        }
        else
        {
            RunMeasured(definition, ref state, degree);
        }

        return definition.Output(ref state);
    }

    /// <summary>The same over a state that has been started; the caller takes the output from it.</summary>
    /// <inheritdoc cref="Run{TDefinition,TState,TIn,TOut,TObserver}"/>
    public static void Run<TDefinition, TState, TObserver>(
        TDefinition definition, ref TState state, RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
        where TObserver : struct, IRunObserver =>
        Execute(definition, ref state, options, observer, cancellationToken).ThrowUnlessCompleted();

    /// <summary>The same with the outcome as a value. Throws only for a workflow that cannot run so.</summary>
    internal static RunOutcome Execute<TDefinition, TState, TObserver>(
        TDefinition definition, ref TState state, in RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
        where TObserver : struct, IRunObserver
    {
        StepCosts costs = StepCostTable<TDefinition, TState>.Get(definition);
        RunStart start = StepCostTable<TDefinition, TState>.Next(costs);
        return TObserver.IsEnabled || cancellationToken.CanBeCanceled || !IsPlain<TDefinition, TState>(definition)
            ? Watch(definition, ref state, in options, observer, costs, start, cancellationToken)
            : IsInline(start, definition.StepCount) ? InlineExecutor.CallInOrder(definition, ref state)
            : CallWithClock<TDefinition, TState, TObserver>(definition, ref state, in options, costs, start);
    }

    /// <summary>Refuses what needs another executor, before anything runs.</summary>
    internal static void RefuseWhatSuspends<TDefinition, TState>(TDefinition definition)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
    {
        ReadOnlySpan<StepTraits> traits = definition.Traits;
        for (int index = 0; index < traits.Length; index++)
        {
            if ((traits[index] & StepTraits.Asynchronous) != 0)
            {
                ThrowExecution.AsynchronousParallel(definition.Name, definition.StepName(index));
            }

            if ((traits[index] & StepTraits.Policy) != 0 && definition.Policy(index) is { Retries: > 0, DelayMs: > 0 })
            {
                ThrowExecution.DelayParallel(definition.Name, definition.StepName(index));
            }
        }
    }

    /// <summary>Whether no step asks for more than a condition.</summary>
    // Inlined: a run of small steps makes as many calls as with the inline executor, and no more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain<TDefinition, TState>(TDefinition definition)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct =>
        !MemoryMarshal.Cast<StepTraits, byte>(definition.Traits).ContainsAnyExcept((byte)StepTraits.None, (byte)StepTraits.Conditional);

    // Out of line, as everything that a run of small steps does not need.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunMeasured<TDefinition, TState>(TDefinition definition, ref TState state, int degree)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct =>
        Execute(definition, ref state, new RunOptions { Degree = degree }, default(NoObserver), CancellationToken.None).ThrowUnlessCompleted();

    /// <summary>Whether nothing is left to find out: the run is the inline executor's.</summary>
    private static bool IsInline(RunStart start, int stepCount) =>
        start == RunStart.Inline || (start == RunStart.Alone && stepCount <= BacklogClock.MostSteps);

    private static int DegreeOf(in RunOptions options) => options.Degree == 0 ? Crew.DefaultDegree : Math.Min(options.Degree, Crew.MaxWorkers);

    /// <summary>Calls steps in a row and looks at the clock now and then, until help pays.</summary>
    // Out of line, as everything that a run of small steps does not need.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RunOutcome CallWithClock<TDefinition, TState, TObserver>(
        TDefinition definition, ref TState state, in RunOptions options, StepCosts costs, RunStart start)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
        where TObserver : struct, IRunObserver
    {
        int degree = DegreeOf(in options), ended = 0;
        if (degree == 1)
        {
            return InlineExecutor.CallInOrder(definition, ref state);
        }

        if (start != RunStart.Together)
        {
            var gate = new BacklogGate(costs, degree, start);
            try
            {
                if (definition.RunSteps(ref state, ref gate))
                {
                    if (start == RunStart.Watched)
                    {
                        StepCostTable<TDefinition, TState>.Learn(costs, gate.WatchedTicks, definition.StepCount, degree);
                    }

                    return RunOutcome.Completed;
                }

                if (!gate.HelpPays)
                {
                    ThrowExecution.AsynchronousParallel(definition.Name, definition.StepName(gate.Position));
                }
            }
            catch (Exception exception)
            {
                return new RunOutcome(RunStatus.Failed, exception);
            }

            // Steps in a row end in the order of their indices: those before the one that was refused have ended.
            ended = gate.Position;
        }

        return ParallelRun<TDefinition, TState, TObserver>.Rent()
            .Execute(in definition, ref state, in options, default, costs, RunStart.Together, degree, ended, CancellationToken.None);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RunOutcome Watch<TDefinition, TState, TObserver>(
        TDefinition definition, ref TState state, in RunOptions options, TObserver observer, StepCosts costs, RunStart start, CancellationToken cancellationToken)
        where TDefinition : struct, IWorkflowDefinition<TState>
        where TState : struct
        where TObserver : struct, IRunObserver
    {
        RefuseWhatSuspends<TDefinition, TState>(definition);
        int degree = DegreeOf(in options);
        if (degree == 1 || IsInline(start, definition.StepCount))
        {
            return InlineExecutor.Execute(definition, ref state, in options, observer, cancellationToken);
        }

        return ParallelRun<TDefinition, TState, TObserver>.Rent()
            .Execute(in definition, ref state, in options, observer, costs, start, degree, ended: 0, cancellationToken);
    }
}
