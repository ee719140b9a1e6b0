using System.Collections.Concurrent;
using System.Globalization;
using Engine.Runtime;
using Engine.Tests.Crash;

// Hosts Parcels on a folder, or with `graphs` behind the rest Deliveries. `FOLDER load`: starts runs, many at a time, until it is killed. `FOLDER finish`: lets all runs end that were ever asked
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
Func<long, string, Task<(RunId Id, Func<Task<long>> EndAsync)>> startAsync = args.Length > 2 ? await HostDeliveriesAsync() : HostParcels();
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
    (RunId id, Func<Task<long>> endAsync) = await startAsync(number, string.Create(CultureInfo.InvariantCulture, $"run-{number}"));
    ledger.Write("ack", number, (long)id.Value);
    ledger.Write("done", number, await endAsync());
}

Func<long, string, Task<(RunId, Func<Task<long>>)>> HostParcels()
{
    HostedWorkflow<long, long> parcels = host.Add(new Parcels(ledger));
    return async (number, key) =>
    {
        RunHandle<long> run = await parcels.StartAsync(number, key);
        return (run.Id, async () => await run.WaitAsync());
    };
}

// The host keeps no graphs: those of all runs that were ever asked for are added before it starts, others when their first run comes.
async Task<Func<long, string, Task<(RunId, Func<Task<long>>)>>> HostDeliveriesAsync()
{
    var activities = new ActivityTable();
    activities.Add(new Deliveries(ledger));
    var graphs = new ConcurrentDictionary<long, Lazy<Task<HostedWorkflow<TaskInput, TaskResults>>>>();
    for (long graph = 0; graph <= Deliveries.GraphOf(next); graph++)
    {
        await AddAsync(graph);
    }

    return async (number, key) =>
    {
        HostedWorkflow<TaskInput, TaskResults> workflow = await AddAsync(Deliveries.GraphOf(number));
        RunHandle<TaskResults> run = await workflow.StartAsync(Deliveries.ToInput(number), key);
        return (run.Id, async () => Deliveries.OutputOf(await run.WaitAsync()));
    };

    Task<HostedWorkflow<TaskInput, TaskResults>> AddAsync(long graph) =>
        graphs.GetOrAdd(graph, graph => new(() => host.AddAsync(Deliveries.ToGraph(graph), activities))).Value;
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
