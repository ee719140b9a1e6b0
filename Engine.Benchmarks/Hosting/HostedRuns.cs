using System.Diagnostics;
using Engine.Internal;
using Engine.Runtime;

namespace Engine.Benchmarks.Hosting;

/// <summary>A host with one shard and callers that each start a run of ten steps, wait for its output and start the next.</summary>
internal sealed class HostedRuns : IAsyncDisposable
{
    private readonly WorkflowHost _host;
    private readonly HostedWorkflow<long, long> _workflow;
    private readonly Shard _shard;
    private readonly long[][] _ticks;

    private HostedRuns(WorkflowHost host, HostedWorkflow<long, long> workflow, int callers, int runsEach)
    {
        _host = host;
        _workflow = workflow;
        _shard = host.ShardFor(key: null);
        _ticks = [.. Enumerable.Range(0, callers).Select(_ => new long[runsEach])];
    }

    /// <summary>Where the journal's last record ends.</summary>
    public long Appended => _shard.Journal.Appended;

    /// <summary>The time of each run of the last round, ascending, in milliseconds.</summary>
    public double[] Latencies => [.. _ticks.SelectMany(static ticks => ticks).Order().Select(static ticks => ticks * 1000.0 / Stopwatch.Frequency)];

    /// <param name="folder">Null: nothing is kept.</param>
    /// <param name="create">The workflow.</param>
    /// <param name="callers">How many runs are under way at a time.</param>
    /// <param name="runsEach">How many each caller makes in a round.</param>
    public static async Task<HostedRuns> StartAsync(string? folder, IHostedWorkflow<long, long> create, int callers, int runsEach)
    {
        var host = new WorkflowHost(new WorkflowHostOptions { Folder = folder, ShardCount = 1 });
        HostedWorkflow<long, long> workflow = host.Add(create);
        await host.StartAsync();
        return new HostedRuns(host, workflow, callers, runsEach);
    }

    /// <summary>All callers make their runs.</summary>
    /// <returns>How long it took, in nanoseconds.</returns>
    public async Task<double> RoundAsync()
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(_ticks.Select(ticks => Task.Run(() => CallAsync(ticks))));
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <summary>The same number of runs started in pieces of a thousand and waited for.</summary>
    /// <returns>How long it took, in nanoseconds.</returns>
    public async Task<double> BatchedRoundAsync(int pieces)
    {
        long[] inputs = [.. Enumerable.Range(0, 1_000).Select(static i => (long)i)];
        long start = Stopwatch.GetTimestamp();
        RunHandle<long>[][] runs = await Task.WhenAll(Enumerable.Range(0, pieces).Select(_ => _workflow.StartMany(inputs)));
        foreach (RunHandle<long>[] piece in runs)
        {
            Check(await piece[^1].WaitAsync(), inputs[^1]);
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task CallAsync(long[] ticks)
    {
        for (int run = 0; run < ticks.Length; run++)
        {
            long start = Stopwatch.GetTimestamp();
            Check(await _workflow.RunAsync(run), run);
            ticks[run] = Stopwatch.GetTimestamp() - start;
        }
    }

    private static void Check(long output, long input)
    {
        if (output != input + 10)
        {
            throw new InvalidOperationException($"A run of {input} gave {output}.");
        }
    }
}
