using System.Globalization;
using System.Text;
using Engine.Graphs;
using Engine.Host.Files;

namespace Engine.Host.Render;

/// <summary>Writes a planned graph as a Mermaid flowchart, the critical path in red.</summary>
internal static class MermaidWriter
{
    /// <summary>Mermaid refuses more edges than this unless its configuration says otherwise.</summary>
    private const int DefaultMaxEdges = 500;

    public static void Write(TextWriter output, GraphFile file, Digraph graph, Plan plan)
    {
        var data = new ReportData(file, graph, plan);
        if (graph.EdgeCount > DefaultMaxEdges)
        {
            output.Write($"%%{{init: {{\"maxEdges\": {graph.EdgeCount}}}}}%%\n");
        }

        output.Write("flowchart LR\n");
        for (int node = 0; node < graph.NodeCount; node++)
        {
            output.Write($"  n{node}[\"{Escape(data.Name(node))}<br/>{Escape(data.Cost(node))}\"]{(data.IsCritical(node) ? ":::critical" : "")}\n");
        }

        var critical = new StringBuilder();
        int edge = 0;
        for (int node = 0; node < graph.NodeCount; node++)
        {
            foreach (int target in graph.Successors(node))
            {
                output.Write($"  n{node} --> n{target}\n");
                if (data.IsCriticalEdge(node, target))
                {
                    critical.Append(critical.Length == 0 ? "" : ",").Append(edge);
                }

                edge++;
            }
        }

        output.Write("  classDef critical fill:#fdecea,stroke:#c8281e,stroke-width:3px,color:#18212e\n");
        if (critical.Length > 0)
        {
            output.Write($"  linkStyle {critical} stroke:#c8281e,stroke-width:3px\n");
        }
    }

    /// <summary>Everything but letters, digits and harmless signs becomes an entity code: Mermaid gives meaning to many signs even within quotes.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '_' or '-' or '.' or ',' or ':' or '/' or '(' or ')')
            {
                escaped.Append(rune.ToString());
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
            }
        }

        return escaped.ToString();
    }
}
