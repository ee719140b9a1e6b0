using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// A task graph with its activities as a shard sees it. Every task is an asynchronous step that is recorded: its result is on the disk before a task that
/// depends on it starts. The plan is the graph's own, shared by all shards and hosts.
/// </summary>
internal readonly struct TaskDefinition(TaskGraph graph, ActivityBody[] bodies) : IWorkflowDefinition<TaskState, TaskInput, TaskResults>, IHostedDefinition<TaskState>
{
    private static readonly StepTraits[] AllTraits = NewTraits();
    private static readonly StepRecording[] AllRecordings = new StepRecording[TaskGraph.MaxTasks];

    /// <summary>For each of the most tasks that there can be: nothing undoes it.</summary>
    public static int[] NothingUndone { get; } = [.. Enumerable.Repeat(-1, TaskGraph.MaxTasks)];

    public string Name => graph.Name;

    public ulong Fingerprint => (ulong)graph.ContentHash;

    public int StepCount => graph.Count;

    public int CompensationCount => 0;

    public ReadOnlySpan<int> SuccessorOffsets => graph.SuccessorOffsets;

    public ReadOnlySpan<int> Successors => graph.Successors;

    public ReadOnlySpan<int> PredecessorCounts => graph.PredecessorCounts;

    public ReadOnlySpan<int> StartOrder => default;

    public ReadOnlySpan<StepTraits> Traits => AllTraits.AsSpan(0, graph.Count);

    public ReadOnlySpan<StepRecording> Recordings => AllRecordings.AsSpan(0, graph.Count);

    /// <summary>All results are the output; none of them is recomputed.</summary>
    public int OutputStep => graph.Count - 1;

    public string InputSignature => $"task graph {graph.ContentHash:x32}";

    public string StepName(int index) => graph.IdOf(graph.Order[index]);

    public string StepSignature(int stepIndex) => "";

    public int CompensationOf(int stepIndex) => throw new InvalidOperationException("Nothing undoes a task.");

    public StepPolicy Policy(int index) => default;

    public StepPolicy PolicyOf(int index, ref TaskState state)
    {
        TaskOptions options = state.Run.Input.Options;
        return new StepPolicy { Retries = options.Retries, DelayMs = options.DelayMs, Backoff = options.Backoff, MaxDelayMs = options.MaxDelayMs, Jitter = options.Jitter };
    }

    public long TimeLimitMs(ref TaskState state) => state.Run.Input.Options.TimeoutMs;

    public void Start(in TaskInput input, ref TaskState state) => state.Run = new TaskRun(input, graph.Count);

    public TaskResults Output(ref TaskState state) => new(graph, state.Run.Results);

    public bool Runs(int stepIndex, ref TaskState state) => true;

    public bool Dispatch(int index, ref TaskState state, in StepContext context)
    {
        int position = graph.Order[index];
        TaskRun run = state.Run;
        ValueTask<ReadOnlyMemory<byte>> body = bodies[graph.ActivityNumberOf(position)](new ActivityCall(graph, run, position, in context), context.CancellationToken);
        if (!body.IsCompleted)
        {
            run.Await(position, body);
            return false;
        }

        run.Complete(position, body);
        return true;
    }

    public bool RunSteps<TGate>(ref TaskState state, ref TGate gate)
        where TGate : struct, IStepGate => StepRow.Run<TaskDefinition, TaskState, TGate>(this, ref state, ref gate);

    public void OnCompleted(int index, ref TaskState state, Action continuation) => state.Run.OnCompleted(graph.Order[index], continuation);

    public void Complete(int index, ref TaskState state) => state.Run.CompletePending(graph.Order[index]);

    public void WriteInput(ref TaskState state, RecordBuffer buffer)
    {
        TaskInput input = state.Run.Input;
        TaskOptions options = input.Options;
        buffer.WriteCount(options.Retries);
        buffer.WriteCount(options.DelayMs);
        buffer.WriteUnmanaged((byte)options.Backoff);
        buffer.WriteCount(options.MaxDelayMs);
        buffer.WriteUnmanaged(options.Jitter);
        buffer.WriteUnmanaged(options.TimeoutMs);
        buffer.WriteMemory(input.Data);
    }

    public void ReadInput(ref TaskState state, ref RecordReader reader)
    {
        var options = new TaskOptions
        {
            Retries = reader.ReadCount(),
            DelayMs = reader.ReadCount(),
            Backoff = (Backoff)reader.ReadUnmanaged<byte>(),
            MaxDelayMs = reader.ReadCount(),
            Jitter = reader.ReadUnmanaged<bool>(),
            TimeoutMs = reader.ReadUnmanaged<long>(),
        };
        state.Run = new TaskRun(new TaskInput(reader.ReadMemory<byte>(), options), graph.Count);
    }

    public void WriteStep(int stepIndex, ref TaskState state, RecordBuffer buffer) => buffer.WriteMemory(state.Run.Results[graph.Order[stepIndex]]);

    public void ReadStep(int stepIndex, ref TaskState state, ref RecordReader reader) => state.Run.SetResult(graph.Order[stepIndex], reader.ReadMemory<byte>());

    private static StepTraits[] NewTraits()
    {
        var traits = new StepTraits[TaskGraph.MaxTasks];
        traits.AsSpan().Fill(StepTraits.Asynchronous | StepTraits.Context | StepTraits.Policy);
        return traits;
    }
}
