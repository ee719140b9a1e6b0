using System.Globalization;
using System.Text.RegularExpressions;
using Engine.Host.Render;
using Engine.Tests.Graphs;
using FsCheck.Xunit;

namespace Engine.Tests.Host.Render;

/// <summary>Mermaid and DOT.</summary>
public class TextGraphTests
{
    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 60)]
    public void Dot_has_every_task_and_edge_and_marks_the_critical_path(RandomDag dag)
    {
        if (dag.Case.NodeCount == 0)
        {
            return;
        }

        var graph = new RenderCase(dag.Case);
        string[] lines = graph.Dot().Split('\n');
        var nodes = lines.Select(static line => Regex.Match(line, "^  n([0-9]+) \\[label=\".*\"(, color=\"#c8281e\".*)?\\];$")).Where(static match => match.Success).ToArray();
        Assert.Equal(Enumerable.Range(0, graph.Graph.NodeCount), nodes.Select(static match => Int(match.Groups[1])));
        Assert.Equal(graph.Plan.CriticalPath.ToArray().Order(), nodes.Where(static match => match.Groups[2].Success).Select(static match => Int(match.Groups[1])));
        var edges = lines.Select(static line => Regex.Match(line, "^  n([0-9]+) -> n([0-9]+)( \\[color.*\\])?;$")).Where(static match => match.Success).ToArray();
        Assert.Equal(Edges(graph), edges.Select(static match => (Int(match.Groups[1]), Int(match.Groups[2]))));
        Assert.Equal(graph.CriticalEdges(), edges.Where(static match => match.Groups[3].Success).Select(static match => (Int(match.Groups[1]), Int(match.Groups[2]))).ToHashSet());
    }

    [Fact]
    public void Dot_labels_end_where_they_should()
    {
        // A quoted string: anything but quotes and backslashes, or a backslash with the character that it escapes.
        var statement = new Regex("^  n[0-9]+ \\[label=\"(?<label>([^\"\\\\]|\\\\.)*)\"(, color=\"#c8281e\", penwidth=2.4)?\\];$");
        string[] lines = RenderCase.Nasty().Dot().Split('\n').Where(static line => line.Contains("[label", StringComparison.Ordinal) && line.StartsWith("  n", StringComparison.Ordinal)).ToArray();
        Assert.Equal(RenderCase.NastyNames.Length, lines.Length);
        Assert.All(lines, line => Assert.Matches(statement, line));
        Assert.Contains("a<b>&amp;\\\"quote\\\"'apos'\\n0 s", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, static line => line.Contains("trailing\\\\\\n", StringComparison.Ordinal));
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 60)]
    public void Mermaid_has_every_task_and_edge_and_marks_the_critical_path(RandomDag dag)
    {
        if (dag.Case.NodeCount == 0 || dag.Case.EdgeCount > MermaidWriter.DefaultMaxEdges)
        {
            return;
        }

        var graph = new RenderCase(dag.Case);
        string[] lines = graph.Mermaid().Split('\n');
        Assert.Equal("flowchart LR", lines[0]);
        var nodes = lines.Select(static line => Regex.Match(line, "^  n([0-9]+)\\[\"[^\"]*\"\\](:::critical)?$")).Where(static match => match.Success).ToArray();
        Assert.Equal(Enumerable.Range(0, graph.Graph.NodeCount), nodes.Select(static match => Int(match.Groups[1])));
        Assert.Equal(graph.Plan.CriticalPath.ToArray().Order(), nodes.Where(static match => match.Groups[2].Success).Select(static match => Int(match.Groups[1])));
        var edges = lines.Select(static line => Regex.Match(line, "^  n([0-9]+) --> n([0-9]+)$")).Where(static match => match.Success).Select(static match => (Int(match.Groups[1]), Int(match.Groups[2]))).ToArray();
        Assert.Equal(Edges(graph), edges);
        string? style = lines.SingleOrDefault(static line => line.StartsWith("  linkStyle ", StringComparison.Ordinal));
        int[] links = style is null ? [] : style.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Split(',').Select(static link => int.Parse(link, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(graph.CriticalEdges(), links.Select(link => edges[link]).ToHashSet());
    }

    [Theory]
    [InlineData("mDiffFit_ID0000005", "mDiffFit_ID0000005")]
    [InlineData("a.b-c (d), e/f:g", "a.b-c (d), e/f:g")]
    [InlineData("1. list", "1#46; list")]
    [InlineData("- list", "#45; list")]
    [InlineData("__init__ _x", "#95;#95;init#95;#95; #95;x")]
    [InlineData("\"<b>\"", "#34;#60;b#62;#34;")]
    [InlineData("#quot;%%`\\", "#35;quot#59;#37;#37;#96;#92;")]
    [InlineData("\U0001F600", "#128512;")]
    public void Mermaid_escapes_what_has_a_meaning(string text, string expected)
    {
        Assert.Equal(expected, MermaidText.Escape(text));
    }

    [Fact]
    public void Mermaid_lines_of_nasty_names_hold_one_quoted_label_each()
    {
        string[] lines = RenderCase.Nasty().Mermaid().Split('\n').Where(static line => line.Contains('[', StringComparison.Ordinal)).ToArray();
        Assert.Equal(RenderCase.NastyNames.Length, lines.Length);
        Assert.All(lines, static line => Assert.Matches("^  n[0-9]+\\[\"[^\"<>%`\\\\]+<br/>[^\"<>%`\\\\]+\"\\](:::critical)?$", line));
    }

    [Fact]
    public void Mermaid_leaves_out_implied_edges_where_that_meets_the_limit()
    {
        // All pairs of 40 tasks: 780 edges, 39 of them needed.
        var edges = Enumerable.Range(0, 40).SelectMany(static from => Enumerable.Range(from + 1, 39 - from).Select(to => (from, to))).ToArray();
        string text = new RenderCase(40, edges, []).Mermaid();
        Assert.StartsWith("%% 741 edges that others imply left out", text, StringComparison.Ordinal);
        Assert.Equal(39, text.Split(" --> ").Length - 1);
        Assert.DoesNotContain("mermaid.initialize", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Mermaid_above_its_default_limits_says_what_to_set()
    {
        RenderCase graph = RenderCase.Random(900, 1.2, 200, seed: 4, workers: 2);
        string text = graph.Mermaid();
        Assert.Contains($"maxEdges: {graph.Graph.EdgeCount}", text, StringComparison.Ordinal);
        Assert.Equal(graph.Graph.EdgeCount, text.Split(" --> ").Length - 1);
    }

    [Fact]
    public void Mermaid_of_a_huge_graph_is_a_summary_by_levels()
    {
        RenderCase graph = RenderCase.Random(100_000, 2, 1000, seed: 4, workers: 2);
        string text = graph.Mermaid();
        Assert.StartsWith("%% Summary: 100,000 tasks", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 100, 10_000);
        long tasks = Regex.Matches(text, "<br/>([0-9#;,]+) tasks?").Sum(static match => long.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        Assert.Equal(100_000, tasks);
    }

    private static List<(int From, int To)> Edges(RenderCase graph)
    {
        var edges = new List<(int, int)>();
        for (int node = 0; node < graph.Graph.NodeCount; node++)
        {
            foreach (int target in graph.Graph.Successors(node))
            {
                edges.Add((node, target));
            }
        }

        return edges;
    }

    private static int Int(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
}
