using Engine.Host.Render.Layout;

namespace Engine.Host.Render;

/// <summary>Draws the edges of a layout as smooth curves with arrowheads, the critical path last and so on top.</summary>
internal static class EdgeDrawing
{
    public const string Markers = """
        <defs>
        <marker id="a" viewBox="0 0 8 8" refX="7.6" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="ah" d="M0 .8L8 4L0 7.2z"/></marker>
        <marker id="ac" viewBox="0 0 8 8" refX="7.6" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path class="ac" d="M0 .8L8 4L0 7.2z"/></marker>
        </defs>
        """;

    public static void Draw(SvgWriter svg, ReportData data, EdgeSelection edges, GraphLayout layout)
    {
        // Implied edges lie lowest, the critical path on top.
        for (int pass = 0; pass < 3; pass++)
        {
            foreach (PlacedPart part in layout.Parts)
            {
                foreach (Route route in part.Graph.Routes)
                {
                    bool isCritical = data.IsCriticalEdge(route.From, route.To);
                    if (pass == (isCritical ? 2 : edges.IsImplied(route.Edge) ? 0 : 1))
                    {
                        string style = pass switch { 0 => "e r", 1 => "e", _ => "ec" }, marker = isCritical ? "ac" : "a";
                        svg.WriteRaw("<path ");
                        svg.Write($"""class="{style}" data-from="{route.From}" data-to="{route.To}" marker-end="url(#{marker})" d="{Path(data, layout, part, route)}"/>""");
                    }
                }
            }
        }
    }

    /// <summary>Curves leave and enter along the direction of the levels, and run straight through the levels that they pass.</summary>
    private static string Path(ReportData data, GraphLayout layout, PlacedPart part, Route route)
    {
        Box from = layout.Boxes[route.From], to = layout.Boxes[route.To];
        var path = new CurvePath(layout.IsHorizontal);
        path.MoveTo(layout.IsHorizontal ? from.Right : from.Bottom, layout.IsHorizontal ? from.CenterY : from.CenterX);
        int level = data.Plan.Levels[route.From];
        for (int point = route.FirstPoint; point < route.FirstPoint + route.PointCount; point++)
        {
            int next = part.Graph.Level(point);
            BreakRow(path, layout, level, next);
            level = next;
            double across = part.Center[point] + (layout.Rows[level] * layout.RowPitch);
            path.CurveTo(layout.Levels[level].Start, across);
            path.LineTo(layout.Levels[level].End, across);
        }

        BreakRow(path, layout, level, data.Plan.Levels[route.To]);
        path.CurveTo((layout.IsHorizontal ? to.Left : to.Top) - 1, layout.IsHorizontal ? to.CenterY : to.CenterX);
        return path.ToString();
    }

    /// <summary>Leaves a row at its end and enters the next one at its start, at the same height.</summary>
    private static void BreakRow(CurvePath path, GraphLayout layout, int level, int next)
    {
        if (layout.Rows[level] != layout.Rows[next])
        {
            path.LineTo(layout.Width, path.Across);
            path.MoveTo(0, path.Across + layout.RowPitch);
        }
    }
}
