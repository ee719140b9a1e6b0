namespace Engine.Internal;

/// <summary>The values of one run: its cells are its run object's.</summary>
internal struct DynamicState(DynamicRun run)
{
    public readonly Cell[] Cells => Run.Cells;

    public DynamicRun Run = run;
}

/// <summary>
/// A workflow that was built at run time, as executors see it: a struct around the object with its tables (docs/decisions/0006).
/// It knows no type of a value, so that there is one compiled loop for all of them; a run goes in with its input in its cells
/// and comes out with its output in them.
/// </summary>
internal readonly struct DynamicDefinition(DynamicPlan plan) : IWorkflowDefinition<DynamicState, DynamicRun, DynamicRun>
{
    private readonly DynamicPlan _plan = plan;

    public string Name => _plan.Name;

    public ulong Fingerprint => _plan.Fingerprint;

    public int StepCount => _plan.StepCount;

    public int CompensationCount => _plan.Names.Length - _plan.StepCount;

    public ReadOnlySpan<int> SuccessorOffsets => _plan.SuccessorOffsets;

    public ReadOnlySpan<int> Successors => _plan.Successors;

    public ReadOnlySpan<int> PredecessorCounts => _plan.PredecessorCounts;

    public ReadOnlySpan<int> StartOrder => _plan.StartOrder;

    public ReadOnlySpan<StepTraits> Traits => _plan.Traits;

    public string StepName(int index) => _plan.Names[index];

    public int CompensationOf(int stepIndex) => _plan.CompensationOf[stepIndex];

    public StepPolicy Policy(int index) => _plan.Policies[index];

    public void Start(in DynamicRun input, ref DynamicState state) => state = new DynamicState(input);

    public DynamicRun Output(ref DynamicState state) => state.Run;

    public bool Runs(int stepIndex, ref DynamicState state) => _plan.Guards[stepIndex] is not { } guard || guard.Holds(state.Cells);

    public bool Dispatch(int index, ref DynamicState state, in StepContext context) => _plan.Calls[index].Dispatch(state.Cells, in context);

    public bool RunSteps<TGate>(ref DynamicState state, ref TGate gate)
        where TGate : struct, IStepGate =>
        StepRow.Run(this, ref state, ref gate);

    public void OnCompleted(int index, ref DynamicState state, Action continuation) => _plan.Calls[index].OnCompleted(state.Cells, continuation);

    public void Complete(int index, ref DynamicState state) => _plan.Calls[index].Complete(state.Cells);
}
