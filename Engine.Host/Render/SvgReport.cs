using Engine.Graphs;
using Engine.Host.Files;
using Engine.Host.Render.Layout;

namespace Engine.Host.Render;

/// <summary>
/// One standalone SVG for a report: the figures of the plan, the graph by levels with its critical path, and a Gantt chart
/// of the schedule. No scripts, no fonts or files from elsewhere; the same input gives the same bytes.
/// </summary>
/// <remarks>
/// Graphs of up to <see cref="GraphPicture.MaxTasks"/> tasks and <see cref="GraphPicture.MaxEdges"/> edges are drawn in full;
/// larger ones as a profile of their levels, which the picture says. Size and time stay bounded: O(n log n) for any graph,
/// a few megabytes at most.
/// </remarks>
internal static class SvgReport
{
    private const double PageWidth = 1136, Margin = 32, SectionGap = 26;

    public static void Write(TextWriter output, GraphFile file, Digraph graph, Plan plan, Schedule? schedule)
    {
        var data = new ReportData(file, graph, plan);
        Write(output, data, Sections(data, schedule));
    }

    /// <summary>The graph alone, with the state of each task where the data has them.</summary>
    public static void WriteGraph(TextWriter output, ReportData data) => Write(output, data, [GraphSection(data)]);

    private static void Write(TextWriter output, ReportData data, List<ReportSection> sections)
    {
        double width = PageWidth, height = Margin;
        foreach (ReportSection section in sections)
        {
            width = Math.Max(width, section.MinWidth);
            height += section.Height + SectionGap;
        }

        height += Margin - SectionGap;
        var svg = new SvgWriter(output);
        double fullWidth = Math.Ceiling(width + (2 * Margin)), fullHeight = Math.Ceiling(height);
        svg.Write($"""<svg xmlns="http://www.w3.org/2000/svg" width="{fullWidth}" height="{fullHeight}" viewBox="0 0 {fullWidth} {fullHeight}" role="img">""");
        svg.Write($"<title>{data.Title}</title>");
        svg.WriteRaw(SvgTheme.Style);
        svg.WriteRaw(data.States is null ? "" : SvgTheme.RunStyle);
        svg.WriteRaw(EdgeDrawing.Markers);
        svg.Write($"""<rect class="bg" width="{fullWidth}" height="{fullHeight}"/>""");
        double top = Margin;
        foreach (ReportSection section in sections)
        {
            section.Draw(svg, new Box(Margin, top, width, section.Height));
            top += section.Height + SectionGap;
        }

        svg.Write($"</svg>");
    }

    private static List<ReportSection> Sections(ReportData data, Schedule? schedule)
    {
        if (data.Graph.NodeCount == 0)
        {
            return [new ReportHeader(data, schedule, PageWidth)];
        }

        ReportSection graph = GraphSection(data);
        double width = Math.Max(PageWidth, graph.MinWidth);
        var sections = new List<ReportSection> { new ReportHeader(data, schedule, width), graph };
        if (schedule is not null)
        {
            bool hasLanes = GanttPicture.BusyWorkers(schedule).Workers.Length <= GanttPicture.MaxLanes;
            sections.Add(hasLanes ? new GanttPicture(data, schedule, width) : new LoadPicture(data, schedule, width));
        }

        return sections;
    }

    private static ReportSection GraphSection(ReportData data)
    {
        Digraph graph = data.Graph;
        if (graph.NodeCount > GraphPicture.MaxTasks)
        {
            return new ProfilePicture(data, PageWidth, $"{CostText.Count(graph.NodeCount, "task")} are too many to draw each (limit {CostText.Count(GraphPicture.MaxTasks)})");
        }

        int maxWithImplied = Math.Min(GraphPicture.MaxEdgesWithImplied, GraphPicture.MaxEdgesPerTaskWithImplied * graph.NodeCount);
        EdgeSelection edges = EdgeSelection.Create(data, maxWithImplied);
        return edges.ShownCount <= GraphPicture.MaxEdges
            ? new GraphPicture(data, edges, PageWidth)
            : new ProfilePicture(data, PageWidth, $"{CostText.Count(edges.ShownCount, "edge")} are too many to draw each (limit {CostText.Count(GraphPicture.MaxEdges)})");
    }
}
