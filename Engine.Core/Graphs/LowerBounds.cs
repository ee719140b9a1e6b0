using Engine.Internal;

namespace Engine.Graphs;

/// <summary>Times before which no schedule of a graph on identical workers can end.</summary>
public static class LowerBounds
{
    /// <summary>The largest of the bounds below.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="costs">The cost of each node, 0 or more, as planned; empty: every node costs 1.</param>
    /// <param name="plan">The plan of this graph with the same costs.</param>
    /// <param name="workers">How many workers there are, 1 or more.</param>
    /// <exception cref="GraphException">There is no worker, or the plan is that of another graph or of other costs.</exception>
    public static long Find(DigraphView graph, ReadOnlySpan<long> costs, Plan plan, int workers)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Check(graph, costs, plan, workers);
        long share = (plan.Work / workers) + (plan.Work % workers == 0 ? 0 : 1);
        return Math.Max(plan.Span, share);
    }

    /// <summary>What can be checked in O(n) of the promise that graph, costs and plan belong together.</summary>
    internal static void Check(DigraphView graph, ReadOnlySpan<long> costs, Plan plan, int workers)
    {
        graph.EnsureValid();
        if (workers < 1)
        {
            Throw.TooFewWorkers(workers);
        }

        if (!costs.IsEmpty && costs.Length != graph.NodeCount)
        {
            Throw.BadLength(nameof(costs), costs.Length, "one per node", graph.NodeCount);
        }

        long work = costs.IsEmpty ? graph.NodeCount : 0;
        for (int node = 0; node < costs.Length; node++)
        {
            if (costs[node] < 0)
            {
                Throw.NegativeCost(node, costs[node]);
            }

            work += costs[node];
        }

        if (plan.NodeCount != graph.NodeCount || plan.EdgeCount != graph.EdgeCount || plan.Work != work)
        {
            Throw.ForeignPlan(plan.NodeCount, plan.EdgeCount, plan.Work, graph.NodeCount, graph.EdgeCount, work);
        }
    }

    internal static long Max(ReadOnlySpan<long> values)
    {
        long max = 0;
        foreach (long value in values)
        {
            max = Math.Max(max, value);
        }

        return max;
    }
}
