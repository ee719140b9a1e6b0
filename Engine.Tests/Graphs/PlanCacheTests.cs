using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs;

public class PlanCacheTests
{
    [Fact]
    public void Equal_content_hits_whatever_the_object_and_the_order_of_its_edges()
    {
        var cache = new PlanCache();
        Plan first = cache.GetOrPlan(Digraph.FromEdges(3, [0, 1], [1, 2], [5, 6, 7]));
        Plan second = cache.GetOrPlan(Digraph.FromEdges(3, [1, 0], [2, 1], [5, 6, 7]));
        Assert.Same(first, second);
        Assert.True(first.IsFrozen);
        Assert.Equal(18, first.Span);
        Assert.Equal((1L, 1L, 0L, 1), (cache.Hits, cache.Misses, cache.Evictions, cache.Count));
    }

    [Fact]
    public void Any_difference_in_content_misses()
    {
        var cache = new PlanCache();
        Digraph[] graphs =
        [
            Digraph.FromEdges(3, [0, 1], [1, 2], [5, 6, 7]),
            Digraph.FromEdges(3, [0, 1], [1, 2], [5, 6, 8]),
            Digraph.FromEdges(3, [0, 1], [1, 2]),
            Digraph.FromEdges(3, [0, 0], [1, 2], [5, 6, 7]),
            Digraph.FromEdges(4, [0, 1], [1, 2], [5, 6, 7, 0]),
            Delayed(4),
            Delayed(5),
        ];
        Plan[] plans = [.. graphs.Select(cache.GetOrPlan)];
        Assert.Equal(graphs.Length, plans.Distinct().Count());
        Assert.Equal(graphs.Length, cache.Misses);
        Assert.Equal(plans, graphs.Select(cache.GetOrPlan));
        Assert.Equal(graphs.Length, cache.Hits);

        static Digraph Delayed(long delay)
        {
            using var builder = new DigraphBuilder();
            builder.AddNodes([5, 6, 7]);
            builder.AddEdge(0, 1, delay);
            builder.AddEdge(1, 2);
            return builder.Build();
        }
    }

    [Fact]
    public void Least_recently_used_plan_goes_first()
    {
        var cache = new PlanCache(capacity: 2);
        Digraph a = Chains.Chain(2, false), b = Chains.Chain(3, false), c = Chains.Chain(4, false);
        Plan planOfA = cache.GetOrPlan(a);
        Plan planOfB = cache.GetOrPlan(b);
        Assert.Same(planOfA, cache.GetOrPlan(a));
        cache.GetOrPlan(c); // b was used longest ago
        Assert.Equal((2, 1L), (cache.Count, cache.Evictions));
        Assert.Same(planOfA, cache.GetOrPlan(a));
        Assert.NotSame(planOfB, cache.GetOrPlan(b)); // planned again; c goes
        Assert.Equal(2L, cache.Evictions);
        Assert.Equal((2L, 4L), (cache.Hits, cache.Misses));
        Assert.Equal(3, planOfB.NodeCount); // who still holds an evicted plan can go on reading it
    }

    [Fact]
    public void Graphs_with_the_same_hash_never_share_a_plan()
    {
        var cache = new PlanCache(capacity: 8, static _ => 1);
        for (int round = 0; round < 3; round++)
        {
            for (int nodeCount = 2; nodeCount < 6; nodeCount++)
            {
                Assert.Equal(nodeCount, cache.GetOrPlan(Chains.Chain(nodeCount, false)).NodeCount);
                Assert.Equal(nodeCount, cache.GetOrPlan(Chains.Chain(nodeCount, false)).NodeCount);
            }
        }

        Assert.Equal((20L, 4L, 4), (cache.Hits, cache.Misses, cache.Count));
        Assert.Equal(0L, cache.Evictions);
    }

    [Fact]
    public void Graphs_with_the_same_hash_are_forgotten_one_by_one()
    {
        var cache = new PlanCache(capacity: 3, static graph => graph.NodeCount % 2);
        for (int nodeCount = 2; nodeCount < 40; nodeCount++)
        {
            cache.GetOrPlan(Chains.Chain(nodeCount, false));
            for (int recent = Math.Max(2, nodeCount - 2); recent <= nodeCount; recent++)
            {
                long misses = cache.Misses;
                Assert.Equal(recent, cache.GetOrPlan(Chains.Chain(recent, false)).NodeCount);
                Assert.Equal(misses, cache.Misses);
            }
        }

        Assert.Equal((3, 38L, 35L), (cache.Count, cache.Misses, cache.Evictions));
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(1000L)]
    [InlineData(1L << 20)]
    [InlineData(1L << 32)]
    [InlineData(1L << 50)]
    public void Hashes_differ_whatever_unit_the_costs_are_multiples_of(long unit)
    {
        var random = new Random(1);
        var hashes = new HashSet<int>();
        for (int count = 0; count < 1000; count++)
        {
            int[] from = [.. Enumerable.Range(0, 15)], to = [.. Enumerable.Range(1, 15)];
            long[] costs = [.. Enumerable.Range(0, 16).Select(_ => random.Next(1, 64) * unit)];
            hashes.Add(Digraph.FromEdges(16, from, to, costs).ContentHash);
        }

        // Of 1000 random 32-bit numbers two agree once in 8,600 times.
        Assert.Equal(1000, hashes.Count);
    }

    [Fact]
    public void Cyclic_graph_can_be_asked_for_without_an_exception()
    {
        var cache = new PlanCache();
        Assert.False(cache.TryGetOrPlan(Digraph.FromEdges(2, [0, 1], [1, 0]), out Plan? none));
        Assert.Null(none);
        Assert.True(cache.TryGetOrPlan(Chains.Chain(3, false), out Plan? plan));
        Assert.Same(plan, cache.GetOrPlan(Chains.Chain(3, false)));
    }

    [Fact]
    public void Cyclic_graph_throws_each_time_and_is_not_remembered()
    {
        var cache = new PlanCache();
        Digraph cyclic = Digraph.FromEdges(2, [0, 1], [1, 0]);
        Assert.Throws<CyclicGraphException>(() => cache.GetOrPlan(cyclic));
        Assert.Throws<CyclicGraphException>(() => cache.GetOrPlan(cyclic));
        Assert.Equal((0, 2L), (cache.Count, cache.Misses));
    }

    [Fact]
    public void Clear_forgets_plans_and_keeps_counting()
    {
        var cache = new PlanCache();
        Digraph graph = Chains.Chain(5, false);
        Plan before = cache.GetOrPlan(graph);
        cache.Clear();
        Assert.Equal(0, cache.Count);
        Assert.NotSame(before, cache.GetOrPlan(graph));
        Assert.Equal(2L, cache.Misses);
    }

    [Fact]
    public void Capacity_below_one_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new PlanCache(0));

    [Fact]
    public void Hit_with_the_same_object_allocates_nothing()
    {
        var cache = new PlanCache();
        Digraph graph = Chains.Chain(1000, true);
        Assert.Equal(0, Allocations.Of(() => cache.GetOrPlan(graph)));
    }

    [Fact]
    public void Concurrent_use_gives_each_graph_its_own_plan_and_stays_bounded()
    {
        var cache = new PlanCache(capacity: 7);
        const int Threads = 4, Rounds = 2000, Graphs = 16;
        Digraph[][] copies = [.. Enumerable.Range(0, Threads).Select(static _ => Enumerable.Range(2, Graphs).Select(static n => Chains.Chain(n, false)).ToArray())];
        Thread[] threads = new Thread[Threads];
        int wrong = 0;
        for (int index = 0; index < Threads; index++)
        {
            int thread = index;
            threads[index] = new Thread(() =>
            {
                var random = new Random(thread);
                for (int round = 0; round < Rounds; round++)
                {
                    Digraph graph = copies[thread][random.Next(Graphs)];
                    Plan plan = cache.GetOrPlan(graph);
                    if (plan.NodeCount != graph.NodeCount || plan.Span != graph.NodeCount || !plan.IsFrozen || cache.Count > 7)
                    {
                        Interlocked.Increment(ref wrong);
                    }

                    if (round % 500 == 0)
                    {
                        cache.Clear();
                    }
                }
            });
            threads[index].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.Equal(0, wrong);
        Assert.Equal((long)Threads * Rounds, cache.Hits + cache.Misses);
    }
}
