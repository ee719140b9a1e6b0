using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// The graph has a cycle, so it has no order. <see cref="Cycle"/> is one shortest cycle through the smallest node that
/// lies on any cycle: each node precedes the next one, and the last precedes the first.
/// </summary>
public sealed class CyclicGraphException : GraphException
{
    private readonly int[] _cycle;

    /// <summary>Creates the exception for a cycle; a single node means a self-loop.</summary>
    public CyclicGraphException(ReadOnlySpan<int> cycle)
        : base(Describe(cycle)) => _cycle = cycle.ToArray();

    /// <summary>The nodes of the cycle, in edge order, the first one not repeated.</summary>
    public ReadOnlySpan<int> Cycle => _cycle;

    private static string Describe(ReadOnlySpan<int> cycle)
    {
        // A message of a million nodes helps nobody; the whole cycle is in the property.
        const int Shown = 20;
        var text = new System.Text.StringBuilder("The graph has a cycle of ").Append(cycle.Length).Append(cycle.Length == 1 ? " node: " : " nodes: ");
        for (int i = 0; i < Math.Min(cycle.Length, Shown); i++)
        {
            text.Append(cycle[i]).Append(" -> ");
        }

        if (cycle.Length > Shown)
        {
            text.Append("... -> ");
        }

        return text.Append(cycle.IsEmpty ? -1 : cycle[0]).Append(". Remove one of its edges.").ToString();
    }
}
