using System.Globalization;
using Engine.Graphs;
using Engine.Host.Files;

namespace Engine.Host.Render;

/// <summary>
/// Writes a planned graph in the DOT language of Graphviz, the critical path in red. Always the whole graph: others read DOT
/// as data. O(nodes + edges).
/// </summary>
internal static class DotWriter
{
    /// <summary>Tasks of a level are put on one rank up to this many tasks; beyond, ranks cost Graphviz more than they help.</summary>
    private const int MaxRankedTasks = 2000;

    private const string Critical = "color=\"#c8281e\", penwidth=2.4";

    public static void Write(TextWriter output, GraphFile file, Digraph graph, Plan plan)
    {
        var data = new ReportData(file, graph, plan);
        output.Write("digraph workflow {\n");
        output.Write($"  graph [rankdir=LR, label=\"{Escape(data.Title)}\", labelloc=t, fontname=\"Helvetica\"];\n");
        output.Write("  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f7fafd\", color=\"#7f93ae\", fontname=\"Helvetica\", fontsize=11];\n");
        output.Write("  edge [color=\"#8d99a9\", arrowsize=0.7];\n");
        WriteNodes(output, data);
        WriteEdges(output, data);
        WriteRanks(output, plan);
        output.Write("}\n");
    }

    private static void WriteNodes(TextWriter output, ReportData data)
    {
        for (int node = 0; node < data.Graph.NodeCount; node++)
        {
            output.Write("  ");
            WriteId(output, node);
            output.Write(" [label=\"");
            output.Write(Escape(data.Name(node)));
            if (data.HasCosts)
            {
                output.Write("\\n");
                output.Write(Escape(data.Cost(node)));
            }

            output.Write(data.IsCritical(node) ? $"\", {Critical}];\n" : "\"];\n");
        }
    }

    private static void WriteEdges(TextWriter output, ReportData data)
    {
        for (int node = 0; node < data.Graph.NodeCount; node++)
        {
            foreach (int target in data.Graph.Successors(node))
            {
                output.Write("  ");
                WriteId(output, node);
                output.Write(" -> ");
                WriteId(output, target);
                output.Write(data.IsCriticalEdge(node, target) ? $" [{Critical}];\n" : ";\n");
            }
        }
    }

    private static void WriteRanks(TextWriter output, Plan plan)
    {
        for (int level = 0; level < plan.LevelCount && plan.NodeCount <= MaxRankedTasks; level++)
        {
            ReadOnlySpan<int> nodes = plan.Level(level);
            if (nodes.Length > 1)
            {
                output.Write("  { rank=same;");
                foreach (int node in nodes)
                {
                    output.Write(' ');
                    WriteId(output, node);
                    output.Write(';');
                }

                output.Write(" }\n");
            }
        }
    }

    private static void WriteId(TextWriter output, int node)
    {
        Span<char> digits = stackalloc char[12];
        node.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        output.Write('n');
        output.Write(digits[..length]);
    }

    /// <summary>
    /// In a quoted string only the quote ends it; a backslash starts an escape of labels (\n, \l, \N), and a trailing one would
    /// take the closing quote along. Graphviz reads HTML entities in labels, so the ampersand is one too.
    /// </summary>
    private static string Escape(string text) => text.AsSpan().ContainsAny('\\', '"', '&')
        ? text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("&", "&amp;", StringComparison.Ordinal)
        : text;
}
