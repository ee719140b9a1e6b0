using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine.Tests.Execution;

/// <summary>
/// A workflow of a few steps written by hand for one test: each body is a delegate, each value a number, the output is the
/// input plus all values. Steps are added in plan order.
/// </summary>
internal sealed class Script
{
    public const int MaxIndices = 40;

    private readonly List<StepScript> _steps = [];
    private readonly List<StepScript> _compensations = [];
    private readonly List<StepScript> _all = [];
    private int[] _offsets = [];
    private int[] _successors = [];
    private int[] _counts = [];
    private StepTraits[] _traits = [];
    private bool _isSealed;

    public string Name { get; init; } = "Script";

    /// <summary>What a generator computes; without it a run has counters and ready sets from its first step.</summary>
    public int[] StartOrder { get; init; } = [];

    public StepCosts? Costs { get; set; }

    public int StepCount => _steps.Count;

    public int CompensationCount => _compensations.Count;

    public ReadOnlySpan<int> Offsets => _offsets;

    public ReadOnlySpan<int> Successors => _successors;

    public ReadOnlySpan<int> Counts => _counts;

    public ReadOnlySpan<StepTraits> Traits => _traits;

    public StepScript this[int index] => _all[index];

    public Script Sync(string name, Func<StepContext, long> body, string[]? after = null, StepPolicy policy = default, string? when = null, bool context = false) =>
        Add(new StepScript { Name = name, Sync = body, After = after ?? [], Policy = policy, When = when, Context = context });

    public Script Async(string name, Func<StepContext, ValueTask<long>> body, string[]? after = null, StepPolicy policy = default, string? when = null, bool context = false) =>
        Add(new StepScript { Name = name, Async = body, After = after ?? [], Policy = policy, When = when, Context = context });

    public Script Undo(string step, Func<StepContext, long> body, StepPolicy policy = default)
    {
        _compensations.Add(new StepScript { Name = "Undo" + step, Sync = body, Policy = policy, Undoes = step, Context = true });
        return this;
    }

    public Script UndoAsync(string step, Func<StepContext, ValueTask<long>> body, StepPolicy policy = default)
    {
        _compensations.Add(new StepScript { Name = "Undo" + step, Async = body, Policy = policy, Undoes = step, Context = true });
        return this;
    }

    public int IndexOf(string name)
    {
        int index = _steps.Count - 1;
        while (index >= 0 && _steps[index].Name != name)
        {
            index--;
        }

        return index;
    }

    public int CompensationOf(int stepIndex) => StepCount + _compensations.FindIndex(undo => undo.Undoes == _steps[stepIndex].Name);

    public ScriptDefinition Build()
    {
        if (_isSealed)
        {
            return new ScriptDefinition(this);
        }

        _isSealed = true;
        _all.AddRange(_steps);
        _all.AddRange(_compensations);
        var edges = new List<(int From, int To)>();
        for (int to = 0; to < StepCount; to++)
        {
            StepScript step = _steps[to];
            foreach (string name in step.When is null ? step.After : [.. step.After, step.When])
            {
                int from = IndexOf(name);
                Assert.InRange(from, 0, to - 1);
                edges.Add((from, to));
            }
        }

        edges = [.. edges.Distinct().Order()];
        _successors = [.. edges.Select(edge => edge.To)];
        _offsets = [.. Enumerable.Range(0, StepCount + 1).Select(index => edges.Count(edge => edge.From < index))];
        _counts = [.. Enumerable.Range(0, StepCount).Select(index => edges.Count(edge => edge.To == index))];
        _traits = [.. _all.Select(step => TraitsOf(step))];
        Assert.InRange(_all.Count, 0, MaxIndices);
        return new ScriptDefinition(this);
    }

    private Script Add(StepScript step)
    {
        _steps.Add(step);
        return this;
    }

    private StepTraits TraitsOf(StepScript step) =>
        (step.Async is null ? StepTraits.None : StepTraits.Asynchronous)
        | (step.When is null ? StepTraits.None : StepTraits.Conditional)
        | (step.Context || step.Policy.TimeoutMs > 0 ? StepTraits.Context : StepTraits.None)
        | (step.Policy == default ? StepTraits.None : StepTraits.Policy)
        | (_compensations.Any(undo => undo.Undoes == step.Name) ? StepTraits.Compensated : StepTraits.None);
}

/// <summary>One step or compensation of a <see cref="Script"/>.</summary>
internal sealed record StepScript
{
    public required string Name { get; init; }

    public Func<StepContext, long>? Sync { get; init; }

    public Func<StepContext, ValueTask<long>>? Async { get; init; }

    public string[] After { get; init; } = [];

    public StepPolicy Policy { get; init; }

    /// <summary>The step runs only if that step ran and returned something but 0.</summary>
    public string? When { get; init; }

    public string? Undoes { get; init; }

    public bool Context { get; init; }
}

[InlineArray(Script.MaxIndices)]
internal struct ScriptValues
{
    private long _first;
}

[InlineArray(Script.MaxIndices)]
internal struct ScriptAwaiters
{
    private ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter _first;
}

internal struct ScriptState
{
    public long Input;
    public ScriptValues Values;
    public ScriptAwaiters Awaiters;
}

internal readonly struct ScriptDefinition(Script script) : IWorkflowDefinition<ScriptState, long, long>
{
    public string Name => script.Name;

    public ulong Fingerprint => 1;

    public int StepCount => script.StepCount;

    public int CompensationCount => script.CompensationCount;

    public ReadOnlySpan<int> SuccessorOffsets => script.Offsets;

    public ReadOnlySpan<int> Successors => script.Successors;

    public ReadOnlySpan<int> PredecessorCounts => script.Counts;

    public ReadOnlySpan<int> StartOrder => script.StartOrder;

    public ReadOnlySpan<StepTraits> Traits => script.Traits;

    public string StepName(int index) => script[index].Name;

    public int CompensationOf(int stepIndex) => script.CompensationOf(stepIndex);

    public StepPolicy Policy(int index) => script[index].Policy;

    public bool Runs(int stepIndex, ref ScriptState state) => state.Values[script.IndexOf(script[stepIndex].When!)] != 0;

    public bool Dispatch(int index, ref ScriptState state, in StepContext context)
    {
        StepScript step = script[index];
        if (step.Sync is not null)
        {
            state.Values[index] = step.Sync(context);
            return true;
        }

        ValueTask<long> task = step.Async!(context);
        var awaiter = task.ConfigureAwait(false).GetAwaiter();
        if (awaiter.IsCompleted)
        {
            state.Values[index] = awaiter.GetResult();
            return true;
        }

        state.Awaiters[index] = awaiter;
        return false;
    }

    public bool RunSteps<TGate>(ref ScriptState state, ref TGate gate)
        where TGate : struct, IStepGate =>
        StepRow.Run(this, ref state, ref gate);

    public void OnCompleted(int index, ref ScriptState state, Action continuation) => state.Awaiters[index].UnsafeOnCompleted(continuation);

    public void Complete(int index, ref ScriptState state)
    {
        var awaiter = state.Awaiters[index];
        state.Awaiters[index] = default;
        state.Values[index] = awaiter.GetResult();
    }

    public void Start(in long input, ref ScriptState state) => state.Input = input;

    public long Output(ref ScriptState state)
    {
        long sum = state.Input;
        for (int index = 0; index < script.StepCount; index++)
        {
            sum += state.Values[index];
        }

        return sum;
    }

    public long RunInline() => RunInline(default, default(NoObserver), default);

    public long RunInline<TObserver>(RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TObserver : struct, IRunObserver =>
        InlineExecutor.Run<ScriptDefinition, ScriptState, long, long, TObserver>(this, 0, options, observer, cancellationToken);

    public long RunParallel(int degree = 0) => ParallelExecutor.Run<ScriptDefinition, ScriptState, long, long>(this, 0, degree);

    public long RunParallel<TObserver>(RunOptions options, TObserver observer, CancellationToken cancellationToken = default)
        where TObserver : struct, IRunObserver =>
        ParallelExecutor.Run<ScriptDefinition, ScriptState, long, long, TObserver>(this, 0, options, observer, cancellationToken);

    /// <summary>With helpers from the first step, whatever the steps cost.</summary>
    public long RunTogether<TObserver>(int threads, TObserver observer, CancellationToken cancellationToken = default)
        where TObserver : struct, IRunObserver
    {
        ScriptState state = default;
        Start(0, ref state);
        ScriptDefinition definition = this;
        ParallelRun<ScriptDefinition, ScriptState, TObserver>.Rent()
            .Execute(in definition, ref state, default, observer, script.Costs ??= StepCosts.Of<ScriptDefinition, ScriptState>(this), RunStart.Together, threads, 0, cancellationToken)
            .ThrowUnlessCompleted();
        return Output(ref state);
    }

    public ValueTask<long> RunAsync(RunOptions options = default, CancellationToken cancellationToken = default) =>
        RunAsync(options, default(NoObserver), cancellationToken);

    public ValueTask<long> RunAsync<TObserver>(RunOptions options, TObserver observer, CancellationToken cancellationToken = default)
        where TObserver : struct, IRunObserver =>
        AsyncExecutor.RunAsync<ScriptDefinition, ScriptState, long, long, TObserver>(this, 0, options, observer, cancellationToken);
}
