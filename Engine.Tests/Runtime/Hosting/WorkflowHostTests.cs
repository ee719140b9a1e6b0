using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>Hosts with and without a folder: runs start, end, are found again by number and key, and go on in the next host.</summary>
public sealed class WorkflowHostTests : IDisposable
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 256 << 10, MaxSegments = 16, MaxRecordBytes = 4096 };

    private readonly HostTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Runs_end_with_their_output_and_are_found_by_number_and_key(bool isKept)
    {
        await using WorkflowHost host = Host(isKept, shards: 2);
        HostedWorkflow<long, long> sum = host.Add(Plus());
        await host.StartAsync().Within();

        RunHandle<long> first = await sum.StartAsync(1, "first").Within();
        RunHandle<long> again = await sum.StartAsync(1000, "first").Within();
        Assert.Equal(first.Id, again.Id);
        Assert.Equal(111, await first.WaitAsync().Within());
        Assert.Equal(111, await again.WaitAsync().Within());
        Assert.Equal(112, await sum.RunAsync(2).Within());
        Assert.Equal(111, await sum.RunAsync(5, "first").Within());
        Assert.Equal(first.Id, (await sum.FindAsync("first").Within())!.Value.Id);
        Assert.Null(await sum.FindAsync("second").Within());
        Assert.Equal(111, await sum.Find(first.Id).WaitAsync().Within());
    }

    [Fact]
    public async Task Many_runs_at_once_all_end_with_their_outputs()
    {
        await using WorkflowHost host = Host(isKept: true, shards: 2);
        HostedWorkflow<long, long> sum = host.Add(Plus());
        await host.StartAsync().Within();
        long[] inputs = [.. Enumerable.Range(0, 2000)];
        Task<long>[] single = [.. inputs.Select(input => sum.RunAsync(input).AsTask())];
        RunHandle<long>[] batch = await sum.StartMany(inputs).Within();
        Assert.Equal(inputs.Select(static input => input + 110), await Task.WhenAll(single).Within());
        Assert.Equal(inputs.Select(static input => input + 110), await Task.WhenAll(batch.Select(static run => run.WaitAsync().AsTask())).Within());
        Assert.Equal(2000, batch.Select(static run => run.Id).Distinct().Count());
        Assert.Single(batch.Select(static run => run.Id.Shard).Distinct());
    }

    [Fact]
    public async Task Run_goes_on_in_the_next_host_where_it_was()
    {
        var gate = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var called = new SemaphoreSlim(0);
        int firstCalls = 0, waitCalls = 0;
        LineWorkflow Waiting(Task<long> until) => new(
            "Waiting",
            LineStep.Synchronous("First", value =>
            {
                Interlocked.Increment(ref firstCalls);
                return value + 1;
            }),
            LineStep.Asynchronous("Wait", async value =>
            {
                Interlocked.Increment(ref waitCalls);
                called.Release();
                return value + await until;
            }));

        RunId id;
        var host = Host(isKept: true, shards: 1);
        HostedWorkflow<long, long> waiting = host.Add(Waiting(gate.Task));
        await host.StartAsync().Within();
        RunHandle<long> run = await waiting.StartAsync(5, "the one").Within();
        ValueTask<long> outcome = run.WaitAsync();
        id = run.Id;
        await called.WaitAsync().Within();
        Assert.False(await host.StopAsync(TimeSpan.Zero).Within());
        await Assert.ThrowsAsync<HostStoppedException>(() => outcome.AsTask().Within());
        await Assert.ThrowsAsync<HostStoppedException>(() => waiting.StartAsync(6).AsTask().Within());
        await Assert.ThrowsAsync<HostStoppedException>(() => run.GetAsync().Within());

        await using WorkflowHost next = Host(isKept: true, shards: 0);
        HostedWorkflow<long, long> there = next.Add(Waiting(Task.FromResult(100L)));
        await next.StartAsync().Within();
        Assert.Equal(106, await there.Find(id).WaitAsync().Within());
        Assert.Equal(id, (await there.StartAsync(5, "the one").Within()).Id);
        Assert.Equal((1, 2), (firstCalls, waitCalls));
    }

    [Fact]
    public async Task Outcome_of_an_ended_run_is_there_in_the_next_host()
    {
        RunId completed, failed;
        await using (WorkflowHost host = Host(isKept: true, shards: 2))
        {
            HostedWorkflow<long, long> odd = host.Add(FailsIfOdd());
            await host.StartAsync().Within();
            RunHandle<long> one = await odd.StartAsync(2).Within(), two = await odd.StartAsync(3).Within();
            Assert.Equal(2, await one.WaitAsync().Within());
            Assert.Equal("3 is odd", (await Assert.ThrowsAsync<ArithmeticException>(() => two.WaitAsync().AsTask().Within())).Message);
            (completed, failed) = (one.Id, two.Id);
        }

        await using WorkflowHost next = Host(isKept: true, shards: 2);
        HostedWorkflow<long, long> again = next.Add(FailsIfOdd());
        await next.StartAsync().Within();
        Assert.Equal(2, await again.Find(completed).WaitAsync().Within());
        RecordedException exception = await Assert.ThrowsAsync<RecordedException>(() => again.Find(failed).WaitAsync().AsTask().Within());
        Assert.Equal(("System.ArithmeticException", "3 is odd"), (exception.TypeName, exception.Message));
    }

    [Fact]
    public async Task Continuation_of_an_answer_never_runs_on_a_shards_thread()
    {
        await using WorkflowHost host = Host(isKept: false, shards: 1);
        Thread? shardThread = null;
        HostedWorkflow<long, long> noting = host.Add(new LineWorkflow("Noting", LineStep.Synchronous("Note", value =>
        {
            shardThread = Thread.CurrentThread;
            return value;
        })));
        await host.StartAsync().Within();
        await Task.Run(async () =>
        {
            // On the pool there is no context that would bring the continuation elsewhere.
            for (int round = 0; round < 100; round++)
            {
                await noting.RunAsync(round);
                Assert.NotSame(shardThread, Thread.CurrentThread);
            }
        }).Within();
    }

    [Fact]
    public async Task Wait_that_is_given_up_leaves_the_run_alone()
    {
        var gate = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WorkflowHost host = Host(isKept: false, shards: 1);
        HostedWorkflow<long, long> waiting = host.Add(new LineWorkflow("Waiting", LineStep.Asynchronous("Wait", async value => value + await gate.Task)));
        await host.StartAsync().Within();
        RunHandle<long> run = await waiting.StartAsync(1).Within();
        for (int round = 0; round < 100; round++)
        {
            using var source = new CancellationTokenSource();
            ValueTask<long> wait = run.WaitAsync(source.Token);
            source.Cancel();
            OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.AsTask().Within());
            Assert.Equal(source.Token, exception.CancellationToken);
        }

        Task<long> last = run.WaitAsync().AsTask();
        gate.SetResult(41);
        Assert.Equal(42, await last.Within());
    }

    [Fact]
    public async Task Unknown_numbers_and_those_of_other_workflows_are_refused_by_name()
    {
        await using WorkflowHost host = Host(isKept: false, shards: 1);
        HostedWorkflow<long, long> sum = host.Add(Plus()), odd = host.Add(FailsIfOdd());
        await host.StartAsync().Within();
        RunHandle<long> run = await sum.StartAsync(1).Within();
        RunNotFoundException other = await Assert.ThrowsAsync<RunNotFoundException>(() => odd.Find(run.Id).WaitAsync().AsTask().Within());
        Assert.Equal($"Run {run.Id} is one of workflow 'Plus', not of 'FailsIfOdd'.", other.Message);
        Assert.Equal(run.Id, other.Id);
        await Assert.ThrowsAsync<RunNotFoundException>(() => sum.Find(new RunId(run.Id.Value + 1000)).WaitAsync().AsTask().Within());
        await Assert.ThrowsAsync<RunNotFoundException>(() => host.GetAsync(RunId.Of(7, 1)).Within());
        Assert.Throws<InvalidOperationException>(() => default(RunHandle<long>).WaitAsync());
    }

    [Fact]
    public async Task Key_belongs_to_one_workflow()
    {
        await using WorkflowHost host = Host(isKept: true, shards: 2);
        HostedWorkflow<long, long> sum = host.Add(Plus()), odd = host.Add(FailsIfOdd());
        await host.StartAsync().Within();
        Assert.Equal(114, await sum.RunAsync(4, "one key").Within());
        Assert.Equal(4, await odd.RunAsync(4, "one key").Within());
    }

    [Fact]
    public async Task Folder_that_is_open_or_has_another_count_of_shards_is_refused()
    {
        await using WorkflowHost host = Host(isKept: true, shards: 3);
        await host.StartAsync().Within();
        await using WorkflowHost second = Host(isKept: true, shards: 3);
        JournalException locked = await Assert.ThrowsAsync<JournalException>(() => second.StartAsync().Within());
        Assert.Equal(JournalFault.Locked, locked.Fault);
        await host.StopAsync(TimeSpan.Zero).Within();

        await using WorkflowHost third = Host(isKept: true, shards: 2);
        JournalException other = await Assert.ThrowsAsync<JournalException>(() => third.StartAsync().Within());
        Assert.Equal(JournalFault.OtherShardCount, other.Fault);
        Assert.Contains("has 3 shards, and 2 were asked for", other.Message, StringComparison.Ordinal);

        // What was refused may be tried again when the reason is gone.
        await second.StartAsync().Within();
        Assert.Equal(3, second.Health().Shards.Count);
    }

    [Fact]
    public async Task Folder_without_a_shard_or_its_count_or_with_another_file_in_its_place_is_refused()
    {
        await using (WorkflowHost host = Host(isKept: true, shards: 1))
        {
            await host.StartAsync().Within();
        }

        string shard = Path.Combine(_folder.Path, "shard-00");
        Directory.Move(shard, shard + ".gone");
        JournalException missing = await Assert.ThrowsAsync<JournalException>(() => Host(isKept: true, shards: 1).StartAsync().Within());
        Assert.Equal(JournalFault.Corrupt, missing.Fault);
        Assert.Contains("shard-00 is missing", missing.Message, StringComparison.Ordinal);
        Directory.Move(shard + ".gone", shard);

        string file = Path.Combine(_folder.Path, "engine.host");
        Assert.Equal("engine host 1\nshards 1\n", await File.ReadAllTextAsync(file));
        await File.WriteAllTextAsync(file, "engine host 2\nshards 1\n");
        Assert.Equal(JournalFault.WrongFormat, (await Assert.ThrowsAsync<JournalException>(() => Host(isKept: true, shards: 1).StartAsync().Within())).Fault);
        File.Delete(file);
        Assert.Equal(JournalFault.Corrupt, (await Assert.ThrowsAsync<JournalException>(() => Host(isKept: true, shards: 1).StartAsync().Within())).Fault);
    }

    [Fact]
    public async Task Host_that_is_not_started_or_is_started_twice_says_so()
    {
        await using WorkflowHost host = Host(isKept: false, shards: 1);
        HostedWorkflow<long, long> sum = host.Add(Plus());
        Assert.Contains("has not been started", Assert.Throws<InvalidOperationException>(() => { _ = sum.StartAsync(1); }).Message, StringComparison.Ordinal);
        Assert.Contains("'Plus'", Assert.Throws<ArgumentException>(() => host.Add(Plus())).Message, StringComparison.Ordinal);
        Assert.False(host.Health().IsHealthy);
        await host.StartAsync().Within();
        Assert.True(host.Health().IsHealthy);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync().Within());
        Assert.Throws<InvalidOperationException>(() => host.Add(FailsIfOdd()));
    }

    private WorkflowHost Host(bool isKept, int shards) =>
        new(new WorkflowHostOptions { Folder = isKept ? _folder.Path : null, ShardCount = shards, Journal = Small, DrainFor = TimeSpan.Zero });

    private static LineWorkflow Plus() => new(
        "Plus",
        LineStep.Synchronous("Ten", static value => value + 10),
        LineStep.Asynchronous("Hundred", static async value =>
        {
            await Task.Yield();
            return value + 100;
        }));

    private static LineWorkflow FailsIfOdd() => new(
        "FailsIfOdd", LineStep.Synchronous("Judge", static value => value % 2 == 0 ? value : throw new ArithmeticException($"{value} is odd")));
}
