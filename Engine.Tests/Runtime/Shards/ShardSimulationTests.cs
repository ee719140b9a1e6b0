using System.Globalization;
using Engine.Tests.Runtime.Simulation;

namespace Engine.Tests.Runtime.Shards;

/// <summary>
/// Random workflows on a shard whose process crashes at any write and whose disk fails: nothing acknowledged is lost, nothing recorded runs again, everything
/// ends. ENGINE_TEST_SEED and ENGINE_TEST_CASES choose other seeds; Engine.Tests.Simulation is the same as a command.
/// </summary>
public class ShardSimulationTests
{
    private const int DefaultSeed = 1;
    private const int LongCases = 10;
    private const int LongSteps = 100_000;
    private const int ShortCases = 140;

    [Fact]
    public void Shard_keeps_its_promises_through_crashes_failed_writes_full_disks_and_turned_bits()
    {
        int cases = Setting("ENGINE_TEST_CASES", LongCases);
        SimulationCounts counts = Each(cases, LongSteps);
        Assert.True(
            cases < LongCases || (counts is { Crashes: > 1000, Failures: > 200, FullWrites: > 100, FlipsTold: > 200, Retries: > 20, Images: > 1000, SegmentsReleased: > 100 } && counts.Runs > 10_000),
            $"They met too little: {counts}, {counts.Retries} retries, {counts.SegmentsReleased} segments released");
    }

    [Fact]
    public void Shard_keeps_its_promises_for_many_plans()
    {
        int cases = Setting("ENGINE_TEST_CASES", ShortCases);
        SimulationCounts counts = Each(cases, 3_000);
        Assert.True(cases < ShortCases || (counts.Crashes > 500 && counts.Runs > 1000), $"They met too little: {counts}");
    }

    [Fact]
    public void Shard_on_a_short_journal_makes_room_refuses_fails_what_has_no_place_and_goes_on_with_more()
    {
        SimulationCounts counts = Each(88, 1, LongSteps);
        counts.Add(Each(93, 1, LongSteps));
        Assert.True(counts is { Stands: > 100, Refusals: > 100, Overgrown: > 10, Full: > 0, Runs: > 3000, Crashes: > 100 }, $"They met too little: {counts}");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Shard_keeps_its_promises_wherever_it_crashes_first(int seed)
    {
        var settings = new SimulationSettings(seed, Steps: 2_000, MaxRuns: 40, CrashEvery: 1_000_000) { FirstCrash = int.MaxValue };
        var undisturbed = new ShardSimulation(settings);
        undisturbed.Run();
        long crashes = 0;
        for (int operation = 1; operation <= undisturbed.Counts.Operations; operation++)
        {
            var simulation = new ShardSimulation(settings with { FirstCrash = operation });
            try
            {
                simulation.Run();
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed} with a crash at operation {operation} of the disk: {exception}");
            }

            crashes += simulation.Counts.Crashes;
        }

        // Those of the last part, in which all is let end, do not crash.
        Assert.InRange(undisturbed.Counts.Operations, 100, 10_000);
        Assert.InRange(crashes, undisturbed.Counts.Operations / 2, undisturbed.Counts.Operations);
    }

    private static SimulationCounts Each(int cases, int steps) => Each(Setting("ENGINE_TEST_SEED", DefaultSeed), cases, steps);

    private static SimulationCounts Each(int first, int cases, int steps)
    {
        var total = new SimulationCounts();
        for (int seed = first; seed < first + cases; seed++)
        {
            var simulation = new ShardSimulation(SimulationSettings.Of(seed, steps));
            try
            {
                simulation.Run();
            }
            catch (Exception exception)
            {
                Assert.Fail($"ENGINE_TEST_SEED={seed} ENGINE_TEST_CASES=1 shows this again, and so does --seed {seed} --steps {steps} of Engine.Tests.Simulation: {exception}");
            }

            total.Add(simulation.Counts);
        }

        return total;
    }

    private static int Setting(string name, int value) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : value;
}
