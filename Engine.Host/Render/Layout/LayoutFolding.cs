namespace Engine.Host.Render.Layout;

/// <summary>
/// Breaks a long and narrow drawing, such as a chain, into rows like lines of text. Edges that cross a break leave at the
/// right and come back at the left at the same height of the next row.
/// </summary>
internal static class LayoutFolding
{
    private const double MaxRowHeight = 220;
    private const int MaxEdgesAcrossBreak = 6;
    private const double MarginIn = 30, MarginOut = 20;

    /// <summary>Room between two rows, for the levels' headings.</summary>
    private const double RowGap = 48;

    /// <summary>The drawing in rows, or null where it is not long, not narrow, or too many edges would be torn.</summary>
    /// <param name="layout">A drawing from left to right.</param>
    /// <param name="pageWidth">How wide a row may be.</param>
    public static GraphLayout? TryFold(GraphLayout layout, double pageWidth)
    {
        LevelBand[] levels = layout.Levels;
        if (levels.Length == 0 || levels[^1].End <= pageWidth || layout.RowHeight > MaxRowHeight)
        {
            return null;
        }

        int[] rows = new int[levels.Length];
        var bands = new LevelBand[levels.Length];
        double rowStart = 0;
        for (int level = 0; level < levels.Length; level++)
        {
            rows[level] = level == 0 ? 0 : rows[level - 1];
            if (level > 0 && levels[level].End - rowStart + MarginOut > pageWidth)
            {
                rows[level]++;
                rowStart = levels[level].Start - MarginIn;
            }

            bands[level] = levels[level] with { Start = levels[level].Start - rowStart };
        }

        double pitch = layout.RowHeight + RowGap, lower = rows[^1] * pitch;
        if (!CanBreak(layout, rows))
        {
            return null;
        }

        var boxes = (Box[])layout.Boxes.Clone();
        foreach (PlacedPart part in layout.Parts)
        {
            foreach (int node in part.Graph.Nodes)
            {
                int level = part.Graph.Level(Array.BinarySearch(part.Graph.Nodes, node));
                boxes[node] = boxes[node] with { Left = bands[level].Start, Top = boxes[node].Top + (rows[level] * pitch) };
            }
        }

        foreach (int node in layout.Isolated)
        {
            boxes[node] = boxes[node] with { Top = boxes[node].Top + lower };
        }

        return layout with
        {
            Width = pageWidth,
            Height = layout.Height + lower,
            Boxes = boxes,
            Levels = bands,
            Rows = rows,
            RowPitch = pitch,
            IsolatedTop = layout.IsolatedTop + lower,
        };
    }

    private static bool CanBreak(GraphLayout layout, int[] rows)
    {
        int[] torn = new int[rows.Length];
        foreach (PlacedPart part in layout.Parts)
        {
            for (int vertex = 0; vertex < part.Graph.VertexCount; vertex++)
            {
                torn[part.Graph.Level(vertex)] += part.Graph.DownOf(vertex).Length;
            }

            foreach (Route route in part.Graph.Routes)
            {
                // A single curve over several levels cannot be cut at a level.
                int passed = Level(part, route.To) - Level(part, route.From) - 1;
                if (route.PointCount != passed)
                {
                    return false;
                }
            }
        }

        for (int level = 0; level + 1 < rows.Length; level++)
        {
            if (rows[level] != rows[level + 1] && torn[level] > MaxEdgesAcrossBreak)
            {
                return false;
            }
        }

        return true;
    }

    private static int Level(PlacedPart part, int node) => part.Graph.Level(Array.BinarySearch(part.Graph.Nodes, node));
}
