using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Engine.Host.Journal;
using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Host.Cli;

/// <summary>`engine journal` on folders that a host has written.</summary>
public sealed partial class JournalCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Dump_of_a_host_reads_as_expected()
    {
        await WriteTwoRunsAsync();
        string[] lines = HostRun.Of("journal", "dump", _folder.Path).Succeeded().Output.TrimEnd('\n').Split('\n');
        int last = 0;
        foreach (string line in lines)
        {
            // Where a record stands depends on which of them a frame took along.
            Match place = Place().Match(line);
            Assert.True(place.Success, line);
            int offset = int.Parse(place.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(offset, last + 1, int.MaxValue);
            last = offset;
        }

        string[] said = [.. lines.Select(static line => Place().Replace(line, ""))];
        Assert.Equal(
            """
            opened             -    - - 9 B 2026-01-02T03:04:05.000Z
            numbered           -    - - 9 B - number 1
            workflow           -    Checkout - 65 B - number 0, 2 steps
            run-started        1    Checkout - 32 B 2026-01-02T03:04:05.000Z key 'a key'
            step-ended         1    Checkout Reserve 20 B 2026-01-02T03:04:05.000Z completed
            attempt-started    1    Checkout Charge 12 B 2026-01-02T03:04:05.000Z attempt 1
            run-stopped        1    Checkout Charge 55 B 2026-01-02T03:04:05.000Z failed, System.ArithmeticException: no money today
            compensation-ended 1    Checkout undo Reserve 12 B 2026-01-02T03:04:05.000Z undone
            run-ended          1    Checkout - 20 B 2026-01-02T03:04:05.000Z compensated
            run-started        2    Checkout - 27 B 2026-01-02T03:04:05.000Z
            step-ended         2    Checkout Reserve 20 B 2026-01-02T03:04:05.000Z completed
            attempt-started    2    Checkout Charge 12 B 2026-01-02T03:04:05.000Z attempt 1
            run-paused         2    Checkout - 29 B 2026-01-02T03:04:05.000Z the shop is closed
            closed             -    - - 1 B -
            """.ReplaceLineEndings("\n"),
            string.Join('\n', said));

        string[] shown = [.. File.ReadLines(Path.Combine(TestData.RepositoryRoot, "docs", "engine.md")).Where(static line => Place().IsMatch(line)).Select(static line => Place().Replace(line, ""))];
        Assert.NotEmpty(shown);
        Assert.Subset(said.ToHashSet(), shown.ToHashSet());
    }

    [Fact]
    public async Task Json_has_an_object_per_line_that_says_the_same()
    {
        await WriteTwoRunsAsync();
        string[] text = HostRun.Of("journal", "dump", _folder.Path).Succeeded().Output.TrimEnd('\n').Split('\n');
        JsonElement[] objects = [.. HostRun.Of("journal", "dump", _folder.Path, "--json").Succeeded().Output.TrimEnd('\n').Split('\n').Select(static line =>
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        })];
        Assert.Equal(text.Length, objects.Length);
        for (int index = 0; index < text.Length; index++)
        {
            JsonElement one = objects[index];
            Assert.StartsWith($"{one.GetProperty("shard")}/{one.GetProperty("segment")}:{one.GetProperty("offset")} ", text[index]);
            Assert.Contains($" {one.GetProperty("kind").GetString()} ", text[index]);
            Assert.Contains($" {one.GetProperty("bytes")} B ", text[index]);
            Assert.Equal((256 << 10) + one.GetProperty("offset").GetInt64() + one.GetProperty("bytes").GetInt64(), one.GetProperty("position").GetInt64());
            foreach (string name in (string[])["run", "workflow", "step", "status", "time", "reason", "key"])
            {
                if (one.TryGetProperty(name, out JsonElement value))
                {
                    Assert.Contains(value.GetString()!, text[index]);
                }
            }
        }

        Assert.Equal("a key", objects[3].GetProperty("key").GetString());
        Assert.Equal(1, objects[5].GetProperty("attempt").GetInt32());
    }

    [Fact]
    public async Task Verify_as_json_says_the_same_for_programs()
    {
        await WriteTwoRunsAsync();
        JsonElement whole = JsonDocument.Parse(HostRun.Of("journal", "verify", _folder.Path, "--json").Succeeded().Output).RootElement;
        Assert.True(whole.GetProperty("whole").GetBoolean());
        JsonElement shard = Assert.Single(whole.GetProperty("shards").EnumerateArray());
        Assert.Equal("shard-00", shard.GetProperty("shard").GetString());
        Assert.Equal(
            (1, 14, 323, 1, 1, 1, true, 0),
            (Count("segments"), Count("records"), Count("bytes"), Count("liveRuns"), Count("pausedRuns"), Count("endedRuns"), shard.GetProperty("closed").GetBoolean(), Count("tornBytes")));
        int Count(string name) => shard.GetProperty(name).GetInt32();

        string id = Path.Combine(_folder.Path, "shard-00", "journal.id");
        byte[] bytes = File.ReadAllBytes(id);
        bytes[20] ^= 1;
        File.WriteAllBytes(id, bytes);
        HostRun run = HostRun.Of("journal", "verify", _folder.Path, "--json");
        Assert.Equal(1, run.ExitCode);
        JsonElement damaged = JsonDocument.Parse(run.Output).RootElement;
        Assert.False(damaged.GetProperty("whole").GetBoolean());
        Assert.Contains("journal.id", Assert.Single(damaged.GetProperty("shards").EnumerateArray()).GetProperty("damage").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_counts_what_is_there_and_says_how_the_host_ended()
    {
        await WriteTwoRunsAsync();
        string[] lines = HostRun.Of("journal", "verify", _folder.Path).Succeeded().Output.Split('\n');
        Assert.Equal($"{_folder.Path}: a host's folder, 1 shard", lines[0]);
        Assert.Equal(["Shard", "Segments", "Frames", "Records", "Bytes", "Live", "runs", "Ended"], Words(lines[2]));
        string[] row = Words(lines[3]);
        Assert.Equal(("shard-00", "1", "14", "323", "1", "1"), (row[0], row[1], row[3], row[4], row[5], row[6]));
        Assert.Equal(["", "shard-00: 1 of the live runs is paused.", "Everything that was on the disk is as it was written.", ""], lines[4..]);
    }

    [Fact]
    public async Task Run_that_a_process_could_not_go_on_with_is_read_from_its_copy()
    {
        await WriteTwoRunsAsync();
        await using (var other = new WorkflowHost(Options(shards: 1, new ShardOptions { CleanFromBytes = 1024, MaxEndedRuns = 1 })))
        {
            HostedWorkflow<long, long> next = other.Add(new LineWorkflow("Next", LineStep.Synchronous("Only", static value => value)));
            await other.StartAsync().Within();
            for (int run = 0; run < 10_000; run += 500)
            {
                // A segment has to be left, so that nothing remains of the two runs but their copies.
                await next.StartMany(new long[500]).Within();
            }
        }

        string[] lines = HostRun.Of("journal", "dump", _folder.Path).Succeeded().Output.Split('\n');
        Assert.DoesNotContain(lines, static line => line.Contains("key 'a key'", StringComparison.Ordinal));
        Assert.Contains(lines, static line => Regex.IsMatch(line, " run-copied +1 +Checkout "));
        Assert.Contains(lines, static line => Regex.IsMatch(line, " run-copied +2 +Checkout "));
        JsonElement shard = Assert.Single(JsonDocument.Parse(HostRun.Of("journal", "verify", _folder.Path, "--json").Succeeded().Output).RootElement.GetProperty("shards").EnumerateArray());
        Assert.Equal((1, 1), (shard.GetProperty("liveRuns").GetInt32(), shard.GetProperty("pausedRuns").GetInt32()));
    }

    [Fact]
    public async Task Process_that_was_cut_off_is_told_of()
    {
        await WriteTwoRunsAsync();
        using var copy = new TempFolder();
        string shard = Path.Combine(_folder.Path, "shard-00");
        foreach (string file in Directory.GetFiles(shard))
        {
            File.Copy(file, copy.At(Path.GetFileName(file)));
        }

        // The last frame says that the process ended: without it there is none that did.
        string segment = copy.At("000000000001.segment");
        byte[] bytes = File.ReadAllBytes(segment);
        (int offset, int length) = Journal.WrittenJournal.Frames(bytes)[^1];
        bytes.AsSpan(offset, length).Clear();
        File.WriteAllBytes(segment, bytes);
        string output = HostRun.Of("journal", "verify", copy.Path).Succeeded().Output;
        Assert.Contains("its last process did not end in order", output);
        Assert.Contains(": a shard's folder\n", output);
    }

    [Fact]
    public async Task Runs_that_were_written_again_as_a_whole_are_counted_as_what_they_are()
    {
        var gate = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new ShardOptions { MaxEndedRuns = 100, CleanFromBytes = 32 << 10 };
        RunId id;
        await using (var host = new WorkflowHost(Options(shards: 1, options)))
        {
            HostedWorkflow<long, long> waiting = host.Add(new LineWorkflow("Waiting", LineStep.Asynchronous("Wait", async value => value + await gate.Task)));
            HostedWorkflow<long, long> quick = host.Add(new LineWorkflow("Quick", LineStep.Synchronous("Only", static value => value)));
            await host.StartAsync().Within();
            id = (await waiting.StartAsync(1, "waits").Within()).Id;
            for (int round = 0; round < 40; round++)
            {
                // As many as are remembered: none of them is forgotten before it has been asked for.
                RunHandle<long>[] runs = await quick.StartMany(new long[100]).Within();
                await Task.WhenAll(runs.Select(static run => run.WaitAsync().AsTask())).Within();
            }
        }

        string dump = HostRun.Of("journal", "dump", _folder.Path).Succeeded().Output;
        Assert.Matches($"run-image +{id} +Waiting - [0-9]+ B 2026-01-02T03:04:05.000Z active, key 'waits'", dump);
        Assert.DoesNotMatch($"run-started +{id} ", dump);
        string[] row = Words(HostRun.Of("journal", "verify", _folder.Path).Succeeded().Output.Split('\n')[3]);
        Assert.Equal("1", row[5]);

        // Those that are kept, and those that the last tick had no time to forget.
        Assert.InRange(int.Parse(row[6], System.Globalization.CultureInfo.InvariantCulture), 100, 200);
    }

    [Fact]
    public async Task Folder_of_a_running_host_is_refused_and_one_that_is_read_keeps_hosts_out()
    {
        string shard = Path.Combine(_folder.Path, "shard-01");
        await using (var host = new WorkflowHost(Options(shards: 2)))
        {
            await host.StartAsync().Within();
            foreach (string path in (string[])[_folder.Path, shard, shard + Path.DirectorySeparatorChar])
            {
                HostRun.Of("journal", "verify", path).FailedWith("journal.lock is locked", "Stop it first");
                HostRun.Of("journal", "dump", path).FailedWith("journal.lock is locked", "Stop it first");
            }
        }

        using (JournalFolder.Open(_folder.Path))
        {
            HostRun.Of("journal", "verify", shard).Succeeded();
            await using var second = new WorkflowHost(Options(shards: 2));
            Assert.Equal(JournalFault.Locked, (await Assert.ThrowsAsync<JournalException>(() => second.StartAsync().Within())).Fault);
        }

        await using var third = new WorkflowHost(Options(shards: 2));
        await third.StartAsync().Within();
    }

    [Fact]
    public async Task Nothing_is_changed_by_looking()
    {
        await WriteTwoRunsAsync();
        File.Delete(_folder.At("journal.lock"));
        string[] before = Files();
        HostRun.Of("journal", "verify", _folder.Path).Succeeded();
        HostRun.Of("journal", "dump", _folder.Path, "--json").Succeeded();
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Shard_that_is_gone_is_damage_and_the_others_are_read()
    {
        await using (var host = new WorkflowHost(Options(shards: 2)))
        {
            HostedWorkflow<long, long> quick = host.Add(new LineWorkflow("Quick", LineStep.Synchronous("Only", static value => value)));
            await host.StartAsync().Within();
            RunHandle<long>[] runs = [.. await quick.StartMany(new long[10]).Within(), .. await quick.StartMany(new long[10]).Within()];
            await Task.WhenAll(runs.Select(static run => run.WaitAsync().AsTask())).Within();
        }

        foreach (string file in Directory.GetFiles(_folder.At("shard-01")))
        {
            File.Delete(file);
        }

        HostRun run = HostRun.Of("journal", "verify", _folder.Path);
        Assert.Equal(1, run.ExitCode);
        run.FailedOnOneLine("shard-01: there is no journal, although runs have been started");
        Directory.Delete(_folder.At("shard-01"));
        run = HostRun.Of("journal", "verify", _folder.Path);
        Assert.Equal(1, run.ExitCode);
        run.FailedOnOneLine("shard-01: the folder is missing");
        Assert.Contains("1 of 2 shards is damaged.", run.Output);
        Assert.Equal("10", Words(run.Output.Split('\n')[3])[^1]);
    }

    [Fact]
    public void Folders_that_are_none_of_a_host_are_refused_with_what_to_name()
    {
        HostRun.Of("journal", "verify", "").FailedWith("FOLDER", "empty");
        HostRun.Of("journal", "verify", _folder.At("nowhere")).FailedWith("nowhere", "no such folder", "Name the folder of a host");
        HostRun.Of("journal", "dump", _folder.Write("file", "x")).FailedWith("file", "is a file");
        HostRun.Of("journal", "dump", _folder.Path).FailedWith(_folder.Path, "is not the folder of a host", "engine.host", "journal.id");
        _folder.Write("engine.host", "engine host 1\nshards 65\n");
        HostRun.Of("journal", "verify", _folder.Path).FailedWith("engine.host", "does not say how many shards");
        HostRun.Of("journal", "verify").FailedWith("See 'engine journal verify --help'");
        HostRun.Of("journal", "verfy", _folder.Path).FailedWith("verify", "See 'engine journal --help'");
    }

    [Fact]
    public void Help_names_the_commands()
    {
        Assert.Contains("journal", HostRun.Of("--help").Succeeded().Output);
        foreach (string help in (string[])[HostRun.Of("journal").Succeeded().Output, HostRun.Of("journal", "--help").Succeeded().Output])
        {
            Assert.Contains("verify <FOLDER>", help);
            Assert.Contains("dump <FOLDER>", help);
        }

        Assert.Contains("--json", HostRun.Of("journal", "dump", "--help").Succeeded().Output);
    }

    /// <summary>One run that fails and is undone, and one that is paused in its second step.</summary>
    private async Task WriteTwoRunsAsync()
    {
        var never = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var called = new SemaphoreSlim(0);
        await using var host = new WorkflowHost(Options(shards: 1));
        HostedWorkflow<long, long> failing = host.Add(new LineWorkflow(
            "Checkout",
            new LineStep("Reserve", static (value, _) => ValueTask.FromResult(value + 1)) { Undo = static _ => { } },
            LineStep.Asynchronous("Charge", async value =>
            {
                called.Release();
                return value < 100 ? throw new ArithmeticException("no money today") : await never.Task;
            })));
        await host.StartAsync().Within();
        RunHandle<long> run = await failing.StartAsync(4, "a key").Within();
        await Assert.ThrowsAnyAsync<Exception>(() => run.WaitAsync().AsTask().Within());
        await called.WaitAsync().Within();
        RunHandle<long> second = await failing.StartAsync(400).Within();
        await called.WaitAsync().Within();
        Assert.True(await second.PauseAsync("the shop is closed").Within());
    }

    private WorkflowHostOptions Options(int shards, ShardOptions? shard = null) => new()
    {
        Folder = _folder.Path,
        ShardCount = shards,
        TimeProvider = _clock,
        DrainFor = TimeSpan.Zero,
        Shard = shard ?? new ShardOptions(),
        Journal = new JournalOptions { SegmentBytes = shard is null ? 256 << 10 : 64 << 10, MaxSegments = 16, MaxRecordBytes = 4096 },
    };

    private string[] Files() => [.. Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order().Select(static path =>
        $"{path} {File.GetLastWriteTimeUtc(path).Ticks} {(File.Exists(path) ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))) : "")}")];

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("^0/1:([0-9]+) +")]
    private static partial Regex Place();
}
