using System.Threading.Tasks.Sources;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Execution;

public class ExecutorAsyncTests
{
    [Fact]
    public async Task RunAsync_asynchronous_steps_start_before_synchronous_ones()
    {
        var order = new List<string>();
        var signal = new Signal();
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => { order.Add("A"); return 1; })
            .Async("B", _ => { order.Add("B"); return signal.Wait(); })
            .Async("C", _ => { order.Add("C"); return ValueTask.FromResult(4L); })
            .Sync("D", _ => { order.Add("D"); return 8; }, ["B"])
            .Build();
        ValueTask<long> run = workflow.RunAsync();
        Assert.False(run.IsCompleted);
        Assert.Equal(["B", "C", "A"], order);
        signal.Complete(2);
        Assert.True(run.IsCompleted);
        Assert.Equal(15, await run);
        Assert.Equal(["B", "C", "A", "D"], order);
    }

    [Fact]
    public void RunAsync_what_a_synchronous_step_makes_ready_keeps_the_rules()
    {
        var order = new List<string>();
        Func<StepContext, long> Note(string name) => _ => { order.Add(name); return 1; };
        Func<StepContext, ValueTask<long>> NoteAsync(string name) => _ => { order.Add(name); return ValueTask.FromResult(1L); };
        ScriptDefinition workflow = new Script()
            .Sync("A", Note("A"))
            .Sync("B", Note("B"), ["A"])
            .Async("C", NoteAsync("C"), ["A"])
            .Sync("D", Note("D"), ["A"])
            .Async("E", NoteAsync("E"), ["B"])
            .Sync("F", Note("F"), ["C"])
            .Build();
        Assert.True(workflow.RunAsync().IsCompletedSuccessfully);
        Assert.Equal(["A", "C", "B", "E", "D", "F"], order);
    }

    [Fact]
    public void RunAsync_a_completion_between_two_synchronous_steps_is_looked_at()
    {
        var order = new List<string>();
        var signal = new Signal();
        ScriptDefinition workflow = new Script()
            .Async("A", _ => signal.Wait())
            .Sync("B", _ => { order.Add("B"); signal.Complete(1); return 1; })
            .Sync("C", _ => { order.Add("C"); return 1; })
            .Async("D", _ => { order.Add("D"); return ValueTask.FromResult(1L); }, ["A"])
            .Build();
        Assert.True(workflow.RunAsync().IsCompletedSuccessfully);
        Assert.Equal(["B", "D", "C"], order);
    }

    [Fact]
    public async Task RunAsync_failure_waits_for_running_steps_and_compensates_in_reverse_completion_order()
    {
        var undone = new List<string>();
        Signal first = new(), second = new(), third = new();
        CancellationToken seen = default;
        ScriptDefinition workflow = new Script()
            .Async("A", _ => first.Wait())
            .Async("B", _ => second.Wait())
            .Async("C", context => { seen = context.CancellationToken; return third.Wait(); }, context: true)
            .Sync("D", _ => throw new FormatException("must not run"), ["B"])
            .UndoAsync("A", async _ => { await Task.Yield(); undone.Add("A"); return 0; })
            .Undo("B", _ => { undone.Add("B"); return 0; })
            .Undo("C", _ => { undone.Add("C"); return 0; })
            .Build();
        ValueTask<long> run = workflow.RunAsync();
        third.Complete(1);
        var exception = new IOException();
        second.Fail(exception);
        Assert.True(seen.IsCancellationRequested);
        Assert.False(run.IsCompleted);
        first.Complete(1);
        Assert.Same(exception, await Assert.ThrowsAsync<IOException>(async () => await run));
        Assert.Equal(["A", "C"], undone);
    }

    [Fact]
    public async Task RunAsync_degree_bounds_what_is_under_way()
    {
        var started = new List<string>();
        Signal[] signals = [new(), new(), new()];
        ScriptDefinition workflow = new Script()
            .Async("A", _ => { started.Add("A"); return signals[0].Wait(); })
            .Async("B", _ => { started.Add("B"); return signals[1].Wait(); })
            .Async("C", _ => { started.Add("C"); return signals[2].Wait(); })
            .Build();
        ValueTask<long> run = workflow.RunAsync(new RunOptions { Degree = 2 });
        Assert.Equal(["A", "B"], started);
        signals[1].Complete(1);
        Assert.Equal(["A", "B", "C"], started);
        signals[0].Complete(1);
        signals[2].Complete(1);
        Assert.Equal(3, await run);
    }

    [Fact]
    public void RunOptions_negative_degree_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunOptions { Degree = -1 });

    [Fact]
    public async Task RunAsync_source_that_completes_while_it_is_awaited_goes_on()
    {
        ScriptDefinition workflow = new Script()
            .Async("A", _ => new ValueTask<long>(new AwkwardSource(Awkward.CompletesInOnCompleted), 0))
            .Sync("B", _ => 1, ["A"])
            .Build();
        Assert.Equal(6, await workflow.RunAsync());
    }

    [Fact]
    public async Task RunAsync_source_that_refuses_to_be_awaited_fails_the_step()
    {
        bool undone = false;
        ScriptDefinition workflow = new Script()
            .Sync("First", _ => 1)
            .Async("A", _ => new ValueTask<long>(new AwkwardSource(Awkward.ThrowsInOnCompleted), 0), ["First"])
            .Undo("First", _ => { undone = true; return 0; })
            .Build();
        FormatException thrown = await Assert.ThrowsAsync<FormatException>(async () => await workflow.RunAsync());
        Assert.Equal("OnCompleted", thrown.Message);
        Assert.True(undone);
    }

    [Fact]
    public async Task RunAsync_source_that_throws_as_its_result_fails_the_step()
    {
        ScriptDefinition workflow = new Script()
            .Async("A", _ => new ValueTask<long>(new AwkwardSource(Awkward.ThrowsInGetResult), 0)).Build();
        FormatException thrown = await Assert.ThrowsAsync<FormatException>(async () => await workflow.RunAsync());
        Assert.Equal("GetResult", thrown.Message);
    }

    [Fact]
    public async Task RunAsync_many_completions_on_one_thread_do_not_grow_the_stack()
    {
        const int Attempts = 200_000;
        var failure = new IOException();
        ScriptDefinition workflow = new Script()
            .Async("A", context => context.Attempt == Attempts ? ValueTask.FromResult(1L) : new ValueTask<long>(new AwkwardSource(Awkward.CompletesInOnCompleted, failure), 0),
                policy: new StepPolicy { Retries = Attempts }, context: true)
            .Build();
        Assert.Equal(1, await workflow.RunAsync());
    }

    [Fact]
    public void RunAsync_result_that_is_taken_before_its_posted_continuation_ran_leaves_the_next_run_alone()
    {
        Signal signal = new();
        ScriptDefinition workflow = new Script().Async("A", _ => signal.Wait()).Build();
        var ui = new RecordingContext();
        SynchronizationContext? before = SynchronizationContext.Current;
        ValueTask<long> run = workflow.RunAsync();
        int resumed = 0;
        SynchronizationContext.SetSynchronizationContext(ui);
        System.Runtime.CompilerServices.ValueTaskAwaiter<long> awaiter = run.GetAwaiter();
        awaiter.UnsafeOnCompleted(() => resumed++);
        SynchronizationContext.SetSynchronizationContext(null); // The test runner may have one, which posts to another thread.
        signal.Complete(1);
        Assert.Equal(1, Take(awaiter));

        // Without a context, the test host's included: the next continuation is called by what completes the run.
        SynchronizationContext.SetSynchronizationContext(null);
        awaiter = workflow.RunAsync().GetAwaiter();
        int nextResumed = 0;
        awaiter.UnsafeOnCompleted(() => nextResumed++);
        SynchronizationContext.SetSynchronizationContext(before);
        Assert.Single(ui.Posts)();
        Assert.Equal((1, 0), (resumed, nextResumed));
        signal.Complete(2);
        Assert.Equal((1, 1), (resumed, nextResumed));
        Assert.Equal(2, Take(awaiter));
        SynchronizationContext.SetSynchronizationContext(before);

        static long Take(System.Runtime.CompilerServices.ValueTaskAwaiter<long> awaiter) => awaiter.GetResult();
    }

    [Fact]
    public async Task RunAsync_result_can_be_taken_once()
    {
        Signal signal = new();
        ScriptDefinition workflow = new Script().Async("A", _ => signal.Wait()).Build();
        ValueTask<long> run = workflow.RunAsync();
        Assert.Throws<InvalidOperationException>(() => run.GetAwaiter().GetResult());
        signal.Complete(1);
        Assert.Equal(1, await run);
        Assert.Throws<InvalidOperationException>(() => run.GetAwaiter().GetResult());
        ValueTask<long> next = workflow.RunAsync();
        Assert.Throws<InvalidOperationException>(() => run.GetAwaiter().GetResult());
        signal.Complete(2);
        Assert.Equal(2, await next);
    }

    [Fact]
    public async Task RunAsync_tables_that_do_not_fit_fail_loudly()
    {
        var broken = new BrokenDefinition(300_000);
        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await AsyncExecutor.RunAsync<BrokenDefinition, BrokenState, int, int, NoObserver>(broken, 1, default, default, default));
        Assert.Contains("300000 steps", thrown.Message, StringComparison.Ordinal);
        broken = new BrokenDefinition(2);
        thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await AsyncExecutor.RunAsync<BrokenDefinition, BrokenState, int, int, NoObserver>(broken, 1, default, default, default));
        Assert.Contains("1 of 2 steps have ended", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_throwing_observer_fails_the_run_wherever_it_throws()
    {
        for (int throwAt = 0; throwAt < 12; throwAt++)
        {
            var undone = new List<string>();
            Signal signal = new();
            ScriptDefinition workflow = new Script()
                .Sync("A", _ => 1)
                .Async("B", _ => signal.Wait())
                .Sync("C", context => context.Attempt == 2 ? 1 : throw new IOException(), ["B"], new StepPolicy { Retries = 1 }, context: true)
                .Undo("A", _ => { undone.Add("A"); return 0; })
                .Build();
            var calls = new ThrowingObserver.Calls { ThrowAt = throwAt };
            ValueTask<long> run = workflow.RunAsync(default, new ThrowingObserver(calls));
            if (!run.IsCompleted)
            {
                signal.Complete(1);
            }

            // RunStarted, B started, A started, A ended, B ended, C started, C retrying, C started, C ended, RunEnded.
            if (throwAt < 10)
            {
                FormatException thrown = await Assert.ThrowsAsync<FormatException>(async () => await run);
                Assert.Same(calls.Thrown, thrown);
                Assert.Equal(throwAt is >= 3 and < 9 ? ["A"] : [], undone);
            }
            else
            {
                Assert.Equal(3, await run);
                Assert.Equal(10, calls.Count);
            }
        }
    }

    [Fact]
    public async Task RunAsync_cancelled_during_a_delay_ends_at_once()
    {
        using var source = new CancellationTokenSource();
        var time = new FakeTimeProvider();
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => throw new IOException(), policy: new StepPolicy { Retries = 5, DelayMs = 1_000 }).Build();
        ValueTask<long> run = workflow.RunAsync(new RunOptions { TimeProvider = time }, source.Token);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(run.IsCompleted);
        source.Cancel();
        Assert.True(run.IsCanceled);
        OperationCanceledException thrown = await Assert.ThrowsAsync<OperationCanceledException>(async () => await run);
        Assert.Equal(source.Token, thrown.CancellationToken);
        time.Advance(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task RunAsync_delay_on_the_system_clock_waits_and_is_used_again()
    {
        ScriptDefinition workflow = new Script()
            .Async("A", context => context.Attempt == 3 ? ValueTask.FromResult(1L) : throw new IOException(),
                policy: new StepPolicy { Retries = 5, DelayMs = 1 }, context: true).Build();
        for (int round = 0; round < 20; round++)
        {
            Assert.Equal(1, await workflow.RunAsync());
        }
    }

    [Fact]
    public async Task RunAsync_deadline_reaches_a_suspended_step_and_the_next_run_has_a_fresh_one()
    {
        var time = new FakeTimeProvider();
        ScriptDefinition workflow = new Script()
            .Async("Slow", async context =>
            {
                var wait = new TaskCompletionSource<long>();
                await using CancellationTokenRegistration registration = context.CancellationToken.Register(() => wait.TrySetCanceled(context.CancellationToken));
                return await wait.Task;
            }, policy: new StepPolicy { TimeoutMs = 30 })
            .Build();
        for (int round = 0; round < 3; round++)
        {
            ValueTask<long> run = workflow.RunAsync(new RunOptions { TimeProvider = time });
            time.Advance(TimeSpan.FromMilliseconds(29));
            Assert.False(run.IsCompleted);
            time.Advance(TimeSpan.FromMilliseconds(1));
            TimeoutException thrown = await Assert.ThrowsAsync<TimeoutException>(async () => await run);
            Assert.Contains("30 ms", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunAsync_deadline_on_the_system_clock_reaches_a_synchronous_step()
    {
        ScriptDefinition workflow = new Script()
            .Sync("Slow", context => { context.CancellationToken.WaitHandle.WaitOne(); context.CancellationToken.ThrowIfCancellationRequested(); return 1; },
                policy: new StepPolicy { TimeoutMs = 1 })
            .Build();
        for (int round = 0; round < 5; round++)
        {
            await Assert.ThrowsAsync<TimeoutException>(async () => await workflow.RunAsync());
        }
    }

    [Fact]
    public async Task RunAsync_callback_that_throws_on_cancellation_does_not_break_the_run_and_is_reported()
    {
        var reported = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        EventHandler<UnobservedTaskExceptionEventArgs> handler = (_, args) =>
        {
            if (args.Exception.Flatten().InnerExceptions.Any(exception => exception.Message == "callback of this test"))
            {
                reported.TrySetResult(args.Exception);
            }
        };
        TaskScheduler.UnobservedTaskException += handler;
        try
        {
            await CancelWithThrowingCallback();
            for (int round = 0; round < 100 && !reported.Task.IsCompleted; round++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Yield();
            }

            Assert.True(reported.Task.IsCompleted);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= handler;
        }
    }

    private static async Task CancelWithThrowingCallback()
    {
        using var source = new CancellationTokenSource();
        Signal signal = new();
        ScriptDefinition workflow = new Script()
            .Async("A", context => { context.CancellationToken.Register(() => throw new FormatException("callback of this test")); return signal.Wait(); }, context: true)
            .Sync("B", _ => 1, ["A"])
            .Build();
        ValueTask<long> run = workflow.RunAsync(default, source.Token);
        source.Cancel();
        Assert.False(run.IsCompleted);
        signal.Complete(1);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await run);
    }

    private enum Awkward
    {
        CompletesInOnCompleted,
        ThrowsInOnCompleted,
        ThrowsInGetResult,
    }

    private sealed class AwkwardSource(Awkward awkward, Exception? failure = null) : IValueTaskSource<long>
    {
        private bool _done;

        public long GetResult(short token) =>
            awkward == Awkward.ThrowsInGetResult ? throw new FormatException("GetResult") : failure is null ? 5 : throw failure;

        public ValueTaskSourceStatus GetStatus(short token) => _done ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            if (awkward == Awkward.ThrowsInOnCompleted)
            {
                throw new FormatException("OnCompleted");
            }

            _done = true;
            continuation(state);
        }
    }

    private readonly struct ThrowingObserver(ThrowingObserver.Calls calls) : IRunObserver
    {
        public static bool IsEnabled => true;

        public void RunStarted(string workflowName, int stepCount) => calls.Note();

        public void StepStarted(int stepIndex, string stepName, int attempt) => calls.Note();

        public void StepRetrying(int stepIndex, string stepName, int attempt, TimeSpan delay, Exception exception) => calls.Note();

        public void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception) => calls.Note();

        public void CompensationStarted(int stepIndex, string stepName) => calls.Note();

        public void CompensationEnded(int stepIndex, string stepName, Exception? exception) => calls.Note();

        public void RunEnded(RunStatus status, Exception? exception) => calls.Note();

        internal sealed class Calls
        {
            public int ThrowAt { get; init; }

            public int Count { get; private set; }

            public Exception? Thrown { get; private set; }

            public void Note()
            {
                if (Count++ == ThrowAt)
                {
                    Thrown = new FormatException();
                    throw Thrown;
                }
            }
        }
    }

    private struct BrokenState
    {
    }

    /// <summary>Step 1 waits for two steps, but one edge leads to it.</summary>
    private readonly struct BrokenDefinition(int stepCount) : IWorkflowDefinition<BrokenState, int, int>
    {
        public string Name => "Broken";

        public ulong Fingerprint => 0;

        public int StepCount => stepCount;

        public int CompensationCount => 0;

        public ReadOnlySpan<int> SuccessorOffsets => [0, 1, 1];

        public ReadOnlySpan<int> Successors => [1];

        public ReadOnlySpan<int> PredecessorCounts => [0, 2];

        public ReadOnlySpan<int> StartOrder => default;

        public ReadOnlySpan<StepTraits> Traits => [StepTraits.None, StepTraits.None];

        public string StepName(int index) => "S";

        public int CompensationOf(int stepIndex) => 0;

        public StepPolicy Policy(int index) => default;

        public bool Runs(int stepIndex, ref BrokenState state) => true;

        public bool Dispatch(int index, ref BrokenState state, in StepContext context) => true;

        public bool RunSteps<TGate>(ref BrokenState state, ref TGate gate)
            where TGate : struct, IStepGate =>
            StepRow.Run(this, ref state, ref gate);

        public void OnCompleted(int index, ref BrokenState state, Action continuation) => continuation();

        public void Complete(int index, ref BrokenState state)
        {
        }

        public void Start(in int input, ref BrokenState state)
        {
        }

        public int Output(ref BrokenState state) => 0;
    }
}
