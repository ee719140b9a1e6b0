using Engine.Graphs;

namespace Engine.Host.Render;

/// <summary>
/// Which edges a picture shows. An edge is implied when a longer path joins the same two tasks: it adds nothing to the
/// order, so it is drawn lighter, and left out where there are so many edges that the picture would show none of them.
/// </summary>
internal sealed class EdgeSelection
{
    // By edge number; the edges of the critical path count as needed even where another path stands in for them.
    private readonly bool[] _needed;

    private EdgeSelection(bool[] needed, bool showsImplied)
    {
        _needed = needed;
        NeededCount = needed.AsSpan().Count(true);
        ShowsImplied = showsImplied;
    }

    /// <summary>How many edges are not implied by others.</summary>
    public int NeededCount { get; }

    /// <summary>How many edges are implied by others.</summary>
    public int ImpliedCount => _needed.Length - NeededCount;

    /// <summary>Whether implied edges are part of the picture.</summary>
    public bool ShowsImplied { get; }

    /// <summary>How many edges are part of the picture.</summary>
    public int ShownCount => ShowsImplied ? _needed.Length : NeededCount;

    /// <summary>The same edges, all of them shown.</summary>
    public EdgeSelection WithImplied() => new(_needed, showsImplied: true);

    public bool IsImplied(int edge) => !_needed[edge];

    public bool IsShown(int edge) => ShowsImplied || _needed[edge];

    /// <summary>Selects the edges; implied ones are shown as long as no more than <paramref name="maxWithImplied"/> edges are drawn in all.</summary>
    public static EdgeSelection Create(ReportData data, int maxWithImplied)
    {
        Digraph graph = data.Graph;
        bool[] needed = new bool[graph.EdgeCount];
        TransitiveReduction.Find(graph, data.Plan, needed);
        ReadOnlySpan<int> path = data.Plan.CriticalPath;
        for (int i = 0; i + 1 < path.Length; i++)
        {
            needed[graph.Offsets[path[i]] + graph.Successors(path[i]).IndexOf(path[i + 1])] = true;
        }

        return new EdgeSelection(needed, graph.EdgeCount <= maxWithImplied);
    }
}
