using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>What a run of a graph holds: nothing but the awaiters of nodes that are under way.</summary>
internal struct GraphState
{
    public ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter[]? Pending;
}

/// <summary>A graph whose nodes are synchronous, as executors see it.</summary>
internal readonly struct GraphDefinition<TBody>(GraphPlan plan, TBody body) : IWorkflowDefinition<GraphState>
    where TBody : struct, INodeBody
{
    private readonly GraphPlan _plan = plan;
    private readonly TBody _body = body;

    public string Name => _plan.Name;

    public ulong Fingerprint => _plan.Fingerprint;

    public int StepCount => _plan.Nodes.Length;

    public int CompensationCount => 0;

    public ReadOnlySpan<int> SuccessorOffsets => _plan.Offsets;

    public ReadOnlySpan<int> Successors => _plan.Successors;

    public ReadOnlySpan<int> PredecessorCounts => _plan.PredecessorCounts;

    public ReadOnlySpan<int> StartOrder => default;

    public ReadOnlySpan<StepTraits> Traits => _plan.Synchronous;

    public string StepName(int index) => _plan.StepName(index);

    public int CompensationOf(int stepIndex) => throw new UnreachableException();

    public StepPolicy Policy(int index) => throw new UnreachableException();

    public bool Runs(int stepIndex, ref GraphState state) => true;

    public bool Dispatch(int index, ref GraphState state, in StepContext context)
    {
        _body.Run(_plan.Nodes[index]);
        return true;
    }

    public bool RunSteps<TGate>(ref GraphState state, ref TGate gate)
        where TGate : struct, IStepGate =>
        StepRow.Run(this, ref state, ref gate);

    public void OnCompleted(int index, ref GraphState state, Action continuation) => throw new UnreachableException();

    public void Complete(int index, ref GraphState state) => throw new UnreachableException();
}

/// <summary>A graph whose nodes are asynchronous.</summary>
internal readonly struct AsyncGraphDefinition<TBody>(GraphPlan plan, TBody body) : IWorkflowDefinition<GraphState, Nothing, Nothing>
    where TBody : struct, IAsyncNodeBody
{
    private readonly GraphPlan _plan = plan;
    private readonly TBody _body = body;

    public string Name => _plan.Name;

    public ulong Fingerprint => _plan.Fingerprint;

    public int StepCount => _plan.Nodes.Length;

    public int CompensationCount => 0;

    public ReadOnlySpan<int> SuccessorOffsets => _plan.Offsets;

    public ReadOnlySpan<int> Successors => _plan.Successors;

    public ReadOnlySpan<int> PredecessorCounts => _plan.PredecessorCounts;

    public ReadOnlySpan<int> StartOrder => default;

    public ReadOnlySpan<StepTraits> Traits => _plan.Asynchronous;

    public string StepName(int index) => _plan.StepName(index);

    public int CompensationOf(int stepIndex) => throw new UnreachableException();

    public StepPolicy Policy(int index) => throw new UnreachableException();

    public void Start(in Nothing input, ref GraphState state) =>
        state.Pending = new ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter[_plan.Nodes.Length];

    public Nothing Output(ref GraphState state) => default;

    public bool Runs(int stepIndex, ref GraphState state) => true;

    public bool Dispatch(int index, ref GraphState state, in StepContext context) =>
        PendingStep.Start(_body.RunAsync(_plan.Nodes[index], context.CancellationToken), ref state.Pending![index]);

    public bool RunSteps<TGate>(ref GraphState state, ref TGate gate)
        where TGate : struct, IStepGate =>
        StepRow.Run(this, ref state, ref gate);

    public void OnCompleted(int index, ref GraphState state, Action continuation) => state.Pending![index].UnsafeOnCompleted(continuation);

    public void Complete(int index, ref GraphState state) => PendingStep.End(ref state.Pending![index]);
}
