using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Engine.Runtime;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>A host whose disk is full for a while: it waits, says so, and goes on by itself.</summary>
public sealed class HostFullDiskTests : IDisposable
{
    private readonly HostTestFolder _folder = new();
    private readonly ConcurrentDictionary<int, FailingDisk> _disks = new();
    private readonly SemaphoreSlim _called = new(0);
    private readonly Channel<(int Shard, IOException? Refusal)> _told = Channel.CreateUnbounded<(int, IOException?)>();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Full_disk_of_a_shard_is_told_while_it_lasts_and_the_others_go_on()
    {
        await using WorkflowHost host = Host(1);
        HostedWorkflow<long, long> doubled = host.Add(Double());
        await host.StartAsync().Within();
        FailingDisk full = _disks[1];

        // The shards take turns, and this one begins. A run is told to have ended when that is on the disk.
        Task<long>[] runs = [.. Enumerable.Range(1, 6).Select(index => doubled.RunAsync(index).AsTask())];
        (int shard, IOException? refusal) = await ToldAsync();
        Assert.Equal((1, FailingDisk.FullMessage), (shard, refusal!.Message));
        long[] others = await Task.WhenAll(runs[1], runs[3], runs[5]).Within();
        Assert.Equal([4, 8, 12], others);

        HostHealth health = host.Health();
        Assert.False(health.IsHealthy);
        Assert.Equal(1, health.WaitingShardCount);
        Assert.Equal([ShardCondition.Running, ShardCondition.Waiting], health.Shards.Select(static shard => shard.Condition));
        Assert.Equal(FailingDisk.FullMessage, Assert.IsType<IOException>(health.Shards[1].Failure).Message);
        Assert.Null(health.Shards[0].Failure);
        HealthCheckResult check = await CheckAsync(host);
        Assert.Equal((HealthStatus.Unhealthy, "Shard 1 waits: its disk takes nothing more. Free some space; it goes on by itself."), (check.Status, check.Description));
        Assert.Equal(FailingDisk.FullMessage, check.Exception!.Message);

        // It is tried again and again, and told once.
        int tried = full.RefusalCount;
        Assert.True(SpinWait.SpinUntil(() => full.RefusalCount > tried + 2, Patience.Limit));
        Assert.False(_told.Reader.TryPeek(out _));
        Assert.Equal(3, runs.Count(static run => !run.IsCompleted));

        full.IsFull = false;
        Assert.Equal((1, null), await ToldAsync());
        long[] all = await Task.WhenAll(runs).Within();
        Assert.Equal([2, 4, 6, 8, 10, 12], all);
        Assert.True(host.Health().IsHealthy);
        Assert.All(host.Health().Shards, static shard => Assert.Null(shard.Failure));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);

        long[] later = await Task.WhenAll(doubled.RunAsync(7).AsTask(), doubled.RunAsync(8).AsTask()).Within();
        Assert.Equal([14, 16], later);
        Assert.False(_told.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task Disk_that_gets_full_again_and_again_is_told_each_time()
    {
        await using WorkflowHost host = Host();
        HostedWorkflow<long, long> doubled = host.Add(Double());
        await host.StartAsync().Within();
        for (int round = 0; round < 3; round++)
        {
            _disks[0].IsFull = true;
            Task<(int Shard, IOException? Refusal)> told = ToldAsync();
            Task<RunHandle<long>[]> batch;
            do
            {
                // The shards take turns.
                await doubled.StartMany(new long[200]).Within();
                batch = doubled.StartMany(new long[200]);
                await Task.WhenAny(batch, told).Within();
            }
            while (!told.IsCompleted);
            Assert.Equal((0, FailingDisk.FullMessage), ((await told).Shard, (await told).Refusal?.Message));
            Assert.Equal([ShardCondition.Waiting, ShardCondition.Running], host.Health().Shards.Select(static shard => shard.Condition));

            _disks[0].IsFull = false;
            Assert.Equal((0, null), await ToldAsync());
            Assert.Equal(200, (await batch.Within()).Length);
            Assert.True(host.Health().IsHealthy);
        }
    }

    [Fact]
    public async Task Host_that_stops_with_a_full_disk_ends_and_refuses_what_waited()
    {
        await using WorkflowHost host = Host(0, 1);
        HostedWorkflow<long, long> doubled = host.Add(Double());
        await host.StartAsync().Within();
        Task<long>[] runs = [doubled.RunAsync(1).AsTask(), doubled.RunAsync(2).AsTask()];
        Assert.Equal([0, 1], new[] { (await ToldAsync()).Shard, (await ToldAsync()).Shard }.Order());
        Assert.Equal(2, host.Health().WaitingShardCount);

        // The shards wait for their first file already: a run that is read only after the stop is refused for another reason.
        await _called.WaitAsync().Within();
        await _called.WaitAsync().Within();

        Assert.True(await host.StopAsync(TimeSpan.FromMinutes(1)).Within());

        foreach (Task<long> run in runs)
        {
            await Assert.ThrowsAsync<HostStoppedException>(() => run.Within());
        }

        Assert.All(host.Health().Shards, static shard => Assert.Equal((ShardCondition.Stopped, null), (shard.Condition, shard.Failure)));
        Assert.False(_told.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task Disk_that_fails_when_it_has_room_again_is_a_failure()
    {
        await using WorkflowHost host = Host(1);
        HostedWorkflow<long, long> doubled = host.Add(Double());
        await host.StartAsync().Within();
        Task<long> run = doubled.RunAsync(1).AsTask();
        Assert.Equal(1, (await ToldAsync()).Shard);

        _disks[1].FailFolder();
        _disks[1].IsFull = false;

        JournalException failure = await Assert.ThrowsAsync<JournalException>(() => run.Within());
        Assert.Equal(JournalFault.Failed, failure.Fault);
        ShardHealth health = host.Health().Shards[1];
        Assert.Equal(ShardCondition.Failed, health.Condition);
        Assert.Same(failure, health.Failure);
        Assert.Equal(0, host.Health().WaitingShardCount);
        Assert.Equal("Shard 1 has failed.", (await CheckAsync(host)).Description);
        Assert.False(_told.Reader.TryPeek(out _));
    }

    private static Task<HealthCheckResult> CheckAsync(WorkflowHost host) => new WorkflowHostHealthCheck(host).CheckHealthAsync(new HealthCheckContext()).Within();

    private LineWorkflow Double() => new("Double", LineStep.Synchronous("Double", value =>
    {
        _called.Release();
        return 2 * value;
    }));

    private Task<(int Shard, IOException? Refusal)> ToldAsync() => _told.Reader.ReadAsync().Within();

    /// <summary>Two shards, and the numbers of those whose disk is full from the start.</summary>
    private WorkflowHost Host(params int[] full) => new(new WorkflowHostOptions
    {
        Folder = _folder.Path,
        ShardCount = 2,
        Journal = new JournalOptions { SegmentBytes = 64 << 10, MaxRecordBytes = 1024 },
        OpenDisk = folder => Open(folder, full),
        DiskRefused = (shard, refusal) => _told.Writer.TryWrite((shard, refusal)),
    });

    private FailingDisk Open(string folder, int[] full)
    {
        int shard = int.Parse(Path.GetFileName(folder)[^1..], CultureInfo.InvariantCulture);
        return _disks[shard] = new FailingDisk(folder) { IsFull = full.Contains(shard) };
    }
}
