using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs.Scheduling;

/// <summary>The parts of the lower bounds against the same sums taken over every set.</summary>
public class BoundTests
{
    [Fact]
    public void Set_bound_is_at_least_that_of_heads_and_tails_and_at_most_that_of_any_set()
    {
        var random = new Random(5);
        for (int round = 0; round < 500; round++)
        {
            // So few tasks that every tail is a threshold. Of tasks with equal heads some may be left out.
            int n = random.Next(1, 9), workers = random.Next(1, n + 1), limit = random.Next(1, 30);
            long[] heads = Values(random, n, limit), costs = Values(random, n, limit), tails = Values(random, n, limit);
            long ofAny = 0, ofHeadsAndTails = 0;
            for (int subset = 1; subset < 1 << n; subset++)
            {
                int[] set = [.. Enumerable.Range(0, n).Where(task => (subset >> task & 1) != 0)];
                if (set.Length < workers)
                {
                    continue;
                }

                long sum = set.Sum(task => costs[task]) + Least(heads, set, workers) + Least(tails, set, workers), share = (sum + workers - 1) / workers;
                ofAny = Math.Max(ofAny, share);
                long head = set.Min(task => heads[task]), tail = set.Min(task => tails[task]);
                if (set.Length == Enumerable.Range(0, n).Count(task => heads[task] >= head && tails[task] >= tail))
                {
                    ofHeadsAndTails = Math.Max(ofHeadsAndTails, share);
                }
            }

            Assert.InRange(SetBound.Find(heads, costs, tails, workers, new long[n], new long[n], new int[n], new int[n]), ofHeadsAndTails, ofAny);
        }
    }

    [Theory]
    [InlineData(0, 3, 0)]
    [InlineData(6, 3, 2)]
    [InlineData(7, 3, 3)]
    [InlineData(long.MaxValue, 2, (long.MaxValue / 2) + 1)]
    public void Share_is_rounded_up(long sum, int workers, long expected) => Assert.Equal(expected, SetBound.Share(sum, workers));

    [Fact]
    public void Tails_of_a_fork_share_the_workers()
    {
        // 0 -> 1..20, more successors than are sorted by insertion; the tails behind them are 0.
        int[] offsets = [0, 20, .. Enumerable.Repeat(20, 20)], targets = [.. Enumerable.Range(1, 20)];
        long[] costs = [5, .. Enumerable.Range(1, 20).Select(static cost => (long)cost)];
        foreach ((int workers, long expected) in new[] { (1, 210L), (2, 105L), (4, 53L), (16, 20L), (20, 20L) })
        {
            Assert.Equal(expected, Tails(new DigraphView(offsets, targets), costs, workers)[0]);
        }
    }

    [Fact]
    public void Tails_are_the_largest_over_paths_and_sets_of_successors()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            GraphCase made = GraphGen.Make((GraphGen.Shape)(seed % 6), 12, seed);
            Digraph graph = made.Build();
            long[] costs = graph.Costs.IsEmpty ? [.. Enumerable.Repeat(1L, graph.NodeCount)] : graph.Costs.ToArray();
            for (int workers = 1; workers <= 3; workers++)
            {
                long[] tails = Tails(graph.View, costs, workers);
                for (int task = 0; task < graph.NodeCount; task++)
                {
                    Assert.Equal(Expected(graph, costs, tails, task, workers), tails[task]);
                }
            }
        }
    }

    /// <summary>The definition, over every set of successors that goes down to some tail.</summary>
    private static long Expected(Digraph graph, long[] costs, long[] tails, int task, int workers)
    {
        int first = graph.Offsets[task];
        int[] successors = graph.Successors(task).ToArray();
        long[] delays = [.. successors.Select((_, i) => graph.EdgeCosts.IsEmpty ? 0 : graph.EdgeCosts[first + i])];
        long best = 0;
        for (int i = 0; i < successors.Length; i++)
        {
            best = Math.Max(best, delays[i] + costs[successors[i]] + tails[successors[i]]);
        }

        for (int subset = 0; subset < 1 << successors.Length; subset++)
        {
            int[] members = [.. successors.Where((_, i) => (subset >> i & 1) != 0)];
            if (members.Length > workers)
            {
                long sum = members.Sum(member => costs[member]) + members.Select(member => tails[member]).Order().Take(workers).Sum();
                best = Math.Max(best, delays.Min() + ((sum + workers - 1) / workers));
            }
        }

        return best;
    }

    private static long[] Tails(DigraphView graph, long[] costs, int workers)
    {
        var plan = new Plan();
        Planner.Plan(graph, costs, plan);
        int n = graph.NodeCount;
        long[] tails = new long[n];
        CapacityTails.Find(Rows.Of(graph), costs, plan.Order, isReversed: false, workers, tails, new long[n], new int[n], new int[n]);
        return tails;
    }

    private static long Least(long[] values, int[] set, int count) => set.Select(task => values[task]).Order().Take(count).Sum();

    private static long[] Values(Random random, int count, int limit) => [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(limit))];
}
