using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>The time that a run of a task graph has, on a clock of the test.</summary>
public sealed class TaskDeadlineTests : IDisposable
{
    private readonly HostTestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SemaphoreSlim _called = new(0);
    private readonly ActivityTable _activities = new();
    private int _nextCalls;

    public TaskDeadlineTests()
    {
        _activities.Add("wait for the token", async (_, token) =>
        {
            var ended = new TaskCompletionSource();
            await using CancellationTokenRegistration registration = token.Register(ended.SetResult);
            _called.Release();
            await ended.Task;
            token.ThrowIfCancellationRequested();
            return default;
        });
        _activities.Add("fail", (_, _) =>
        {
            _called.Release();
            throw new IOException("down");
        });
        _activities.Add("take a second", (_, _) =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return default;
        });
        _activities.Add("next", (_, _) =>
        {
            _nextCalls++;
            return default;
        });
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_under_way_is_cancelled_when_the_time_of_its_run_is_up(bool isKept)
    {
        await using WorkflowHost host = Host(isKept);
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(Line("wait for the token", "next"), _activities);
        await host.StartAsync().Within();
        RunHandle<TaskResults> run = await workflow.StartAsync(Within(500, retries: 5)).AsTask().Within();
        await _called.WaitAsync().Within();
        _clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(RunStage.Active, (await run.GetAsync().Within()).Stage);
        Task<TaskResults> outcome = run.WaitAsync().AsTask();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        TimeoutException exception = await Assert.ThrowsAsync<TimeoutException>(() => outcome.Within());
        Assert.Equal($"Run {run.Id} of workflow 'line' has not ended within its 500 ms: it was at 't0'.", exception.Message);
        RunSnapshot snapshot = await run.GetAsync().Within();
        Assert.Equal((RunStatus.Failed, StepStatus.TimedOut, StepStatus.NotStarted), (snapshot.Status, snapshot.Steps[0].Status, snapshot.Steps[1].Status));
        Assert.Equal(0, _nextCalls);
    }

    [Fact]
    public async Task Task_that_would_start_after_the_time_is_not_called()
    {
        await using WorkflowHost host = Host(isKept: true);
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(Line("take a second", "next"), _activities);
        await host.StartAsync().Within();
        RunHandle<TaskResults> run = await workflow.StartAsync(Within(1000, retries: 5)).AsTask().Within();
        TimeoutException exception = await Assert.ThrowsAsync<TimeoutException>(() => run.WaitAsync().AsTask().Within());
        Assert.EndsWith("it was at 't1'.", exception.Message, StringComparison.Ordinal);
        Assert.Equal((0, StepStatus.TimedOut), (_nextCalls, (await run.GetAsync().Within()).Steps[1].Status));

        // Who has it go on gives it its time once more.
        Assert.True(await run.RetryAsync().Within());
        await run.WaitAsync().AsTask().Within();
        Assert.Equal(1, _nextCalls);
    }

    [Fact]
    public async Task Retry_that_would_come_after_the_time_is_not_waited_for()
    {
        await using WorkflowHost host = Host(isKept: false);
        HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(Line("fail"), _activities);
        await host.StartAsync().Within();
        RunHandle<TaskResults> run = await workflow.StartAsync(new TaskInput(default, new TaskOptions { Retries = 10, DelayMs = 600, TimeoutMs = 1000 })).AsTask().Within();
        await _called.WaitAsync().Within();
        Task<TaskResults> outcome = run.WaitAsync().AsTask();
        Assert.Equal(StepProgress.WaitsForRetry, (await run.GetAsync().Within()).Steps[0].Progress);
        _clock.Advance(TimeSpan.FromMilliseconds(600));
        TimeoutException exception = await Assert.ThrowsAsync<TimeoutException>(() => outcome.Within());
        Assert.EndsWith("it was at 't0', whose last attempt had failed (down).", exception.Message, StringComparison.Ordinal);
        Assert.IsType<IOException>(exception.InnerException);
        await _called.WaitAsync().Within();
        Assert.Equal(0, _called.CurrentCount);
    }

    [Fact]
    public async Task Time_counts_on_while_no_process_runs()
    {
        RunId late, early;
        await using (WorkflowHost host = Host(isKept: true))
        {
            HostedWorkflow<TaskInput, TaskResults> workflow = await host.AddAsync(Line("wait for the token", "next"), _activities);
            await host.StartAsync().Within();
            late = (await workflow.StartAsync(Within(10_000)).AsTask().Within()).Id;
            early = (await workflow.StartAsync(Within(100_000)).AsTask().Within()).Id;
            await _called.WaitAsync().Within();
            await _called.WaitAsync().Within();
        }

        _clock.Advance(TimeSpan.FromSeconds(20));
        await using WorkflowHost next = Host(isKept: true);
        HostedWorkflow<TaskInput, TaskResults> again = await next.AddAsync(Line("wait for the token", "next"), _activities);
        await next.StartAsync().Within();
        await Assert.ThrowsAsync<TimeoutException>(() => again.Find(late).WaitAsync().AsTask().Within());
        await _called.WaitAsync().Within();
        Task<TaskResults> outcome = again.Find(early).WaitAsync().AsTask();
        Assert.Equal(RunStage.Active, (await next.GetAsync(early).Within()).Stage);
        _clock.Advance(TimeSpan.FromSeconds(80));
        await Assert.ThrowsAsync<TimeoutException>(() => outcome.Within());
    }

    private static TaskInput Within(long timeoutMs, int retries = 0) => new(default, new TaskOptions { TimeoutMs = timeoutMs, Retries = retries });

    private static TaskGraph Line(params string[] activities) => TaskGraph.Create(
        "line", [.. activities.Select(static (activity, i) => new TaskSpec($"t{i}", activity) { DependsOn = i == 0 ? [] : [$"t{i - 1}"] })]);

    private WorkflowHost Host(bool isKept) => new(new WorkflowHostOptions
    {
        Folder = isKept ? _folder.Path : null,
        ShardCount = 1,
        TimeProvider = _clock,
        DrainFor = TimeSpan.Zero,
        Journal = new JournalOptions { SegmentBytes = 256 << 10, MaxRecordBytes = 16 << 10 },
    });
}
