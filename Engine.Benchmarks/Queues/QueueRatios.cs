using System.Diagnostics;
using System.Globalization;
using Engine.Host.Bench;
using Engine.Host.Bench.Queues;

namespace Engine.Benchmarks.Queues;

/// <summary>
/// Every queue in alternating rounds, as a Markdown table. On a shared machine the two threads are often not on two cores; the median of the
/// ratios of neighbouring rounds and the fastest round are what can be compared.
/// </summary>
internal static class QueueRatios
{
    public static void Run(TextWriter output, TextWriter progress, bool quick)
    {
        int events = quick ? 1_000_000 : 10_000_000, rounds = quick ? 9 : 7;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events:N0} events of 16 bytes with their headers, between two threads, {rounds} rounds"));
        output.WriteLine();
        output.WriteLine("| queue | fastest, per event | median, per event | / ring by hand | bytes per event |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (int batchLength in (int[])[1, 64])
        {
            Table(output, progress, [.. QueuePairs.All.Where(pair => pair.BatchLength == batchLength)], events, rounds);
        }
    }

    private static void Table(TextWriter output, TextWriter progress, (string Name, int BatchLength, Func<QueuePair> Create)[] all, int events, int rounds)
    {
        QueuePair[] pairs = [.. all.Select(static one => one.Create())];
        double[][] times = [.. pairs.Select(_ => new double[rounds])];
        long[] bytes = [.. Enumerable.Repeat(long.MaxValue, pairs.Length)];
        for (int round = -1; round < rounds; round++)
        {
            progress.WriteLine($"queues by {all[0].BatchLength}, round {round + 1} of {rounds} ...");
            for (int i = 0; i < pairs.Length; i++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true), start = Stopwatch.GetTimestamp();
                QueuePairs.Run(pairs[i], all[i].Name, events);
                double ns = Stopwatch.GetElapsedTime(start).TotalNanoseconds / events;
                bytes[i] = Math.Min(bytes[i], GC.GetTotalAllocatedBytes(precise: true) - before);
                if (round >= 0)
                {
                    times[i][round] = ns;
                }
            }
        }

        for (int i = 0; i < pairs.Length; i++)
        {
            double ratio = Statistics.Median([.. times[i].Zip(times[0], static (ours, hand) => ours / hand)]);
            output.WriteLine($"| {all[i].Name} | {BenchTable.Time(times[i].Min())} | {BenchTable.Time(Statistics.Median(times[i]))} | {BenchTable.Ratio(ratio)} | {BenchTable.Bytes((double)bytes[i] / events)} |");
            pairs[i].Dispose();
        }
    }
}
