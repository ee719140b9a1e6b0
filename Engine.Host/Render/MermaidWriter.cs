using System.Globalization;
using Engine.Graphs;
using Engine.Host.Files;

namespace Engine.Host.Render;

/// <summary>
/// Writes a planned graph as a Mermaid flowchart, the critical path in red. Nodes are n0, n1, ... by position in the file.
/// </summary>
/// <remarks>
/// Mermaid refuses more than 500 edges or 50,000 characters, and accepts other limits from the page that embeds it alone,
/// not from the text. So edges that others imply are left out where that is enough; else a comment says which limits
/// the page must set. Beyond what Mermaid can lay out at all, the text is a summary by levels. Each time a
/// comment in the first lines says so.
/// </remarks>
internal static class MermaidWriter
{
    /// <summary>Mermaid's own limit of edges.</summary>
    public const int DefaultMaxEdges = 500;

    /// <summary>Mermaid's own limit of characters.</summary>
    public const int DefaultMaxText = 50_000;

    /// <summary>Above this many tasks or edges the text is a summary: Mermaid would need minutes or give up.</summary>
    public const int MaxTasks = 2000, MaxEdges = 5000;

    public static void Write(TextWriter output, GraphFile file, Digraph graph, Plan plan)
    {
        var data = new ReportData(file, graph, plan);
        if (graph.NodeCount > MaxTasks)
        {
            MermaidSummary.Write(output, data);
            return;
        }

        EdgeSelection edges = EdgeSelection.Create(data, maxWithImplied: DefaultMaxEdges);
        if (edges.ShownCount > DefaultMaxEdges)
        {
            // It does not fit either way: then better whole.
            edges = edges.WithImplied();
        }

        if (edges.ShownCount > MaxEdges)
        {
            MermaidSummary.Write(output, data);
            return;
        }

        using var text = new StringWriter(CultureInfo.InvariantCulture);
        WriteChart(text, data, edges);
        WriteComments(output, edges, text.GetStringBuilder().Length);
        output.Write(text.GetStringBuilder());
    }

    private static void WriteComments(TextWriter output, EdgeSelection edges, int textLength)
    {
        if (!edges.ShowsImplied && edges.ImpliedCount > 0)
        {
            output.Write($"%% {CostText.Count(edges.ImpliedCount, "edge")} that others imply left out: Mermaid draws {DefaultMaxEdges} edges at most.\n");
        }

        if (edges.ShownCount > DefaultMaxEdges || textLength > DefaultMaxText - 500)
        {
            // Mermaid ignores these two in the text itself: they are settings of the page.
            int maxEdges = Math.Max(DefaultMaxEdges, edges.ShownCount), maxText = Math.Max(DefaultMaxText, textLength + 1000);
            output.Write("%% Too large for Mermaid's default limits. Draw it with\n");
            output.Write(string.Create(CultureInfo.InvariantCulture, $"%%   mermaid.initialize({{ maxEdges: {maxEdges}, maxTextSize: {maxText} }})\n"));
            output.Write("%% or the same two settings in the configuration file of the mermaid command.\n");
        }
    }

    private static void WriteChart(TextWriter output, ReportData data, EdgeSelection edges)
    {
        Digraph graph = data.Graph;
        output.Write("flowchart LR\n");
        for (int node = 0; node < graph.NodeCount; node++)
        {
            MermaidText.WriteNode(output, "n", node, data.Name(node), data.HasCosts ? data.Cost(node) : "", data.IsCritical(node));
        }

        var critical = new List<int>();
        int link = 0;
        for (int node = 0; node < graph.NodeCount; node++)
        {
            for (int edge = graph.Offsets[node]; edge < graph.Offsets[node + 1]; edge++)
            {
                if (edges.IsShown(edge))
                {
                    output.Write(string.Create(CultureInfo.InvariantCulture, $"  n{node} --> n{graph.Targets[edge]}\n"));
                    if (data.IsCriticalEdge(node, graph.Targets[edge]))
                    {
                        critical.Add(link);
                    }

                    link++;
                }
            }
        }

        MermaidText.WriteStyles(output, critical);
    }
}
