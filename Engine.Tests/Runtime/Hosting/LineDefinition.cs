using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>A <see cref="LineWorkflow"/> as a host sees it.</summary>
internal readonly struct LineDefinition(LineWorkflow workflow) : IWorkflowDefinition<LineState, long, long>, IHostedDefinition<LineState>
{
    public string Name => workflow.Name;

    public ulong Fingerprint => 1;

    public int StepCount => workflow.Steps.Length;

    public int CompensationCount => workflow.Undone.Length;

    public ReadOnlySpan<int> SuccessorOffsets => workflow.SuccessorOffsets;

    public ReadOnlySpan<int> Successors => workflow.Successors;

    public ReadOnlySpan<int> PredecessorCounts => workflow.PredecessorCounts;

    public ReadOnlySpan<int> StartOrder => default;

    public ReadOnlySpan<StepTraits> Traits => workflow.Traits;

    public ReadOnlySpan<StepRecording> Recordings => workflow.Recordings;

    public int OutputStep => StepCount - 1;

    public string InputSignature => "long";

    public string StepName(int index) => index < StepCount ? workflow.Steps[index].Name : $"undo {workflow.Steps[workflow.Undone[index - StepCount]].Name}";

    public string StepSignature(int stepIndex) => "long";

    public int CompensationOf(int stepIndex) => StepCount + Array.IndexOf(workflow.Undone, stepIndex);

    public StepPolicy Policy(int index) => index < StepCount ? workflow.Steps[index].Policy : default;

    public void Start(in long input, ref LineState state)
    {
        state.Input = input;
        state.Values = new long[workflow.Steps.Length];
    }

    public long Output(ref LineState state) => state.Values[^1];

    public bool Runs(int stepIndex, ref LineState state) => true;

    public bool Dispatch(int index, ref LineState state, in StepContext context)
    {
        if (index >= StepCount)
        {
            int undone = workflow.Undone[index - StepCount];
            workflow.Steps[undone].Undo!(state.Values[undone]);
            return true;
        }

        ValueTask<long> body = workflow.Steps[index].Body(index == 0 ? state.Input : state.Values[index - 1], context);
        if (!body.IsCompleted)
        {
            state.Pending = body;
            return false;
        }

        state.Values[index] = body.GetAwaiter().GetResult();
        return true;
    }

    public bool RunSteps<TGate>(ref LineState state, ref TGate gate)
        where TGate : struct, IStepGate => StepRow.Run<LineDefinition, LineState, TGate>(this, ref state, ref gate);

    public void OnCompleted(int index, ref LineState state, Action continuation) => state.Pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);

    public void Complete(int index, ref LineState state) => state.Values[index] = state.Pending.GetAwaiter().GetResult();

    public StepPolicy PolicyOf(int index, ref LineState state) => Policy(index);

    public long TimeLimitMs(ref LineState state) => 0;

    public void WriteInput(ref LineState state, RecordBuffer buffer) => buffer.WriteUnmanaged(state.Input);

    public void ReadInput(ref LineState state, ref RecordReader reader) => Start(reader.ReadUnmanaged<long>(), ref state);

    public void WriteStep(int stepIndex, ref LineState state, RecordBuffer buffer) => buffer.WriteUnmanaged(state.Values[stepIndex]);

    public void ReadStep(int stepIndex, ref LineState state, ref RecordReader reader) => state.Values[stepIndex] = reader.ReadUnmanaged<long>();
}
