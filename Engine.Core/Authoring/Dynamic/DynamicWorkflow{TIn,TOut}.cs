using Engine.Internal;

namespace Engine;

/// <summary>
/// A workflow that was built at run time by a <see cref="WorkflowBuilder{TIn, TOut}"/>, run by the same executors and with the
/// same meaning as an annotated class. Immutable; any number of threads may run it at once.
/// </summary>
/// <typeparam name="TIn">What a run is given.</typeparam>
/// <typeparam name="TOut">What a run returns.</typeparam>
/// <remarks>
/// 0 bytes per run in steady state beside what the executors say of themselves: values live in typed cells that belong to a
/// pooled run object. The first run, and each run above 257 at once, makes one: about 40 bytes per step. A batch takes one for all its lanes.
/// </remarks>
public sealed partial class DynamicWorkflow<TIn, TOut> : IWorkflow<TIn, TOut>
{
    private readonly DynamicPlan _plan;
    private readonly DynamicRunPool<TOut> _runs;

    internal DynamicWorkflow(DynamicPlan plan)
    {
        _plan = plan;
        _runs = new DynamicRunPool<TOut>(plan);
    }

    /// <summary>The workflow's name.</summary>
    public string Name => _plan.Name;

    /// <summary>A hash of steps, types, edges, conditions and policies, but not of bodies. The same for the same workflow in every process.</summary>
    public ulong Fingerprint => _plan.Fingerprint;

    /// <summary>The names of the steps in plan order: by level, then as added.</summary>
    public ReadOnlySpan<string> Steps => _plan.Names.AsSpan(0, _plan.StepCount);

    /// <summary>What is probably not meant, up to the first hundred of it: a <see cref="Maybe{T}"/> of a step that never skips, an order that holds anyway.</summary>
    public IReadOnlyList<WorkflowError> Warnings => _plan.Warnings;

    /// <summary>The graph as a Mermaid flowchart.</summary>
    public string Picture => _plan.Picture;

    /// <summary>The tables, for executors that tests bring along.</summary>
    internal DynamicPlan Plan => _plan;

    /// <summary>The run objects at rest.</summary>
    internal DynamicRunPool<TOut> Runs => _runs;

    string IWorkflow.WorkflowName => Name;

    string IWorkflow.WorkflowPicture => Picture;

    /// <summary>Runs the workflow once, on the calling thread. O(steps).</summary>
    /// <param name="input">What the run is given.</param>
    /// <returns>The value of the output step.</returns>
    /// <exception cref="InvalidOperationException">A step is asynchronous, or waits between attempts. Nothing has run then.</exception>
    /// <exception cref="TimeoutException">A step passed its deadline.</exception>
    /// <exception cref="CompensationFailedException">The run failed, and so did a compensation.</exception>
    public TOut Run(in TIn input) => Run<NoObserver>(in input, default);

    /// <summary>Runs the workflow once, on the calling thread, and reports to an observer.</summary>
    /// <param name="input">What the run is given.</param>
    /// <param name="observer">Watches the run.</param>
    /// <inheritdoc cref="Run(in TIn)"/>
    public TOut Run<TObserver>(in TIn input, TObserver observer)
        where TObserver : struct, IRunObserver => Run(in input, default, observer, default);

    /// <summary>The same with a clock and a token.</summary>
    internal TOut Run<TObserver>(in TIn input, RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TObserver : struct, IRunObserver
    {
        DynamicRun<TOut> run = _runs.Rent(in input);
        try
        {
            var state = new DynamicState(run);
            InlineExecutor.Run(new DynamicDefinition(_plan), ref state, options, observer, cancellationToken);
            return _runs.OutputOf(run);
        }
        finally
        {
            _runs.Return(run);
        }
    }

#pragma warning disable RS0026 // The overloads differ in a parameter that is not optional.
    /// <summary>Runs the workflow once, on the calling thread and, where its steps are long enough to gain by it, on others. O(steps + edges).</summary>
    /// <param name="input">What the run is given.</param>
    /// <param name="degree">The most threads at work, the calling one included; 0 for the number of processors.</param>
    /// <exception cref="ArgumentOutOfRangeException">The degree is less than 0.</exception>
    /// <inheritdoc cref="Run(in TIn)"/>
    public TOut RunParallel(in TIn input, int degree = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        return RunParallel(in input, new RunOptions { Degree = degree }, default(NoObserver), default);
    }

    /// <summary>The same with clock and degree given; reports to an observer.</summary>
    /// <param name="input">What the run is given.</param>
    /// <param name="options">Clock and degree.</param>
    /// <param name="observer">Watches the run. Calls come one at a time, from any of the threads.</param>
    /// <param name="cancellationToken">Stops the run: running steps see it, nothing more starts, and completed steps are compensated.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <inheritdoc cref="Run(in TIn)"/>
    public TOut RunParallel<TObserver>(in TIn input, RunOptions options, TObserver observer, CancellationToken cancellationToken = default)
        where TObserver : struct, IRunObserver
    {
        DynamicRun<TOut> run = _runs.Rent(in input);
        try
        {
            var state = new DynamicState(run);
            ParallelExecutor.Run(new DynamicDefinition(_plan), ref state, options, observer, cancellationToken);
            return _runs.OutputOf(run);
        }
        finally
        {
            _runs.Return(run);
        }
    }

    /// <inheritdoc/>
    public ValueTask<TOut> RunAsync(TIn input, CancellationToken cancellationToken = default) =>
        RunAsync<NoObserver>(input, default, default, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TOut> RunAsync(TIn input, RunOptions options, CancellationToken cancellationToken = default) =>
        RunAsync<NoObserver>(input, options, default, cancellationToken);

    /// <summary>Runs the workflow once and reports to an observer. O(steps + edges).</summary>
    /// <param name="input">What the run is given.</param>
    /// <param name="options">Clock, seed and degree.</param>
    /// <param name="observer">Watches the run.</param>
    /// <param name="cancellationToken">Stops the run: nothing new starts, running steps see a token, compensations run.</param>
    /// <inheritdoc cref="IWorkflow{TIn, TOut}.RunAsync(TIn, CancellationToken)"/>
    public ValueTask<TOut> RunAsync<TObserver>(TIn input, RunOptions options, TObserver observer, CancellationToken cancellationToken = default)
        where TObserver : struct, IRunObserver
    {
        DynamicRun<TOut> run = _runs.Rent(in input);
        ValueTask<DynamicRun> task = AsyncExecutor.RunAsync<DynamicDefinition, DynamicState, DynamicRun, DynamicRun, TObserver>(
            new DynamicDefinition(_plan), run, options, observer, cancellationToken);
        if (!task.IsCompleted)
        {
            return run.Await(in task);
        }

        try
        {
            _ = task.GetAwaiter().GetResult();
            return new ValueTask<TOut>(_runs.OutputOf(run));
        }
        catch (Exception exception)
        {
            return PendingStep.Failed<TOut>(exception);
        }
        finally
        {
            _runs.Return(run);
        }
    }
#pragma warning restore RS0026
}
