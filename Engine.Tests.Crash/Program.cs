using System.Globalization;
using Engine.Runtime;
using Engine.Tests.Crash;

// Hosts Parcels on a folder. `FOLDER load`: starts runs, many at a time, until it is killed. `FOLDER finish`: lets all runs end that were ever asked
// for, and ends. What it asks and what it is told stands in the ledger beside what the steps did: `ask N`, then `ack N ID`, then `done N OUTPUT`.
const int Concurrent = 16;
string folder = args[0];
string path = Path.Combine(folder, "ledger");
Directory.CreateDirectory(folder);
(long next, List<long> open) = Asked(path);
using var ledger = new Ledger(path);
ledger.Write("start", Environment.ProcessId);

await using var host = new WorkflowHost(new WorkflowHostOptions
{
    Folder = Path.Combine(folder, "host"),
    ShardCount = 2,
    Journal = new JournalOptions { SegmentBytes = 64 << 10, MaxSegments = 256, MaxRecordBytes = 4096 },

    // Killed again and again, no run is to blame. What has ended is forgotten after a while, so that the journal is cleaned under way.
    Shard = new ShardOptions { MaxRecoveries = int.MaxValue, MaxEndedRuns = 500 },
});
HostedWorkflow<long, long> parcels = host.Add(new Parcels(ledger));
await host.StartAsync();
await Task.WhenAll(open.Select(RunAsync));
if (args[1] == "load")
{
    await Task.WhenAll(Enumerable.Range(0, Concurrent).Select(async _ =>
    {
        while (true)
        {
            await RunAsync(Interlocked.Increment(ref next));
        }
    }));
}

await host.StopAsync(Timeout.InfiniteTimeSpan);

async Task RunAsync(long number)
{
    ledger.Write("ask", number);
    RunHandle<long> run = await parcels.StartAsync(number, string.Create(CultureInfo.InvariantCulture, $"parcel-{number}"));
    ledger.Write("ack", number, (long)run.Id.Value);
    ledger.Write("done", number, await run.WaitAsync());
}

// The greatest number that was asked for, and those of which nobody was told that they are done.
static (long Next, List<long> Open) Asked(string path)
{
    var asked = new HashSet<long>();
    long next = 0;
    foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
    {
        string[] words = line.Split(' ');
        long number = long.Parse(words[1], CultureInfo.InvariantCulture);
        if (words[0] == "ask")
        {
            asked.Add(number);
            next = Math.Max(next, number);
        }
        else if (words[0] == "done")
        {
            asked.Remove(number);
        }
    }

    return (next, [.. asked]);
}
