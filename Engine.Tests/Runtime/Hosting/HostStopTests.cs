using Engine.Internal;
using Engine.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>How a host stops: in order, in time, and when its journal or a defect stops it.</summary>
public sealed class HostStopTests : IDisposable
{
    private readonly HostTestFolder _folder = new();
    private readonly TaskCompletionSource<long> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _called = new(0);
    private int _secondCalls;

    public void Dispose()
    {
        _folder.Dispose();
        _called.Dispose();
    }

    [Fact]
    public async Task Drain_with_a_folder_records_the_bodies_that_run_and_starts_nothing_after_them()
    {
        await using WorkflowHost host = Host(isKept: true);
        HostedWorkflow<long, long> line = host.Add(Line());
        await host.StartAsync().Within();
        RunHandle<long> run = await line.StartAsync(1).Within();
        await _called.WaitAsync().Within();
        Task<bool> stop = host.StopAsync(TimeSpan.FromMinutes(5));
        RequestRefusedException refusal = await UntilRefused(line);
        Assert.Equal(Refusal.Draining, refusal.Refusal);
        Assert.Equal(ShardCondition.Draining, host.Health().Shards[0].Condition);
        Assert.False(host.Health().IsHealthy);
        Assert.Equal(StepProgress.Runs, (await run.GetAsync().Within()).Steps[0].Progress);
        _gate.SetResult(10);
        Assert.True(await stop.Within());
        Assert.Equal(0, _secondCalls);
        Assert.Equal(ShardCondition.Stopped, host.Health().Shards[0].Condition);

        await using WorkflowHost next = Host(isKept: true);
        HostedWorkflow<long, long> again = next.Add(Line());
        await next.StartAsync().Within();
        Assert.Equal(12, await again.Find(run.Id).WaitAsync().Within());
        Assert.Equal(0, _called.CurrentCount);
        Assert.Equal(1, _secondCalls);
    }

    [Fact]
    public async Task Drain_without_a_folder_lets_all_runs_end()
    {
        await using WorkflowHost host = Host(isKept: false);
        HostedWorkflow<long, long> line = host.Add(Line());
        await host.StartAsync().Within();
        Task<long> outcome = line.RunAsync(1).AsTask();
        await _called.WaitAsync().Within();
        Task<bool> stop = host.StopAsync(Timeout.InfiniteTimeSpan);
        await UntilRefused(line);
        _gate.SetResult(10);
        Assert.True(await stop.Within());
        Assert.Equal(12, await outcome.Within());
    }

    [Fact]
    public async Task Drain_that_takes_too_long_ends_and_the_run_goes_on_in_the_next_host()
    {
        var clock = new FakeTimeProvider();
        var host = new WorkflowHost(new WorkflowHostOptions { Folder = _folder.Path, ShardCount = 1, TimeProvider = clock });
        HostedWorkflow<long, long> line = host.Add(Line());
        await host.StartAsync().Within();
        RunHandle<long> run = await line.StartAsync(1).Within();
        Task<long> outcome = run.WaitAsync().AsTask();
        await _called.WaitAsync().Within();
        Task<bool> stop = host.StopAsync(TimeSpan.FromSeconds(10));
        await UntilRefused(line);
        while (!stop.IsCompleted)
        {
            // The wait begins on another thread; turning the clock again does no harm.
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.False(await stop.Within());
        await Assert.ThrowsAsync<HostStoppedException>(() => outcome.Within());

        // A body that comes back to a host that has stopped meets nobody.
        _gate.SetResult(10);
        await using WorkflowHost next = Host(isKept: true);
        HostedWorkflow<long, long> again = next.Add(Line());
        await next.StartAsync().Within();
        Assert.Equal(12, await again.Find(run.Id).WaitAsync().Within());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_that_waits_on_the_thread_of_a_synchronization_context_ends(bool isStarted)
    {
        WorkflowHost host = Host(isKept: true);
        if (isStarted)
        {
            await host.StartAsync().Within();
        }

        var context = new DeafContext();
        Task disposed = Task.Factory.StartNew(
            () =>
            {
                SynchronizationContext.SetSynchronizationContext(context);
                ((IDisposable)host).Dispose();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await disposed.Within();
        Assert.Equal(0, context.PostCount);
    }

    [Fact]
    public async Task Stop_asked_again_or_before_the_start_is_one_stop()
    {
        WorkflowHost host = Host(isKept: true);
        Assert.True(await host.StopAsync(TimeSpan.Zero).Within());
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync().Within());
        await host.DisposeAsync().Within();

        WorkflowHost other = Host(isKept: true);
        await other.StartAsync().Within();
        Task<bool> first = other.StopAsync(TimeSpan.FromSeconds(1));
        Assert.Same(first, other.StopAsync(TimeSpan.Zero));
        await first.Within();
    }

    [Fact]
    public async Task Requests_of_many_threads_are_all_answered_or_refused_while_the_host_stops()
    {
        for (int round = 0; round < 20; round++)
        {
            WorkflowHost host = Host(isKept: false);
            HostedWorkflow<long, long> sum = host.Add(new LineWorkflow("One", LineStep.Synchronous("One", static value => value + 1)));
            await host.StartAsync().Within();
            int answered = 0;
            Task[] askers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                try
                {
                    while (true)
                    {
                        Assert.Equal(6, await sum.RunAsync(5).Within());
                        Interlocked.Increment(ref answered);
                    }
                }
                catch (Exception exception) when (exception is HostStoppedException or RequestRefusedException { Refusal: Refusal.Draining })
                {
                }
            }))];
            SpinWait.SpinUntil(() => Volatile.Read(ref answered) > 10 * round, Patience.Limit);
            await host.StopAsync(TimeSpan.Zero).Within();
            await Task.WhenAll(askers).Within();
        }
    }

    [Fact]
    public async Task Defect_on_a_shards_thread_refuses_those_who_wait_and_ask_with_it()
    {
        await using WorkflowHost host = Host(isKept: false);
        HostedWorkflow<long, long> line = host.Add(Line());
        await host.StartAsync().Within();
        Task<long> waiting = line.RunAsync(1).AsTask();
        await _called.WaitAsync().Within();

        Shard shard = host.ShardFor(null);
        shard.TryPost(new Defect());
        Assert.Equal("a defect", (await Assert.ThrowsAsync<NotSupportedException>(() => waiting.Within())).Message);
        await Assert.ThrowsAsync<NotSupportedException>(() => line.StartAsync(2).AsTask().Within());
        await Assert.ThrowsAsync<NotSupportedException>(() => host.ListAsync().Within());
        ShardHealth health = Assert.Single(host.Health().Shards);
        Assert.Equal((ShardCondition.Failed, "a defect"), (health.Condition, health.Failure!.Message));
        _gate.SetResult(0);
    }

    private sealed class Defect : ShardRequest
    {
        public override long Execute(Shard shard) => 0;

        public override void Answer() => throw new NotSupportedException("a defect");

        public override void Refuse(Exception exception)
        {
        }
    }

    private static async Task<RequestRefusedException> UntilRefused(HostedWorkflow<long, long> workflow)
    {
        Assert.True(SpinWait.SpinUntil(() => workflow.Host.Health().Shards[0].Condition != ShardCondition.Running, Patience.Limit));
        return await Assert.ThrowsAsync<RequestRefusedException>(() => workflow.StartAsync(1000).AsTask().Within());
    }

    private WorkflowHost Host(bool isKept) => new(new WorkflowHostOptions { Folder = isKept ? _folder.Path : null, ShardCount = 1, DrainFor = TimeSpan.Zero });

    private LineWorkflow Line() => new(
        "Line",
        LineStep.Asynchronous("Wait", async value =>
        {
            _called.Release();
            return value + await _gate.Task;
        }),
        LineStep.Synchronous("Second", value =>
        {
            Interlocked.Increment(ref _secondCalls);
            return value + 1;
        }));
}
