namespace Engine.Tests.Execution.Dynamic;

/// <summary>The workflow instance of a <see cref="DynamicDefinition"/>: the tables, and what is called.</summary>
internal sealed class DynamicWorkflow(DynamicPlan plan, IStepBodies bodies)
{
    public DynamicPlan Plan { get; } = plan;

    public IStepBodies Bodies { get; } = bodies;
}

/// <summary>A definition that is made at run time: a struct around an object, as executors want it.</summary>
internal readonly struct DynamicDefinition(DynamicWorkflow workflow) : IWorkflowDefinition<DynamicState, long, long>
{
    private readonly DynamicWorkflow _workflow = workflow;

    public string Name => _workflow.Plan.Name;

    public ulong Fingerprint => 0;

    public int StepCount => _workflow.Plan.Steps.Length;

    public int CompensationCount => _workflow.Plan.CompensationCount;

    public ReadOnlySpan<int> SuccessorOffsets => _workflow.Plan.SuccessorOffsets;

    public ReadOnlySpan<int> Successors => _workflow.Plan.Successors;

    public ReadOnlySpan<int> PredecessorCounts => _workflow.Plan.PredecessorCounts;

    public ReadOnlySpan<int> StartOrder => _workflow.Plan.StartOrder;

    public ReadOnlySpan<StepTraits> Traits => _workflow.Plan.Traits;

    public string StepName(int index) => _workflow.Plan.StepName(index);

    public int CompensationOf(int stepIndex) => _workflow.Plan.CompensationOf(stepIndex);

    public StepPolicy Policy(int index) => _workflow.Plan.Policy(index);

    public void Start(in long input, ref DynamicState state)
    {
        int count = StepCount + CompensationCount;
        state.Input = input;
        state.Values = new long[count];
        state.Ran = new bool[count];
        state.Cells = new long[_workflow.Plan.CellCount];
        state.Pending = new System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter[count];
    }

    public long Output(ref DynamicState state) => state.Values[_workflow.Plan.OutputStep];

    public bool Runs(int stepIndex, ref DynamicState state)
    {
        DynamicPlan plan = _workflow.Plan;
        DynamicStep step = plan.Steps[stepIndex];
        foreach (StepInput input in step.Inputs)
        {
            if (!input.IsMaybe && !state.Ran[input.Producer])
            {
                return false;
            }
        }

        foreach (StepGuard guard in step.Guards)
        {
            if (!state.Ran[guard.Producer] || !Holds(plan, step, guard, state.Values[guard.Producer]))
            {
                return false;
            }
        }

        return true;
    }

    public bool Dispatch(int index, ref DynamicState state, in StepContext context)
    {
        DynamicPlan plan = _workflow.Plan;
        Maybe<long>[] inputs = Inputs(plan, index, ref state);
        if (plan.Body(index) == BodyKind.Asynchronous)
        {
#pragma warning disable CA2012 // The awaiter is what a generated definition keeps; its result is taken once.
            var awaiter = _workflow.Bodies.CallAsync(index, in context, state.Input, inputs).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
            if (!awaiter.IsCompleted)
            {
                state.Pending[index] = awaiter;
                return false;
            }

            Store(index, awaiter.GetResult(), ref state);
            return true;
        }

        long none = 0;
        int cellIndex = plan.IsCompensation(index) ? -1 : plan.Steps[index].Cell;
        ref long cell = ref none;
        if (cellIndex >= 0)
        {
            cell = ref state.Cells[cellIndex];
        }

        long before = cell;
        try
        {
            Store(index, _workflow.Bodies.Call(index, in context, state.Input, inputs, ref cell), ref state);
            return true;
        }
        catch
        {
            cell = before;
            throw;
        }
    }

    public bool RunSteps<TGate>(ref DynamicState state, ref TGate gate)
        where TGate : struct, IStepGate =>
        StepRow.Run(this, ref state, ref gate);

    public void OnCompleted(int index, ref DynamicState state, Action continuation)
    {
        _workflow.Bodies.Waiting(index);
        state.Pending[index].UnsafeOnCompleted(continuation);
    }

    public void Complete(int index, ref DynamicState state)
    {
        var awaiter = state.Pending[index];
        state.Pending[index] = default;
        Store(index, awaiter.GetResult(), ref state);
    }

    private static Maybe<long>[] Inputs(DynamicPlan plan, int index, ref DynamicState state)
    {
        if (plan.IsCompensation(index))
        {
            return [state.Values[plan.CompensatedStep(index)]];
        }

        DynamicStep step = plan.Steps[index];
        var inputs = new Maybe<long>[step.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            int producer = step.Inputs[i].Producer;
            inputs[i] = state.Ran[producer] ? state.Values[producer] : Maybe<long>.None;
        }

        return inputs;
    }

    public static bool Holds(DynamicPlan plan, DynamicStep step, StepGuard guard, long value)
    {
        switch (guard.Kind)
        {
            case GuardKind.When:
                return value != 0;
            case GuardKind.Unless:
                return value == 0;
            case GuardKind.Default:
                return ((plan.NamedCases[guard.Producer] >> (int)value) & 1) == 0;
            default:
                // Cases on one choice add up.
                foreach (StepGuard other in step.Guards)
                {
                    if (other.Kind == GuardKind.Case && other.Producer == guard.Producer && other.Value == value)
                    {
                        return true;
                    }
                }

                return false;
        }
    }

    private static void Store(int index, long value, ref DynamicState state)
    {
        state.Values[index] = value;
        state.Ran[index] = true;
    }
}
