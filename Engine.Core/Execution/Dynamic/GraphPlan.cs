using System.Globalization;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>The tables of a <see cref="GraphWorkflow"/>: nodes renumbered by urgency. Immutable but for names that are made when they are asked for.</summary>
internal sealed class GraphPlan
{
    private readonly int[] _offsets;
    private readonly int[] _successors;
    private readonly int[] _predecessorCounts;
    private readonly StepTraits[] _synchronous;
    private readonly StepTraits[] _asynchronous;
    private readonly string?[] _names;

    public GraphPlan(string name, Digraph graph, IReadOnlyList<string>? names)
    {
        int count = graph.NodeCount;
        if (!graph.EdgeCosts.IsEmpty)
        {
            ThrowDynamic.DelaysOnEdges();
        }

        if (count > GraphWorkflow.MaxNodes)
        {
            ThrowDynamic.TooManyNodes(name, count, GraphWorkflow.MaxNodes);
        }

        if (names is not null && names.Count != count)
        {
            ThrowDynamic.NamesDoNotFit(names.Count, count);
        }

        Name = name;
        _names = names is null ? new string?[count] : [.. names];
        Fingerprint = (uint)ContentHash.Of(graph);
        Nodes = ByUrgency(graph, out int[] rank);
        _offsets = new int[count + 1];
        _successors = new int[graph.EdgeCount];
        _predecessorCounts = new int[count];
        for (int stepIndex = 0; stepIndex < count; stepIndex++)
        {
            int end = _offsets[stepIndex];
            foreach (int target in graph.Successors(Nodes[stepIndex]))
            {
                _successors[end++] = rank[target];
                _predecessorCounts[rank[target]]++;
            }

            Array.Sort(_successors, _offsets[stepIndex], end - _offsets[stepIndex]);
            _offsets[stepIndex + 1] = end;
        }

        _synchronous = new StepTraits[count];
        _asynchronous = new StepTraits[count];
        Array.Fill(_asynchronous, StepTraits.Asynchronous | StepTraits.Context);
    }

    public string Name { get; }

    public ulong Fingerprint { get; }

    /// <summary>The node of each step.</summary>
    public int[] Nodes { get; }

    public ReadOnlySpan<int> Offsets => _offsets;

    public ReadOnlySpan<int> Successors => _successors;

    public ReadOnlySpan<int> PredecessorCounts => _predecessorCounts;

    public ReadOnlySpan<StepTraits> Synchronous => _synchronous;

    public ReadOnlySpan<StepTraits> Asynchronous => _asynchronous;

    public string StepName(int stepIndex)
    {
        int node = Nodes[stepIndex];
        return _names[node] ??= string.Create(CultureInfo.InvariantCulture, $"node {node}");
    }

    /// <summary>
    /// The largest bottom level first, which is the smallest latest start. A predecessor's is at least as large, and where costs
    /// of 0 make it the same, its level is lower: the order is a topological one.
    /// </summary>
    private static int[] ByUrgency(Digraph graph, out int[] rank)
    {
        var plan = new Plan();
        Planner.Plan(graph, plan);
        int count = graph.NodeCount;
        int[] nodes = new int[count];
        var keys = new (long LatestStart, int Level, int Node)[count];
        for (int node = 0; node < count; node++)
        {
            nodes[node] = node;
            keys[node] = (plan.LatestStart[node], plan.Levels[node], node);
        }

        Array.Sort(keys, nodes);
        rank = new int[count];
        for (int stepIndex = 0; stepIndex < count; stepIndex++)
        {
            rank[nodes[stepIndex]] = stepIndex;
        }

        return nodes;
    }
}
