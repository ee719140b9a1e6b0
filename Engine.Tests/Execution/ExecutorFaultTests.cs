using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Execution;

/// <summary>What callers, sources, clocks and exceptions do that they should not: the run ends all the same, and by its rules.</summary>
public class ExecutorFaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_token_whose_source_was_disposed_does_not_keep_the_run_from_ending(bool before)
    {
        Signal signal = new();
        ScriptDefinition workflow = new Script()
            .Async("A", _ => signal.Wait())
            .Async("B", _ => ValueTask.FromResult(2L), ["A"], context: true)
            .Build();
        var source = new CancellationTokenSource();
        CancellationToken token = source.Token;
        if (before)
        {
            source.Dispose();
        }

        ValueTask<long> run = workflow.RunAsync(default, token);
        source.Dispose();
        signal.Complete(1);
        Assert.True(run.IsCompleted);
        Assert.Equal(3, await run);
    }

    [Fact]
    public async Task RunAsync_source_that_calls_back_twice_ends_its_step_once()
    {
        var source = new RepeatingSource { CallsAtOnce = 2 };
        Signal signal = new();
        ScriptDefinition workflow = new Script()
            .Async("A", _ => source.Wait())
            .Async("B", _ => signal.Wait())
            .Sync("C", _ => 1, ["A"])
            .Build();
        ValueTask<long> run = workflow.RunAsync();
        Assert.False(run.IsCompleted);
        source.CallAgain();
        signal.Complete(1);
        Assert.Equal(3, await run);
    }

    [Fact]
    public async Task RunAsync_source_that_calls_back_again_does_not_cut_a_delay_short()
    {
        var source = new RepeatingSource { CallsAtOnce = 1, Failure = new IOException() };
        var time = new FakeTimeProvider();
        int attempts = 0;
        ScriptDefinition workflow = new Script()
            .Async("A", _ => ++attempts == 1 ? source.Wait() : ValueTask.FromResult(1L), policy: new StepPolicy { Retries = 1, DelayMs = 10 })
            .Build();
        ValueTask<long> run = workflow.RunAsync(new RunOptions { TimeProvider = time });
        source.CallAgain();
        Assert.Equal(1, attempts);
        time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(1, await run);
    }

    [Theory]
    [InlineData(ClockFault.CreateTimer)]
    [InlineData(ClockFault.Change)]
    public async Task RunAsync_clock_that_throws_fails_the_step_that_wants_to_wait(ClockFault fault)
    {
        var undone = new List<string>();
        var record = new RunHistory();
        Signal signal = new();
        ScriptDefinition workflow = new Script()
            .Sync("First", _ => 1)
            .Async("Running", _ => signal.Wait())
            .Sync("A", _ => throw new IOException(), ["First"], new StepPolicy { Retries = 1, DelayMs = 10 })
            .Undo("First", _ => { undone.Add("First"); return 0; })
            .Undo("Running", _ => { undone.Add("Running"); return 0; })
            .Build();
        ValueTask<long> run = workflow.RunAsync(new RunOptions { TimeProvider = new FaultyClock(fault) }, new RecordingObserver(record));
        Assert.False(run.IsCompleted);
        signal.Complete(1);
        Assert.True(run.IsCompleted);
        await Assert.ThrowsAsync<FormatException>(async () => await run);
        Assert.Equal(["Running", "First"], undone);
        Assert.Equal(StepStatus.Failed, record.StatusOf("A"));
        Assert.Equal(RunStatus.Compensated, record.Status);
    }

    [Fact]
    public async Task RunAsync_clock_that_throws_fails_the_compensation_that_wants_to_wait_and_others_go_on()
    {
        var undone = new List<string>();
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => 1)
            .Sync("B", _ => 1, ["A"])
            .Sync("C", _ => throw new IOException(), ["B"])
            .Undo("A", _ => { undone.Add("A"); return 0; })
            .Undo("B", _ => throw new InvalidDataException(), new StepPolicy { Retries = 1, DelayMs = 10 })
            .Build();
        CompensationFailedException thrown = await Assert.ThrowsAsync<CompensationFailedException>(
            async () => await workflow.RunAsync(new RunOptions { TimeProvider = new FaultyClock(ClockFault.CreateTimer) }));
        Assert.IsType<IOException>(thrown.InnerException);
        Assert.IsType<FormatException>(Assert.Single(thrown.Failures));
        Assert.Equal(["A"], undone);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Timer_that_cannot_be_disposed_changes_nothing_for_the_step_that_had_a_deadline(bool asynchronous)
    {
        ScriptDefinition workflow = new Script().Sync("A", _ => 1, policy: new StepPolicy { TimeoutMs = 10 }).Build();
        var options = new RunOptions { TimeProvider = new FaultyClock(ClockFault.Dispose) };
        Assert.Equal(1, asynchronous ? await workflow.RunAsync(options) : workflow.RunInline(options, default(NoObserver), default));
    }

    [Fact]
    public async Task RunAsync_timer_that_cannot_be_disposed_does_not_keep_a_cancelled_run_from_ending()
    {
        bool undone = false;
        using var source = new CancellationTokenSource();
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => 1)
            .Sync("B", _ => throw new IOException(), ["A"], new StepPolicy { Retries = 1, DelayMs = 10 })
            .Undo("A", _ => { undone = true; return 0; })
            .Build();
        ValueTask<long> run = workflow.RunAsync(new RunOptions { TimeProvider = new FaultyClock(ClockFault.Dispose) }, source.Token);
        Assert.False(run.IsCompleted);
        source.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await run);
        Assert.True(undone);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exception_whose_message_throws_is_still_what_the_caller_gets(bool asynchronous)
    {
        var original = new SpeechlessException();
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => 1)
            .Sync("B", _ => throw original, ["A"])
            .Undo("A", _ => throw new SpeechlessException())
            .Build();
        CompensationFailedException thrown = await Assert.ThrowsAsync<CompensationFailedException>(
            async () => _ = asynchronous ? await workflow.RunAsync() : workflow.RunInline());
        Assert.Same(original, thrown.InnerException);
        Assert.Contains("'UndoA'", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_pooled_run_lets_go_of_the_callers_clock_input_token_and_exceptions()
    {
        WeakReference[] held = await RunWithThings();
        for (int round = 0; round < 10 && held.Any(thing => thing.IsAlive); round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal([false, false, false, false], held.Select(thing => thing.IsAlive));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference[]> RunWithThings()
    {
        var clock = new FakeTimeProvider();
        var source = new CancellationTokenSource();
        var failure = new IOException();
        var history = new RunHistory();
        ScriptDefinition workflow = new Script()
            .Sync("A", context => context.Attempt < 3 ? throw failure : 1, policy: new StepPolicy { Retries = 2, DelayMs = 10 }, context: true)
            .Async("B", async context => { await Task.Delay(TimeSpan.FromMilliseconds(5), clock, context.CancellationToken); return 1; }, ["A"], new StepPolicy { TimeoutMs = 20 })
            .Sync("C", _ => throw failure, ["B"])
            .UndoAsync("A", async _ => { await Task.Yield(); throw failure; })
            .Build();
        Task<long> run = workflow.RunAsync(new RunOptions { TimeProvider = clock }, new RecordingObserver(history), source.Token).AsTask();
        while (!run.IsCompleted)
        {
            // What a timer begins may go on in another thread and set the next one later.
            clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Delay(1);
        }

        await Assert.ThrowsAsync<CompensationFailedException>(() => run.Within());
        return [new(clock), new(source), new(failure), new(history)];
    }

    [Fact]
    public async Task RunAsync_tables_that_do_not_fit_end_the_run_for_its_observer_too()
    {
        var history = new RunHistory();
        ScriptDefinition workflow = new Script().Sync("A", _ => 1).Sync("B", _ => 1, when: "A").Build();
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await AsyncExecutor.RunAsync<UndecidedDefinition, ScriptState, long, long, RecordingObserver>(new(workflow), 0, default, new(history), default));
        Assert.Equal(RunStatus.Failed, history.Status);
    }

    public enum ClockFault
    {
        CreateTimer,
        Change,
        Dispose,
    }

    private sealed class FaultyClock(ClockFault fault) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            fault == ClockFault.CreateTimer ? throw new FormatException("CreateTimer") : new FaultyTimer(fault);

        private sealed class FaultyTimer(ClockFault fault) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) =>
                fault == ClockFault.Change ? throw new FormatException("Change") : true;

            public void Dispose()
            {
                if (fault == ClockFault.Dispose)
                {
                    throw new FormatException("Dispose");
                }
            }

            public ValueTask DisposeAsync() => default;
        }
    }

    private sealed class SpeechlessException : Exception
    {
        public override string Message => throw new FormatException("Message");
    }

    /// <summary>A source that breaks its contract: it calls its continuation more than once.</summary>
    private sealed class RepeatingSource : IValueTaskSource<long>
    {
        private Action? _call;

        public int CallsAtOnce { get; init; }

        public Exception? Failure { get; init; }

        public ValueTask<long> Wait() => new(this, 0);

        public void CallAgain() => _call!();

        public long GetResult(short token) => Failure is null ? 1 : throw Failure;

        public ValueTaskSourceStatus GetStatus(short token) => _call is null ? ValueTaskSourceStatus.Pending : ValueTaskSourceStatus.Succeeded;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            _call = () => continuation(state);
            for (int call = 0; call < CallsAtOnce; call++)
            {
                _call();
            }
        }
    }

    /// <summary>A definition whose condition cannot be asked.</summary>
    private readonly struct UndecidedDefinition(ScriptDefinition script) : IWorkflowDefinition<ScriptState, long, long>
    {
        public string Name => script.Name;

        public ulong Fingerprint => script.Fingerprint;

        public int StepCount => script.StepCount;

        public int CompensationCount => script.CompensationCount;

        public ReadOnlySpan<int> SuccessorOffsets => script.SuccessorOffsets;

        public ReadOnlySpan<int> Successors => script.Successors;

        public ReadOnlySpan<int> PredecessorCounts => script.PredecessorCounts;

        public ReadOnlySpan<int> StartOrder => script.StartOrder;

        public ReadOnlySpan<StepTraits> Traits => script.Traits;

        public string StepName(int index) => script.StepName(index);

        public int CompensationOf(int stepIndex) => script.CompensationOf(stepIndex);

        public StepPolicy Policy(int index) => script.Policy(index);

        public bool Runs(int stepIndex, ref ScriptState state) => throw new InvalidDataException();

        public bool Dispatch(int index, ref ScriptState state, in StepContext context) => script.Dispatch(index, ref state, in context);

        public bool RunSteps<TGate>(ref ScriptState state, ref TGate gate)
            where TGate : struct, IStepGate =>
            StepRow.Run(this, ref state, ref gate);

        public void OnCompleted(int index, ref ScriptState state, Action continuation) => script.OnCompleted(index, ref state, continuation);

        public void Complete(int index, ref ScriptState state) => script.Complete(index, ref state);

        public void Start(in long input, ref ScriptState state) => script.Start(in input, ref state);

        public long Output(ref ScriptState state) => script.Output(ref state);
    }
}
