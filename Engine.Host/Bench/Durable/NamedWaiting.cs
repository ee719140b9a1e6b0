using Engine.Runtime;

namespace Engine.Host.Bench.Durable;

/// <summary><see cref="Waiting"/> under a name of one's choice, so that a host can have many definitions.</summary>
internal sealed class NamedWaiting(string name) : IHostedWorkflow<long, long>
{
    private readonly Waiting _workflow = new();

    public void AddTo(IHostedWorkflowSink<long, long> sink) =>
        sink.Add<NamedDefinition, Waiting.State>(new NamedDefinition(new Waiting.Definition(_workflow), name));

    /// <summary>All but the name is the generated definition's.</summary>
    private readonly struct NamedDefinition(Waiting.Definition inner, string name) : IWorkflowDefinition<Waiting.State, long, long>, IHostedDefinition<Waiting.State>
    {
        public string Name => name;

        public ulong Fingerprint => inner.Fingerprint;

        public int StepCount => inner.StepCount;

        public int CompensationCount => inner.CompensationCount;

        public ReadOnlySpan<int> SuccessorOffsets => inner.SuccessorOffsets;

        public ReadOnlySpan<int> Successors => inner.Successors;

        public ReadOnlySpan<int> PredecessorCounts => inner.PredecessorCounts;

        public ReadOnlySpan<int> StartOrder => inner.StartOrder;

        public ReadOnlySpan<StepTraits> Traits => inner.Traits;

        public ReadOnlySpan<StepRecording> Recordings => inner.Recordings;

        public int OutputStep => inner.OutputStep;

        public string InputSignature => inner.InputSignature;

        public string StepName(int index) => inner.StepName(index);

        public string StepSignature(int stepIndex) => inner.StepSignature(stepIndex);

        public int CompensationOf(int stepIndex) => inner.CompensationOf(stepIndex);

        public StepPolicy Policy(int index) => inner.Policy(index);

        public StepPolicy PolicyOf(int index, ref Waiting.State state) => inner.PolicyOf(index, ref state);

        public long TimeLimitMs(ref Waiting.State state) => inner.TimeLimitMs(ref state);

        public void Start(in long input, ref Waiting.State state) => inner.Start(in input, ref state);

        public long Output(ref Waiting.State state) => inner.Output(ref state);

        public bool Runs(int stepIndex, ref Waiting.State state) => inner.Runs(stepIndex, ref state);

        public bool Dispatch(int index, ref Waiting.State state, in StepContext context) => inner.Dispatch(index, ref state, in context);

        public bool RunSteps<TGate>(ref Waiting.State state, ref TGate gate)
            where TGate : struct, IStepGate => inner.RunSteps(ref state, ref gate);

        public void OnCompleted(int index, ref Waiting.State state, Action continuation) => inner.OnCompleted(index, ref state, continuation);

        public void Complete(int index, ref Waiting.State state) => inner.Complete(index, ref state);

        public void WriteInput(ref Waiting.State state, RecordBuffer buffer) => inner.WriteInput(ref state, buffer);

        public void ReadInput(ref Waiting.State state, ref RecordReader reader) => inner.ReadInput(ref state, ref reader);

        public void WriteStep(int stepIndex, ref Waiting.State state, RecordBuffer buffer) => inner.WriteStep(stepIndex, ref state, buffer);

        public void ReadStep(int stepIndex, ref Waiting.State state, ref RecordReader reader) => inner.ReadStep(stepIndex, ref state, ref reader);
    }
}
