using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs;

/// <summary>Deep graphs: what recursion would not survive.</summary>
internal static class Chains
{
    private static readonly Lazy<Digraph> SortedMillion = new(static () => Through(Labels(1_000_000, shuffled: false), isClosed: false));
    private static readonly Lazy<Digraph> ShuffledMillion = new(static () => Through(Labels(1_000_000, shuffled: true), isClosed: false));

    /// <summary>A path through a million nodes, in id order or in a random one.</summary>
    public static Digraph Million(bool shuffled) => (shuffled ? ShuffledMillion : SortedMillion).Value;

    /// <summary>A path through all nodes, in id order or in a random one.</summary>
    public static Digraph Chain(int nodeCount, bool shuffled) => Through(Labels(nodeCount, shuffled), isClosed: false);

    /// <summary>A cycle through all nodes.</summary>
    public static Digraph Cycle(int nodeCount, bool shuffled) => Through(Labels(nodeCount, shuffled), isClosed: true);

    private static int[] Labels(int nodeCount, bool shuffled)
    {
        int[] labels = Enumerable.Range(0, nodeCount).ToArray();
        if (shuffled)
        {
            new Random(12345).Shuffle(labels);
        }

        return labels;
    }

    private static Digraph Through(int[] labels, bool isClosed)
    {
        int[] to = isClosed ? [.. labels[1..], labels[0]] : labels[1..];
        return Digraph.FromEdges(labels.Length, labels.AsSpan(0, to.Length), to);
    }
}
