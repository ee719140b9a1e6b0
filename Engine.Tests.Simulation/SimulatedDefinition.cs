using Engine.Runtime;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>A <see cref="SimulatedPlan"/> as shards see it. Bodies ask the world, which knows what has been called, and when a pending one ends.</summary>
internal readonly struct SimulatedDefinition(SimulatedPlan plan, SimulatedBodies bodies, string name = "Simulated")
    : IWorkflowDefinition<SimulatedState, long, long>, IHostedDefinition<SimulatedState>
{
    public string Name => name;

    public ulong Fingerprint => 1;

    public int StepCount => plan.StepCount;

    public int CompensationCount => plan.CompensationCount;

    public ReadOnlySpan<int> SuccessorOffsets => plan.SuccessorOffsets;

    public ReadOnlySpan<int> Successors => plan.Successors;

    public ReadOnlySpan<int> PredecessorCounts => plan.PredecessorCounts;

    public ReadOnlySpan<int> StartOrder => default;

    public ReadOnlySpan<StepTraits> Traits => plan.Traits;

    public ReadOnlySpan<StepRecording> Recordings => plan.Recordings;

    public int OutputStep => plan.StepCount - 1;

    public string InputSignature => "long";

    public string StepName(int index) => index < plan.StepCount ? $"step{index}" : $"undo{index - plan.StepCount}";

    public string StepSignature(int stepIndex) => "long";

    public int CompensationOf(int stepIndex) => plan.CompensationOf[stepIndex];

    public StepPolicy Policy(int index) => new() { Retries = 3, DelayMs = index % 2 == 0 ? 0 : 20 };

    public void Start(in long input, ref SimulatedState state)
    {
        state.Input = input;
        state.Values = new long[plan.StepCount];
    }

    public long Output(ref SimulatedState state) => state.Values[^1];

    public bool Runs(int stepIndex, ref SimulatedState state) => !plan.Skips(state.Input, stepIndex);

    public bool Dispatch(int index, ref SimulatedState state, in StepContext context)
    {
        if ((plan.Traits[index] & StepTraits.Asynchronous) != 0)
        {
            bodies.Called(state.Input, index);
            if (bodies.StaysPending())
            {
                return false;
            }
        }
        else
        {
            bodies.Called(state.Input, index);
        }

        End(index, ref state);
        return true;
    }

    public bool RunSteps<TGate>(ref SimulatedState state, ref TGate gate)
        where TGate : struct, IStepGate => StepRow.Run<SimulatedDefinition, SimulatedState, TGate>(this, ref state, ref gate);

    public void OnCompleted(int index, ref SimulatedState state, Action continuation) => bodies.Pend(continuation);

    public void Complete(int index, ref SimulatedState state) => End(index, ref state);

    public StepPolicy PolicyOf(int index, ref SimulatedState state) => Policy(index);

    public long TimeLimitMs(ref SimulatedState state) => 0;

    public void WriteInput(ref SimulatedState state, RecordBuffer buffer) => buffer.WriteUnmanaged(state.Input);

    public void ReadInput(ref SimulatedState state, ref RecordReader reader) => Start(reader.ReadUnmanaged<long>(), ref state);

    public void WriteStep(int stepIndex, ref SimulatedState state, RecordBuffer buffer) => buffer.WriteUnmanaged(state.Values[stepIndex]);

    public void ReadStep(int stepIndex, ref SimulatedState state, ref RecordReader reader) => state.Values[stepIndex] = reader.ReadUnmanaged<long>();

    private void End(int index, ref SimulatedState state)
    {
        if (index >= plan.StepCount)
        {
            bodies.Undone(state.Input, Array.IndexOf(plan.CompensationOf, index));
            return;
        }

        if (plan.Fails(state.Input, index) || bodies.CountOf(state.Input, index) <= plan.FailsOnce[index])
        {
            throw new InvalidOperationException($"step{index} fails for {state.Input}");
        }

        state.Values[index] = plan.ValueOf(state.Input, index, state.Values);
        bodies.Completed(state.Input, index);
    }
}
