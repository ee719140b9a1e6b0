using System.Globalization;
using Engine.Benchmarks.Planning;
using Engine.Events;
using Engine.Host.Bench;
using Engine.Host.Bench.Events;

namespace Engine.Benchmarks.Events;

/// <summary>Events of 16 types from ready batches to handlers, against other ways in alternating rounds, as Markdown tables.</summary>
internal static class EventRatios
{
    private const int BatchLength = 1_000;
    private const int Events = 65_536;

    public static void Run(TextWriter output, TextWriter progress)
    {
        output.WriteLine("| per event | Engine, spans | bytes | " + string.Join(" | ", EventPeers.All.Select(static peer => peer.Name)) + " |");
        output.WriteLine("|---|---|---|" + string.Concat(EventPeers.All.Select(static _ => "---|")));
        foreach (bool isClustered in new[] { false, true })
        {
            string name = isClustered ? "16 types in runs of about 100" : "16 types at random";
            var source = new EventSource(Events, isClustered);
            var cells = new List<string>();
            foreach ((string peer, Func<EventSource, (EventTotals Totals, Action Run)> create) in EventPeers.All)
            {
                progress.WriteLine($"{peer}, {name} ...");
                BenchMeasurement measured = Against(source, create, name);
                if (cells.Count == 0)
                {
                    cells.Add(BenchTable.Time(measured.MedianNs / Events));
                    cells.Add(measured.BytesPerOperation.ToString("0.##", CultureInfo.InvariantCulture));
                }

                cells.Add($"{BenchTable.Time(measured.MedianNs / Events / measured.Ratio!.Value)}, {BenchTable.Ratio(1 / measured.Ratio)}x");
            }

            output.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
        }

        output.WriteLine();
        TwoThreads(output, progress);
    }

    /// <summary>A router of its own for each thread, which is how keys are divided.</summary>
    private static void TwoThreads(TextWriter output, TextWriter progress)
    {
        output.WriteLine("| two threads, a router and half of the events each | per event | speed-up |");
        output.WriteLine("|---|---|---|");
        progress.WriteLine("two threads ...");
        var source = new EventSource(16 * Events, isClustered: false);
        EventBatch[] batches = source.Batches(BatchLength, isWide: false);
        SpanRouter one = new(), left = new(), right = new();
        int half = batches.Length / 2;
        using var barrier = new Barrier(2);
        bool isEnd = false;
        var helper = new Thread(() =>
        {
            for (barrier.SignalAndWait(); !Volatile.Read(ref isEnd); barrier.SignalAndWait())
            {
                Dispatch(right, batches.AsSpan(half));
                barrier.SignalAndWait();
            }
        });
        helper.Start();
        long passes = 0, single = 0;
        BenchMeasurement measured = RatioRounds.Measure(
            "two threads",
            () =>
            {
                barrier.SignalAndWait();
                Dispatch(left, batches.AsSpan(0, half));
                barrier.SignalAndWait();
                passes++;
            },
            () =>
            {
                Dispatch(one, batches);
                single++;
            },
            () => left.Totals.Sum(passes) + right.Totals.Sum(passes) == one.Totals.Sum(single) ? null : "the sums differ");
        Volatile.Write(ref isEnd, true);
        barrier.SignalAndWait();
        helper.Join();
        output.WriteLine($"| 16 types at random | {BenchTable.Time(measured.MedianNs / source.Count)} | {BenchTable.Ratio(1 / measured.Ratio)} |");
    }

    private static BenchMeasurement Against(EventSource source, Func<EventSource, (EventTotals Totals, Action Run)> create, string name)
    {
        var router = new SpanRouter();
        EventBatch[] batches = source.Batches(BatchLength, isWide: false);
        (EventTotals totals, Action run) = create(source);
        long ours = 0, theirs = 0;
        return RatioRounds.Measure(
            name,
            () =>
            {
                Dispatch(router, batches);
                ours++;
            },
            () =>
            {
                run();
                theirs++;
            },
            () => router.Totals.Check(ours) == totals.Check(theirs) ? null : $"{router.Totals.Check(ours)} here, {totals.Check(theirs)} there");
    }

    private static void Dispatch(SpanRouter router, ReadOnlySpan<EventBatch> batches)
    {
        foreach (EventBatch batch in batches)
        {
            router.Dispatch(batch);
        }
    }
}
