using System.Diagnostics;
using System.Globalization;
using Engine.Host.Bench;
using Engine.Runtime;

namespace Engine.Benchmarks.Hosting;

/// <summary>How long a host takes to go on with a folder, by how many runs have ended in it and how many wait, as a Markdown table.</summary>
internal static class RecoveryRatios
{
    private const int Piece = 1_000;
    private const int Rounds = 5;

    public static async Task RunAsync(TextWriter output, TextWriter progress, bool quick)
    {
        output.WriteLine("| runs that have ended | runs that wait | until the host has started, median | worst |");
        output.WriteLine("|---|---|---|---|");
        foreach ((int ended, int waiting) in quick ? [(2_000, 1_000)] : ((int, int)[])[(10_000, 1_000), (100_000, 1_000), (1_000_000, 1_000), (10_000, 10_000), (10_000, 100_000)])
        {
            string folder = Path.Combine(Path.GetTempPath(), $"engine-recovery-{Environment.ProcessId}");
            try
            {
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"recovery, {ended:N0} ended, {waiting:N0} wait ..."));
                await FillAsync(folder, ended, waiting);
                double[] times = new double[Rounds];
                for (int round = 0; round < Rounds; round++)
                {
                    times[round] = await StartAsync(folder, waiting);
                }

                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {ended:N0} | {waiting:N0} | {BenchTable.Time(Statistics.Median(times))} | {BenchTable.Time(times.Max())} |"));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static WorkflowHostOptions OptionsOf(string folder) => new() { Folder = folder, ShardCount = 1, DrainFor = TimeSpan.Zero };

    private static async Task FillAsync(string folder, int ended, int waiting)
    {
        await using var host = new WorkflowHost(OptionsOf(folder));
        HostedWorkflow<long, long> ten = host.Add(new TenRecorded()), waits = host.Add(new Waiting());
        await host.StartAsync();
        for (int i = 0; i < waiting; i += Piece)
        {
            await waits.StartMany(new long[Piece]);
        }

        for (int i = 0; i < ended; i += Piece)
        {
            RunHandle<long>[] runs = await ten.StartMany(new long[Piece]);
            await runs[^1].WaitAsync();
        }
    }

    private static async Task<double> StartAsync(string folder, int waiting)
    {
        await using var host = new WorkflowHost(OptionsOf(folder));
        host.Add(new TenRecorded());
        host.Add(new Waiting());
        long start = Stopwatch.GetTimestamp();
        await host.StartAsync();
        double taken = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        int found = host.Health().Shards.Sum(static shard => shard.RunCount);
        return found == waiting ? taken : throw new InvalidOperationException($"{found} of {waiting} runs went on.");
    }
}
