using Engine.Graphs;

namespace Engine.Internal;

/// <summary>The edges of a graph in one direction of time.</summary>
internal readonly ref struct Rows
{
    private Rows(ReadOnlySpan<int> offsets, ReadOnlySpan<int> targets, ReadOnlySpan<long> delays)
    {
        Offsets = offsets;
        Targets = targets;
        Delays = delays;
    }

    public ReadOnlySpan<int> Offsets { get; }

    public ReadOnlySpan<int> Targets { get; }

    /// <summary>The delay of each edge, or empty.</summary>
    public ReadOnlySpan<long> Delays { get; }

    public static Rows Of(DigraphView graph) => new(graph.Offsets, graph.Targets, graph.EdgeCosts);

    /// <summary>
    /// Whether the graph itself can be read backwards: a graph does not say which predecessor has which delay, and nobody
    /// has compared the predecessors of foreign memory with its successors.
    /// </summary>
    public static bool AreReversible(DigraphView graph) => graph.IsTrusted && graph.HasPredecessors && graph.EdgeCosts.IsEmpty;

    /// <summary>The same edges backwards, in memory of the caller, which is not used when the graph can be read backwards. O(n + e).</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inDegrees">How many predecessors each task has.</param>
    /// <param name="offsets">One more than there are tasks.</param>
    /// <param name="sources">One per edge.</param>
    /// <param name="delays">One per edge that has a delay.</param>
    /// <param name="cursor">One per task.</param>
    public static Rows Reverse(DigraphView graph, ReadOnlySpan<int> inDegrees, Span<int> offsets, Span<int> sources, Span<long> delays, Span<int> cursor)
    {
        if (AreReversible(graph))
        {
            return new Rows(graph.SourceOffsets, graph.Sources, default);
        }

        int next = 0;
        for (int node = 0; node < inDegrees.Length; node++)
        {
            offsets[node] = cursor[node] = next;
            next += inDegrees[node];
        }

        offsets[inDegrees.Length] = next;
        for (int node = 0; node < inDegrees.Length; node++)
        {
            for (int edge = graph.Offsets[node]; edge < graph.Offsets[node + 1]; edge++)
            {
                int slot = cursor[graph.Targets[edge]]++;
                sources[slot] = node;
                if (!delays.IsEmpty)
                {
                    delays[slot] = graph.EdgeCosts[edge];
                }
            }
        }

        return new Rows(offsets, sources, delays);
    }
}
