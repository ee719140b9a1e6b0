using System.Globalization;
using Engine.Host.Bench;
using Engine.Host.Bench.Durable;

namespace Engine.Benchmarks.Hosting;

/// <summary>
/// How long a host takes to go on with a folder, as Markdown tables: by how many runs have ended in it, how many wait, and how many workflows the host has.
/// </summary>
internal static class RecoveryRatios
{
    private const int Rounds = 5;
    private const int Remembered = 1_000;

    public static void Run(TextWriter output, TextWriter progress, bool quick)
    {
        int part = quick ? 50 : 1;
        output.WriteLine($"| runs that have ended | of them remembered | runs that wait | workflows | until the host has started, median | worst | per run that waits |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        foreach (int ended in (int[])[10_000, 100_000, 1_000_000])
        {
            Row(output, progress, ended / part, Remembered, waiting: 1_000);
        }

        Row(output, progress, 1_000_000 / part, 100_000 / part, waiting: 1_000);
        foreach (int waiting in (int[])[1_000, 10_000, 100_000])
        {
            Row(output, progress, 0, 1, waiting / (waiting == 1_000 ? 1 : part));
        }

        foreach (int workflows in (int[])[1, 10, 100, 1_000])
        {
            Row(output, progress, 0, 1, waiting: 1_000, workflows);
        }

        foreach (int workflows in (int[])[10, 100, 1_000])
        {
            Row(output, progress, 0, 1, waiting: 1_000, workflows, isSpread: true);
        }
    }

    private static void Row(TextWriter output, TextWriter progress, int ended, int remembered, int waiting, int workflows = 1, bool isSpread = false)
    {
        string spread = isSpread ? ", runs of each wait" : "";
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"recovery, {ended:N0} ended, {waiting:N0} wait, {workflows:N0} workflows{spread} ..."));
        using var recovered = new RecoveredHost(Path.GetTempPath(), ended, remembered, waiting, workflows, isSpread);
        recovered.Start();
        double[] times = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            times[round] = recovered.Start();
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {ended:N0} | {Math.Min(ended, remembered):N0} | {waiting:N0} | {workflows:N0}{spread} | {BenchTable.Time(Statistics.Median(times))} | {BenchTable.Time(times.Max())} | {BenchTable.Time(Statistics.Median(times) / waiting)} |"));
    }
}
