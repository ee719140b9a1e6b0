using Engine.Graphs;
using QuikGraph;
using QuikGraph.Algorithms;
using QuikGraph.Algorithms.ShortestPath;

namespace Engine.Benchmarks.Baselines;

/// <summary>
/// As much of a plan as QuikGraph has: an order, and earliest starts as longest distances. It has no levels, no latest
/// starts, no slack and no critical path, so it does less than half of the work that it is compared with.
/// </summary>
internal sealed class QuikGraphPlanner
{
    private readonly AdjacencyGraph<int, SEdge<int>> _graph;
    private readonly AdjacencyGraph<int, SEdge<int>> _graphWithRoot;
    private readonly long[] _costs;
    private readonly int _root;

    public QuikGraphPlanner(Digraph graph)
    {
        _costs = graph.Costs.ToArray();
        _root = graph.NodeCount;
        _graph = Copy(graph);
        _graphWithRoot = Copy(graph);

        // Longest paths start from one node here: a root before all nodes that have no predecessor.
        _graphWithRoot.AddVertex(_root);
        for (int node = 0; node < graph.NodeCount; node++)
        {
            if (graph.InDegrees[node] == 0)
            {
                _graphWithRoot.AddEdge(new SEdge<int>(_root, node));
            }
        }
    }

    /// <summary>A topological order, by depth-first search.</summary>
    public int[] Order() => [.. _graph.TopologicalSort()];

    /// <summary>Earliest starts by relaxing edges in topological order, in double precision.</summary>
    public DagShortestPathAlgorithm<int, SEdge<int>> EarliestStarts()
    {
        var algorithm = new DagShortestPathAlgorithm<int, SEdge<int>>(
            _graphWithRoot,
            edge => edge.Source == _root ? 0 : _costs[edge.Source],
            DistanceRelaxers.CriticalDistance);
        algorithm.Compute(_root);
        return algorithm;
    }

    /// <summary>What is wrong with these answers in the light of ours, or null.</summary>
    public string? Difference(Digraph graph, Plan plan)
    {
        int[] position = new int[graph.NodeCount];
        int[] order = Order();
        for (int i = 0; i < order.Length; i++)
        {
            position[order[i]] = i;
        }

        DagShortestPathAlgorithm<int, SEdge<int>> earliest = EarliestStarts();
        for (int node = 0; node < graph.NodeCount; node++)
        {
            double start = earliest.GetDistance(node);
            if (start != plan.EarliestStart[node])
            {
                return $"earliest start of {node}: {plan.EarliestStart[node]} here, {start} in QuikGraph";
            }

            foreach (int successor in graph.Successors(node))
            {
                if (position[node] >= position[successor])
                {
                    return $"QuikGraph orders {successor} before its predecessor {node}";
                }
            }
        }

        return order.Length == graph.NodeCount ? null : $"QuikGraph orders {order.Length} of {graph.NodeCount} nodes";
    }

    private static AdjacencyGraph<int, SEdge<int>> Copy(Digraph graph)
    {
        var copy = new AdjacencyGraph<int, SEdge<int>>(allowParallelEdges: true, graph.NodeCount + 1);
        for (int node = 0; node < graph.NodeCount; node++)
        {
            copy.AddVertex(node);
        }

        for (int node = 0; node < graph.NodeCount; node++)
        {
            foreach (int successor in graph.Successors(node))
            {
                copy.AddEdge(new SEdge<int>(node, successor));
            }
        }

        return copy;
    }
}
