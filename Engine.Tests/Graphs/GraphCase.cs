using System.Globalization;
using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs;

/// <summary>Plain data of a graph: distinct edges, costs (empty: all 1) and delays per edge (empty: none).</summary>
public sealed record GraphCase(int NodeCount, int[] From, int[] To, long[] Costs, long[] EdgeCosts)
{
    public int EdgeCount => From.Length;

    public Digraph Build(bool withPredecessors = false)
    {
        using var builder = new DigraphBuilder { AllowSelfLoops = true };
        if (Costs.Length == 0)
        {
            builder.AddNodes(NodeCount);
        }
        else
        {
            builder.AddNodes(Costs);
        }

        for (int edge = 0; edge < EdgeCount; edge++)
        {
            builder.AddEdge(From[edge], To[edge], EdgeCosts.Length == 0 ? 0 : EdgeCosts[edge]);
        }

        return builder.Build(withPredecessors);
    }

    /// <summary>
    /// The same edges as rows in foreign memory: in no order within a row, and every third edge twice.
    /// </summary>
    public (int[] Offsets, int[] Targets, long[] EdgeCosts) RawRows()
    {
        var rows = Enumerable.Range(0, EdgeCount)
            .SelectMany(edge => Enumerable.Repeat(edge, edge % 3 == 0 ? 2 : 1))
            .OrderBy(edge => From[edge])
            .ToArray();
        int[] offsets = new int[NodeCount + 1];
        foreach (int edge in rows)
        {
            offsets[From[edge] + 1]++;
        }

        for (int node = 0; node < NodeCount; node++)
        {
            offsets[node + 1] += offsets[node];
        }

        return (offsets, [.. rows.Select(edge => To[edge])], EdgeCosts.Length == 0 ? [] : [.. rows.Select(edge => EdgeCosts[edge])]);
    }

    public GraphCase Relabel(int[] label) => this with { From = [.. From.Select(node => label[node])], To = [.. To.Select(node => label[node])] };

    public GraphCase WithEdges(Func<int, bool> keep)
    {
        int[] kept = [.. Enumerable.Range(0, EdgeCount).Where(keep)];
        return this with
        {
            From = [.. kept.Select(edge => From[edge])],
            To = [.. kept.Select(edge => To[edge])],
            EdgeCosts = EdgeCosts.Length == 0 ? [] : [.. kept.Select(edge => EdgeCosts[edge])],
        };
    }

    public GraphCase FirstNodes(int count)
        => WithEdges(edge => From[edge] < count && To[edge] < count) with { NodeCount = count, Costs = Costs.Length == 0 ? [] : Costs[..count] };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{NodeCount} nodes, costs [{string.Join(", ", Costs)}], edges {string.Join(", ", From.Select((from, edge) => $"{from}->{To[edge]}{(EdgeCosts.Length == 0 ? "" : $" ({EdgeCosts[edge]})")}"))}");
}
