using Engine.Graphs;

namespace Engine.Internal;

/// <summary>The edges between the steps of a draft, by number as added, and their plan.</summary>
internal sealed class DraftGraph
{
    private DraftGraph(Digraph graph, Plan plan)
    {
        Graph = graph;
        Plan = plan;
        Kept = TransitiveReduction.Reduce(graph, plan);
    }

    /// <summary>All edges, each once.</summary>
    public Digraph Graph { get; }

    public Plan Plan { get; }

    /// <summary>The edges that do not follow from others.</summary>
    public Digraph Kept { get; }

    /// <summary>The graph with its plan; null where it has a cycle, which is then given: a shortest one, from its smallest step on.</summary>
    public static DraftGraph? Of(IReadOnlyList<StepDraft> steps, out int[] cycle)
    {
        using var builder = new DigraphBuilder();
        builder.AddNodes(steps.Count);
        foreach (StepDraft step in steps)
        {
            foreach (StepDraft predecessor in step.Predecessors())
            {
                builder.AddEdge(predecessor.Number, step.Number);
            }
        }

        Digraph graph = builder.Build();
        var plan = new Plan();
        if (Planner.TryPlan(graph, plan))
        {
            cycle = [];
            return new DraftGraph(graph, plan);
        }

        cycle = ShortestCycle(graph);
        return null;
    }

    /// <summary>Whether one step comes before another, over any number of edges. O(edges).</summary>
    public bool IsBefore(int earlier, int later) => PathBetween(earlier, later, skipsDirect: false) is not null;

    /// <summary>A path with the fewest edges, both ends included; null where there is none. O(edges).</summary>
    /// <param name="earlier">The first step.</param>
    /// <param name="later">The last step.</param>
    /// <param name="skipsDirect">Leaves the edge from the first to the last out.</param>
    public List<int>? PathBetween(int earlier, int later, bool skipsDirect)
    {
        var cameFrom = new Dictionary<int, int> { [earlier] = earlier };
        var queue = new Queue<int>([earlier]);
        while (queue.TryDequeue(out int at))
        {
            foreach (int next in Graph.Successors(at))
            {
                if ((skipsDirect && at == earlier && next == later) || !cameFrom.TryAdd(next, at))
                {
                    continue;
                }

                if (next == later)
                {
                    return Trace(cameFrom, earlier, later);
                }

                queue.Enqueue(next);
            }
        }

        return null;
    }

    /// <summary>One search from each step, none deeper than the shortest cycle so far. O(steps x edges) at worst, and only where there is a cycle.</summary>
    private static int[] ShortestCycle(Digraph graph)
    {
        int[] shortest = CycleFinder.Find(graph);
        for (int start = 0; start < graph.NodeCount && shortest.Length > 2; start++)
        {
            var depth = new Dictionary<int, (int From, int Depth)> { [start] = (start, 0) };
            var queue = new Queue<int>([start]);
            bool isClosed = false;
            while (!isClosed && queue.TryDequeue(out int at) && depth[at].Depth + 1 < shortest.Length)
            {
                foreach (int next in graph.Successors(at))
                {
                    if (next == start)
                    {
                        var path = new List<int>();
                        for (int step = at; step != start; step = depth[step].From)
                        {
                            path.Add(step);
                        }

                        path.Add(start);
                        path.Reverse();
                        shortest = [.. path];
                        isClosed = true;
                        break;
                    }

                    if (depth.TryAdd(next, (at, depth[at].Depth + 1)))
                    {
                        queue.Enqueue(next);
                    }
                }
            }
        }

        return shortest;
    }

    private static List<int> Trace(Dictionary<int, int> cameFrom, int start, int end)
    {
        var path = new List<int>();
        for (int at = end; at != start; at = cameFrom[at])
        {
            path.Add(at);
        }

        path.Add(start);
        path.Reverse();
        return path;
    }
}
