using CommunityToolkit.HighPerformance.Buffers;
using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// The true maximum parallelism: the largest set of nodes of which none reaches another, so that all could run at once. The
/// widest level is one such set, but often not the largest.
/// </summary>
/// <remarks>
/// <para>
/// By Dilworth's theorem (1950) the largest antichain is as large as the smallest number of chains that cover all nodes, where a
/// chain may skip nodes. Chains that share nodes instead of skipping them make the transitive closure unnecessary: the cover is a
/// minimum flow with at least one unit through each node, found from a greedy cover by augmenting along shortest paths in
/// phases (E. A. Dinic 1970), and the antichain is read off the final cut.
/// </para>
/// <para>Memory O(nodes + edges), about 40 bytes per node and 12 per edge, from the pool; no recursion. Each phase is O(nodes + edges);
/// how many there are depends on the graph: from none to a few hundred on real graphs.</para>
/// <code>
/// int width = Antichain.MaxSize(graph, plan);                // more workers than this never help
/// int[] together = Antichain.Members(graph, plan);           // width nodes, ascending
/// </code>
/// </remarks>
public static class Antichain
{
    /// <summary>The size of the largest antichain; 0 without nodes. No allocation in steady state.</summary>
    /// <param name="graph">An acyclic graph.</param>
    /// <param name="plan">The plan of this graph.</param>
    /// <exception cref="GraphException">The plan is not of this graph.</exception>
    public static int MaxSize(DigraphView graph, Plan plan)
    {
        using ChainCover cover = Cover(graph, plan);
        return cover.ChainCount;
    }

    /// <summary>A largest antichain, ascending; which one, where there are several, is not promised.</summary>
    /// <param name="graph">An acyclic graph.</param>
    /// <param name="plan">The plan of this graph.</param>
    /// <exception cref="GraphException">The plan is not of this graph.</exception>
    public static int[] Members(DigraphView graph, Plan plan)
    {
        using ChainCover cover = Cover(graph, plan);
        int[] members = new int[cover.ChainCount];
        cover.CopyAntichain(members);
        return members;
    }

    /// <summary>Writes a largest antichain, ascending, and returns its size. No allocation in steady state.</summary>
    /// <param name="graph">An acyclic graph.</param>
    /// <param name="plan">The plan of this graph.</param>
    /// <param name="members">Room for the answer; as many elements as nodes always suffice.</param>
    /// <exception cref="GraphException">The plan is not of this graph, or <paramref name="members"/> is too short.</exception>
    public static int Find(DigraphView graph, Plan plan, Span<int> members)
    {
        using ChainCover cover = Cover(graph, plan);
        if (members.Length < cover.ChainCount)
        {
            Throw.TooShort(nameof(members), members.Length, cover.ChainCount);
        }

        cover.CopyAntichain(members);
        return cover.ChainCount;
    }

    private static ChainCover Cover(DigraphView graph, Plan plan)
    {
        PlanChecks.EnsureFits(graph, plan);
        var cover = new ChainCover(graph);
        try
        {
            cover.CoverGreedily(plan);
            cover.Minimize();
        }
        catch
        {
            cover.Dispose();
            throw;
        }

        return cover;
    }
}
