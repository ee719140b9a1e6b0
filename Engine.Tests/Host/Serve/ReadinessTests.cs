using Engine.Host.Serve;
using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;

namespace Engine.Tests.Host.Serve;

/// <summary>What a host says of itself when it takes no executions.</summary>
public class ReadinessTests
{
    [Fact]
    public void Failed_shard_is_named_and_what_it_failed_of_is_logged_once()
    {
        var log = new StringWriter();
        var readiness = new Readiness(log);
        Assert.Null(readiness.WhyNot(Health(ShardCondition.Running), hasStarted: true, isStopping: false));
        HostHealth failed = Health(ShardCondition.Running, ShardCondition.Failed);
        for (int asked = 0; asked < 3; asked++)
        {
            Assert.Equal("Shard 1 of the host has failed, and its log says why. Start the host anew.", readiness.WhyNot(failed, hasStarted: true, isStopping: false));
        }

        Assert.Equal($"engine serve: shard 1 has failed: no space{Environment.NewLine}", log.ToString());
    }

    [Fact]
    public void Shard_that_waits_for_its_disk_is_named_with_the_reason_and_no_path()
    {
        var readiness = new Readiness(TextWriter.Null);
        HostHealth waiting = Health(ShardCondition.Running, ShardCondition.Waiting);
        Assert.Equal(
            "Shard 1 of the host waits: its disk takes nothing more (no space left on device). Free some space; it goes on by itself.",
            readiness.WhyNot(waiting, hasStarted: true, isStopping: false));
        Assert.Equal("The host stops.", readiness.WhyNot(waiting, hasStarted: true, isStopping: true));
        Assert.StartsWith("Shard 2 of the host has failed", readiness.WhyNot(Health(ShardCondition.Running, ShardCondition.Waiting, ShardCondition.Failed), hasStarted: true, isStopping: false));

        // What the system says in other words may name the folder: anybody may ask.
        var strange = new HostHealth([new ShardHealth(0, ShardCondition.Waiting, new IOException("Strange: '/secret/file'"), 0, 0, 0, 0, 0)]);
        Assert.Equal(
            "Shard 0 of the host waits: its disk takes nothing more (its log says why). Free some space; it goes on by itself.",
            readiness.WhyNot(strange, hasStarted: true, isStopping: false));
    }

    [Fact]
    public void Begin_and_end_of_a_full_disk_are_logged()
    {
        var log = new StringWriter();
        var readiness = new Readiness(log);
        readiness.DiskRefused(1, new IOException("No space left on device : '/secret/file'"));
        readiness.DiskRefused(1, null);
        Assert.Equal(
            [
                "engine serve: shard 1 waits: its disk takes nothing more: No space left on device : '/secret/file'. Free some space; it goes on by itself.",
                "engine serve: shard 1 goes on: its disk takes what it writes again.",
                "",
            ],
            log.ToString().Split(Environment.NewLine));
    }

    [Fact]
    public void Log_on_a_full_disk_fails_nobody()
    {
        var readiness = new Readiness(new StreamWriter(new FullStream()) { AutoFlush = true });
        readiness.DiskRefused(0, new IOException("no space"));
        Assert.NotNull(readiness.WhyNot(Health(ShardCondition.Failed), hasStarted: true, isStopping: false));
    }

    [Fact]
    public async Task Host_with_a_full_disk_is_not_ready_until_there_is_room_and_answers_then()
    {
        using var folder = new HostTestFolder();
        FailingDisk disk = null!;
        await using ServedHost host = await ServedHost.StartAsync(options => options with { Folder = folder.Path, OpenDisk = path => disk = new FailingDisk(path), HasSample = false });
        (await host.PostAsync("/api/v1/workflows", Definitions.One("one", "hash"))).Ok(201);
        (await host.GetAsync("/readyz")).Ok();
        disk.IsFull = true;

        // There is room in the files that the journal has: 16 MiB, or twice as much.
        string input = """{"workflow_id":"one","input_data":{"text":"…"}}""".Replace("…", new string('x', 200_000), StringComparison.Ordinal);
        Task<ServedHost.Answer> executed;
        do
        {
            executed = host.PostAsync("/api/v1/workflows/one/execute", input);
        }
        while (await IsAnsweredAsync(host, executed));
        ServedHost.Answer answer = await host.GetAsync("/readyz");
        answer.IsProblem(503, "Shard 0 of the host waits: its disk takes nothing more (no space left on device). Free some space; it goes on by itself.");
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        Assert.Contains("\nengine_shards_waiting 1\n", (await host.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        (await host.GetAsync("/healthz")).Ok();
        Assert.False(executed.IsCompleted);

        disk.IsFull = false;
        string execution = (await executed.Within()).Ok().GetProperty("execution_id").GetString()!;
        Assert.Equal("completed", (await host.EndOfAsync(execution)).GetProperty("status").GetString());
        (await host.GetAsync("/readyz")).Ok();
        Assert.Contains("\nengine_shards_waiting 0\n", (await host.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        Assert.Equal(
            [
                $"engine serve: shard 0 waits: its disk takes nothing more: {FailingDisk.FullMessage}. Free some space; it goes on by itself.",
                "engine serve: shard 0 goes on: its disk takes what it writes again.",
                "",
            ],
            host.TakeErrors().Split(Environment.NewLine));
    }

    [Fact]
    public void Host_that_starts_or_stops_says_so()
    {
        var readiness = new Readiness(TextWriter.Null);
        Assert.Equal("The host starts or stops.", readiness.WhyNot(Health(), hasStarted: false, isStopping: false));
        Assert.Equal("The host starts or stops.", readiness.WhyNot(Health(ShardCondition.Draining), hasStarted: true, isStopping: false));
        Assert.Equal("The host stops.", readiness.WhyNot(Health(ShardCondition.Running), hasStarted: true, isStopping: true));
    }

    [Fact]
    public async Task Host_that_is_started_on_a_full_disk_listens_when_there_is_room()
    {
        using var folder = new HostTestFolder();
        FailingDisk disk = null!;
        Task<ServedHost> starting = ServedHost.StartAsync(options => options with { Folder = folder.Path, OpenDisk = path => disk = new FailingDisk(path) { IsFull = true } });
        Assert.True(SpinWait.SpinUntil(() => disk is { RefusalCount: > 2 }, Patience.Limit));
        Assert.False(starting.IsCompleted);

        disk.IsFull = false;
        await using ServedHost host = await starting.Within();
        (await host.GetAsync("/readyz")).Ok();
        Assert.Contains("shard 0 waits: its disk takes nothing more: ", host.Errors, StringComparison.Ordinal);
        Assert.EndsWith($"shard 0 goes on: its disk takes what it writes again.{Environment.NewLine}", host.TakeErrors(), StringComparison.Ordinal);
    }

    /// <summary>False: it is not, because the disk is full.</summary>
    private static async Task<bool> IsAnsweredAsync(ServedHost host, Task<ServedHost.Answer> executed)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (!executed.IsCompleted)
        {
            if ((int)(await host.GetAsync("/readyz")).Status == 503)
            {
                return false;
            }

            await Task.Delay(5, patience.Token);
        }

        (await executed.Within()).Ok();
        return true;
    }

    private static HostHealth Health(params ShardCondition[] shards) => new(
        [.. shards.Select(static (condition, number) => new ShardHealth(number, condition, FailureOf(condition), 0, 0, 0, 0, 0))]);

    private static IOException? FailureOf(ShardCondition condition) => condition switch
    {
        ShardCondition.Failed => new IOException("no space"),
        ShardCondition.Waiting => new IOException("No space left on device : '/secret/file'", 28),
        _ => null,
    };

    private sealed class FullStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("no space");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("no space");
    }
}
