using System.Diagnostics;
using System.Globalization;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>Simulates a shard for seed after seed, and ends with 1 at the first one that breaks a promise, with the command that shows it again.</summary>
internal static class SimulationProgram
{
    public static int Main(string[] args)
    {
        if (SimulationArguments.Parse(args, Console.Error) is not { } asked)
        {
            return 2;
        }

        var total = new SimulationCounts();
        long start = Stopwatch.GetTimestamp();
        for (int seed = asked.Seed; asked.Goes(seed, Stopwatch.GetElapsedTime(start)); seed++)
        {
            var simulation = new ShardSimulation(SimulationSettings.Of(seed, asked.Steps));
            try
            {
                simulation.Run();
            }
            catch (Exception exception)
            {
                Console.WriteLine($"seed {seed} FAILED: {exception}");
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"Again: dotnet run -c Release --project Engine.Tests.Simulation -- --seed {seed} --steps {asked.Steps}"));
                return 1;
            }

            total.Add(simulation.Counts);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {simulation.Counts}; {PerMinute(total, start):N0} steps/min so far"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all hold: {total}; {PerMinute(total, start):N0} steps/min"));
        return 0;
    }

    private static double PerMinute(SimulationCounts counts, long start) => counts.Steps / Stopwatch.GetElapsedTime(start).TotalMinutes;
}
