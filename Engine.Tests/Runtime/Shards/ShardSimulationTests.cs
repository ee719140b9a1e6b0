using System.Globalization;
using Engine.Tests.Runtime.Simulation;

namespace Engine.Tests.Runtime.Shards;

/// <summary>
/// Random workflows on a shard whose process crashes at any write: nothing acknowledged is lost, nothing recorded runs again, everything ends.
/// ENGINE_TEST_SEED and ENGINE_TEST_CASES choose other cases.
/// </summary>
public class ShardSimulationTests
{
    private const int DefaultSeed = 1;
    private const int DefaultCases = 40;

    [Fact]
    public void Shard_that_crashes_anywhere_loses_nothing_and_repeats_nothing_recorded()
    {
        long images = 0, released = 0;
        int crashes = 0, ended = 0, cases = Setting("ENGINE_TEST_CASES", DefaultCases);
        Each(cases, seed =>
        {
            var simulation = new ShardSimulation(seed, crashEvery: 10 + (seed % 7 * 20));
            simulation.Run(steps: 6_000, maxRuns: 100);
            crashes += simulation.CrashCount;
            ended += simulation.EndedCount;
            images += simulation.ImageCount;
            released += simulation.SegmentsReleased;
        });
        Assert.True(cases < DefaultCases || (images > 1000 && released > 0), $"only {images} images, and {released} segments were released");
        Assert.True(crashes > 5 * cases && ended > 20 * cases, $"only {crashes} crashes and {ended} runs");
    }

    [Fact]
    public void Shard_without_crashes_ends_every_run_as_the_plan_says()
    {
        int ended = 0, cases = Setting("ENGINE_TEST_CASES", DefaultCases);
        Each(cases, seed =>
        {
            var simulation = new ShardSimulation(seed, crashEvery: 0);
            simulation.Run(steps: 6_000, maxRuns: 300);
            Assert.Equal(0, simulation.CrashCount);
            ended += simulation.EndedCount;
        });
        Assert.True(ended > 50 * cases, $"only {ended} runs");
    }

    private static void Each(int cases, Action<int> simulate)
    {
        int first = Setting("ENGINE_TEST_SEED", DefaultSeed);
        for (int seed = first; seed < first + cases; seed++)
        {
            try
            {
                simulate(seed);
            }
            catch (Exception exception)
            {
                Assert.Fail($"ENGINE_TEST_SEED={seed} ENGINE_TEST_CASES=1 shows this again: {exception}");
            }
        }
    }

    private static int Setting(string name, int value) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : value;
}
