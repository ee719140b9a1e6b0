using System.Threading.Tasks.Sources;

namespace Engine.Tests.Execution;

/// <summary>
/// What a source of a result does for whoever awaits it. <see cref="RunResultTests"/> and the type of .NET that it stands in for
/// inherit this: they must not differ.
/// </summary>
public abstract class ResultContract
{
    private const ValueTaskSourceOnCompletedFlags None = ValueTaskSourceOnCompletedFlags.None;
    private const ValueTaskSourceOnCompletedFlags Flow = ValueTaskSourceOnCompletedFlags.FlowExecutionContext;
    private const ValueTaskSourceOnCompletedFlags Scheduling = ValueTaskSourceOnCompletedFlags.UseSchedulingContext;
    private static readonly AsyncLocal<string?> Ambient = new();

    public static TheoryData<bool> WhetherLate => [false, true];

    private protected abstract ResultSource Create();

    [Fact]
    public void Result_is_pending_until_it_is_set()
    {
        ResultSource source = Create();
        Assert.Equal(ValueTaskSourceStatus.Pending, source.GetStatus(source.Version));
        Assert.Throws<InvalidOperationException>(() => source.GetResult(source.Version));
        source.SetResult(5);
        Assert.Equal(ValueTaskSourceStatus.Succeeded, source.GetStatus(source.Version));
        Assert.Equal(5, source.GetResult(source.Version));
    }

    [Fact]
    public void Result_is_pending_while_a_continuation_waits()
    {
        ResultSource source = Create();
        source.OnCompleted(_ => { }, null, source.Version, None);
        Assert.Equal(ValueTaskSourceStatus.Pending, source.GetStatus(source.Version));
        Assert.Throws<InvalidOperationException>(() => source.GetResult(source.Version));
    }

    [Fact]
    public void Exception_comes_out_as_the_object_that_was_set()
    {
        ResultSource source = Create();
        var exception = new IOException();
        source.SetException(exception);
        Assert.Equal(ValueTaskSourceStatus.Faulted, source.GetStatus(source.Version));
        Assert.Same(exception, Assert.Throws<IOException>(() => source.GetResult(source.Version)));
    }

    [Fact]
    public void Cancellation_shows_in_the_status()
    {
        ResultSource source = Create();
        source.SetException(new TaskCanceledException());
        Assert.Equal(ValueTaskSourceStatus.Canceled, source.GetStatus(source.Version));
        Assert.Throws<TaskCanceledException>(() => source.GetResult(source.Version));
    }

    [Fact]
    public void Setting_a_result_twice_is_an_error()
    {
        ResultSource source = Create();
        source.SetResult(1);
        Assert.Throws<InvalidOperationException>(() => source.SetResult(2));

        ResultSource awaited = Create();
        awaited.OnCompleted(_ => { }, null, awaited.Version, None);
        awaited.SetResult(1);
        Assert.Throws<InvalidOperationException>(() => awaited.SetResult(2));
    }

    [Fact]
    public void Token_of_another_life_is_refused_everywhere()
    {
        ResultSource source = Create();
        short old = source.Version;
        source.SetResult(1);
        source.Reset();
        Assert.NotEqual(old, source.Version);
        Assert.Throws<InvalidOperationException>(() => source.GetStatus(old));
        Assert.Throws<InvalidOperationException>(() => source.GetResult(old));
        Assert.Throws<InvalidOperationException>(() => source.OnCompleted(_ => { }, null, old, None));
        Assert.Equal(ValueTaskSourceStatus.Pending, source.GetStatus(source.Version));
    }

    [Fact]
    public void Second_life_knows_nothing_of_the_first()
    {
        ResultSource source = Create();
        source.OnCompleted(_ => { }, null, source.Version, Flow);
        source.SetException(new IOException());
        source.Reset();
        object? seen = null;
        Ambient.Value = "first";
        source.OnCompleted(state => seen = state, "second", source.Version, None);
        source.SetResult(2);
        Assert.Equal("second", seen);
        Assert.Equal(2, source.GetResult(source.Version));
    }

    [Fact]
    public void Second_continuation_and_none_at_all_are_errors()
    {
        ResultSource source = Create();
        Assert.Throws<ArgumentNullException>(() => source.OnCompleted(null!, null, source.Version, None));
        int calls = 0;
        source.OnCompleted(_ => calls++, "first", source.Version, None);
        Assert.Throws<InvalidOperationException>(() => source.OnCompleted(_ => calls += 100, "second", source.Version, None));
        source.SetResult(1);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Continuation_runs_where_the_result_is_set()
    {
        ResultSource source = Create();
        int thread = 0;
        object? seen = null;
        source.OnCompleted(state => { seen = state; thread = Environment.CurrentManagedThreadId; }, "state", source.Version, None);
        int setter = OnAThread(() => source.SetResult(1));
        Assert.Equal("state", seen);
        Assert.Equal(setter, thread);
    }

    [Fact]
    public void Continuation_that_comes_late_runs_on_the_thread_pool_after_the_call()
    {
        ResultSource source = Create();
        using var mayRun = new ManualResetEventSlim();
        using var ran = new ManualResetEventSlim();
        object? seen = null;
        bool onPool = false;
        source.SetResult(1);
        source.OnCompleted(
            state =>
            {
                mayRun.Wait();
                seen = state;
                onPool = Thread.CurrentThread.IsThreadPoolThread;
                ran.Set();
            },
            "state",
            source.Version,
            None);
        Assert.Null(seen);
        mayRun.Set();
        ran.Wait();
        Assert.Equal("state", seen);
        Assert.True(onPool);
        Assert.Equal(1, source.GetResult(source.Version));
    }

    [Theory]
    [MemberData(nameof(WhetherLate))]
    public void Continuation_sees_the_context_that_flows_and_the_setter_keeps_its_own(bool isLate)
    {
        ResultSource source = Create();
        var setterContext = new RecordingContext();
        using var ran = new ManualResetEventSlim();
        string? seen = null, kept = null;
        SynchronizationContext? keptScheduler = null;
        Ambient.Value = "awaiter";
        void Await() => source.OnCompleted(
            _ =>
            {
                seen = Ambient.Value;
                Ambient.Value = "continuation";
                ran.Set();
            },
            null,
            source.Version,
            Flow);

        if (!isLate)
        {
            Await();
        }

        OnAThread(() =>
        {
            Ambient.Value = "setter";
            SynchronizationContext.SetSynchronizationContext(setterContext);
            source.SetResult(1);
            kept = Ambient.Value;
            keptScheduler = SynchronizationContext.Current;
        });
        if (isLate)
        {
            Await();
        }

        ran.Wait();
        Assert.Equal("awaiter", seen);
        Assert.Equal("setter", kept);
        Assert.Same(setterContext, keptScheduler);
        Assert.Empty(setterContext.Posts);
    }

    [Fact]
    public void Continuation_without_a_flow_sees_the_setters_context()
    {
        ResultSource source = Create();
        string? seen = null;
        Ambient.Value = "awaiter";
        source.OnCompleted(_ => seen = Ambient.Value, null, source.Version, None);
        OnAThread(() =>
        {
            Ambient.Value = "setter";
            source.SetResult(1);
        });
        Assert.Equal("setter", seen);
    }

    [Theory]
    [MemberData(nameof(WhetherLate))]
    public void Continuation_that_asks_for_it_is_posted_to_the_synchronization_context(bool isLate)
    {
        ResultSource source = Create();
        var ui = new RecordingContext();
        object? seen = null;
        if (isLate)
        {
            source.SetResult(1);
        }

        Under(ui, () => source.OnCompleted(state => seen = state, "state", source.Version, Scheduling));
        if (!isLate)
        {
            source.SetResult(1);
        }

        Assert.Null(seen);
        Assert.Single(ui.Posts)();
        Assert.Equal("state", seen);
        Assert.Equal(1, source.GetResult(source.Version));
    }

    [Theory]
    [MemberData(nameof(WhetherLate))]
    public void Continuation_that_asks_for_both_is_posted_under_the_context_that_flows(bool isLate)
    {
        ResultSource source = Create();
        var ui = new RecordingContext(() => Ambient.Value);
        bool ran = false;
        if (isLate)
        {
            source.SetResult(1);
        }

        Ambient.Value = "awaiter";
        Under(ui, () => source.OnCompleted(_ => ran = true, null, source.Version, Scheduling | Flow));
        if (!isLate)
        {
            Ambient.Value = "setter";
            source.SetResult(1);
            Assert.Equal("setter", Ambient.Value);
        }

        Assert.False(ran);
        Assert.Single(ui.Posts)();
        Assert.True(ran);
        Assert.Equal(["awaiter"], ui.Seen);
    }

    [Fact]
    public void Continuation_ignores_a_synchronization_context_that_says_nothing()
    {
        ResultSource source = Create();
        bool ran = false;
        Under(new SynchronizationContext(), () => source.OnCompleted(_ => ran = true, null, source.Version, Scheduling));
        source.SetResult(1);
        Assert.True(ran);
    }

    [Fact]
    public void Continuation_that_does_not_ask_ignores_the_synchronization_context()
    {
        ResultSource source = Create();
        var ui = new RecordingContext();
        bool ran = false;
        Under(ui, () => source.OnCompleted(_ => ran = true, null, source.Version, None));
        source.SetResult(1);
        Assert.True(ran);
        Assert.Empty(ui.Posts);
    }

    [Theory]
    [MemberData(nameof(WhetherLate))]
    public async Task Continuation_that_asks_for_it_runs_on_the_task_scheduler(bool isLate)
    {
        ResultSource source = Create();
        using var scheduler = new OwnThreadScheduler();
        using var ran = new ManualResetEventSlim();
        TaskScheduler? seen = null;
        object? seenState = null;
        if (isLate)
        {
            source.SetResult(1);
        }

        await Task.Factory.StartNew(
            () => source.OnCompleted(
                state =>
                {
                    seenState = state;
                    seen = TaskScheduler.Current;
                    ran.Set();
                },
                "state",
                source.Version,
                Scheduling),
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler);
        if (!isLate)
        {
            source.SetResult(1);
        }

        ran.Wait();
        Assert.Same(scheduler, seen);
        Assert.Equal("state", seenState);
    }

    [Fact]
    public void Continuation_that_races_with_the_result_runs_once_with_it()
    {
        const int Lives = 20_000;
        ResultSource source = Create();
        int resumed = 0;
        long sum = 0;
        using var barrier = new Barrier(2);
        var setter = new Thread(() =>
        {
            for (int life = 1; life <= Lives; life++)
            {
                barrier.SignalAndWait();
                source.SetResult(life);
                barrier.SignalAndWait();
            }
        });
        setter.Start();
        for (int life = 1; life <= Lives; life++)
        {
            short token = source.Version;
            barrier.SignalAndWait();
            if ((life & 1) == 0)
            {
                Thread.SpinWait(life % 64);
            }

            source.OnCompleted(
                _ =>
                {
                    Interlocked.Add(ref sum, source.GetResult(token));
                    Interlocked.Increment(ref resumed);
                },
                null,
                token,
                None);
            barrier.SignalAndWait();
            while (Volatile.Read(ref resumed) < life)
            {
                Thread.Yield();
            }

            Assert.Equal(life, resumed);
            source.Reset();
        }

        setter.Join();
        Assert.Equal((long)Lives * (Lives + 1) / 2, sum);
    }

    private protected static void Under(SynchronizationContext context, Action action)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static int OnAThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
        return thread.ManagedThreadId;
    }
}
