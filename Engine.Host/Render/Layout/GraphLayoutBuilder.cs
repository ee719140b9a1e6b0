using Engine.Graphs;

namespace Engine.Host.Render.Layout;

/// <summary>
/// Lays a graph out by levels: orders each connected part once, then tries the box styles from the largest on, from left to
/// right and from top to bottom, and takes the first that stays within its limits.
/// </summary>
internal sealed class GraphLayoutBuilder
{
    /// <summary>Points for long edges, over all parts; edges beyond are drawn as one curve.</summary>
    private const int MaxPoints = 20_000;

    /// <summary>A row that goes on elsewhere is harder to read than a whole one.</summary>
    private const double FoldPenalty = 1.2;

    private const double PartGap = 18;
    private const double MaxLevelGap = 170;
    private const double IsolatedHeading = 34;

    private readonly ReportData _data;
    private readonly List<LayerGraph> _parts = [];
    private readonly int[] _isolated;
    private readonly double _pageWidth;

    private GraphLayoutBuilder(ReportData data, EdgeSelection edges, double pageWidth)
    {
        _data = data;
        _pageWidth = pageWidth;
        (List<int[]> parts, _isolated) = LayoutParts.Find(data.Graph, data.Plan);
        int[] localIds = new int[data.Graph.NodeCount];
        int points = 0;
        foreach (int[] nodes in parts)
        {
            var part = new LayerGraph(data.Graph, data.Plan, edges, nodes, localIds, MaxPoints - points);
            points += part.VertexCount - nodes.Length;
            LayerOrdering.Order(part);
            _parts.Add(part);
        }
    }

    /// <summary>Lays out a graph that is small enough to draw each of its tasks.</summary>
    /// <param name="data">The graph.</param>
    /// <param name="edges">Which of its edges are drawn.</param>
    /// <param name="pageWidth">The width that the picture should fill, and may exceed.</param>
    public static GraphLayout Build(ReportData data, EdgeSelection edges, double pageWidth)
    {
        var builder = new GraphLayoutBuilder(data, edges, pageWidth);
        foreach (BoxStyle style in (ReadOnlySpan<BoxStyle>)[BoxStyle.Full, BoxStyle.Compact, BoxStyle.Dot])
        {
            GraphLayout across = builder.Lay(style, isHorizontal: true), down = builder.Lay(style, isHorizontal: false);
            GraphLayout best = builder.Penalty(down) < builder.Penalty(across) ? down : across;
            if (LayoutFolding.TryFold(across, pageWidth) is { } folded && FoldPenalty * builder.Penalty(folded) < builder.Penalty(best))
            {
                best = folded;
            }

            if (best.Width <= style.MaxPictureWidth && best.Height <= style.MaxPictureHeight)
            {
                return best;
            }
        }

        throw new InvalidOperationException("The smallest style has no limits.");
    }

    /// <summary>How far a picture is from what a page shows without scrolling; sideways is worse.</summary>
    private double Penalty(GraphLayout layout)
        => Math.Pow(Math.Max(1, layout.Width / _pageWidth), 1.5) * Math.Max(1, layout.Height / 800);

    private GraphLayout Lay(BoxStyle style, bool isHorizontal)
    {
        var boxes = new Box[_data.Graph.NodeCount];
        double[] widths = new double[boxes.Length];
        for (int node = 0; node < widths.Length; node++)
        {
            widths[node] = style.WidthOf(_data.Name(node), _data.Cost(node));
        }

        var placed = new List<PlacedPart>();
        double crossSize = PlaceParts(style, isHorizontal, widths, placed);
        LevelBand[] levels = PlaceLevels(style, isHorizontal, widths, placed);
        double mainSize = levels.Length == 0 ? 0 : levels[^1].End;
        foreach (PlacedPart part in placed)
        {
            for (int vertex = 0; vertex < part.Graph.Nodes.Length; vertex++)
            {
                int node = part.Graph.Nodes[vertex];
                LevelBand level = levels[part.Graph.Level(vertex)];
                boxes[node] = isHorizontal
                    ? new Box(level.Start, part.Center[vertex] - (style.Height / 2), level.Size, style.Height)
                    : new Box(part.Center[vertex] - (widths[node] / 2), level.Start, widths[node], style.Height);
            }
        }

        double width = isHorizontal ? mainSize : crossSize, height = isHorizontal ? crossSize : mainSize;
        double isolatedTop = height + (height > 0 ? PartGap : 0);
        if (_isolated.Length != 0)
        {
            (double gridWidth, height) = PlaceIsolated(style, widths, boxes, isolatedTop, Math.Max(width, _pageWidth));
            width = Math.Max(width, gridWidth);
        }

        return new GraphLayout
        {
            Style = style,
            IsHorizontal = isHorizontal,
            Width = width,
            Height = height,
            Boxes = boxes,
            Levels = levels,
            Parts = placed,
            Isolated = _isolated,
            IsolatedTop = isolatedTop,
            Rows = new int[levels.Length],
            RowHeight = crossSize,
        };
    }

    /// <summary>Places the parts beside each other across the levels, each as near as the levels that it uses allow.</summary>
    private double PlaceParts(BoxStyle style, bool isHorizontal, double[] widths, List<PlacedPart> placed)
    {
        double[] filled = new double[_data.Plan.LevelCount];
        Array.Fill(filled, -PartGap);
        double end = 0;
        foreach (LayerGraph part in _parts)
        {
            double[] sizes = new double[part.VertexCount];
            for (int vertex = 0; vertex < part.Nodes.Length; vertex++)
            {
                sizes[vertex] = isHorizontal ? style.Height : widths[part.Nodes[vertex]];
            }

            double[] center = LayerPlacement.Place(part, sizes, new PlacementGaps(style.NodeGap, style.PointGap));
            double shift = 0;
            foreach (int[] layer in part.Layers)
            {
                shift = Math.Max(shift, filled[part.Level(layer[0])] + PartGap - (center[layer[0]] - (sizes[layer[0]] / 2)));
            }

            foreach (int[] layer in part.Layers)
            {
                foreach (int vertex in layer)
                {
                    center[vertex] += shift;
                }

                double layerEnd = center[layer[^1]] + (sizes[layer[^1]] / 2);
                filled[part.Level(layer[0])] = layerEnd;
                end = Math.Max(end, layerEnd);
            }

            placed.Add(new PlacedPart(part, center));
        }

        return end;
    }

    private LevelBand[] PlaceLevels(BoxStyle style, bool isHorizontal, double[] widths, List<PlacedPart> placed)
    {
        int count = 0;
        foreach (PlacedPart part in placed)
        {
            count = Math.Max(count, part.Graph.FirstLayer + part.Graph.Layers.Length);
        }

        double[] sizes = new double[count], steepest = new double[count];
        foreach ((LayerGraph graph, double[] center) in placed)
        {
            for (int vertex = 0; vertex < graph.VertexCount; vertex++)
            {
                int level = graph.Level(vertex);
                double size = graph.IsPoint(vertex) ? 0 : isHorizontal ? widths[graph.Nodes[vertex]] : style.Height;
                sizes[level] = Math.Max(sizes[level], size);
                foreach (int below in graph.DownOf(vertex))
                {
                    steepest[level] = Math.Max(steepest[level], Math.Abs(center[below] - center[vertex]));
                }
            }
        }

        return Distribute(isHorizontal ? style.LevelGap : style.LevelGapDown, isHorizontal ? _pageWidth : 0, sizes, steepest);
    }

    /// <summary>
    /// Sets levels apart: steep edges want room to bend, but less of it where the picture would leave the page; a picture
    /// that is narrower than the page is widened.
    /// </summary>
    private static LevelBand[] Distribute(double leastGap, double pageSize, double[] sizes, double[] steepest)
    {
        int gapCount = sizes.Length - 1;
        double least = sizes.Sum() + (Math.Max(0, gapCount) * leastGap);
        double[] bends = Array.ConvertAll(steepest, steep => Math.Min(MaxLevelGap, leastGap + (0.12 * steep)) - leastGap);
        double bend = bends.Sum(), missing = pageSize - least - bend;
        double share = pageSize == 0 || missing >= 0 || bend == 0 ? 1 : Math.Clamp((pageSize - least) / bend, 0.35, 1);
        double widen = missing > 0 && gapCount > 0 ? missing / gapCount : 0;
        var levels = new LevelBand[sizes.Length];
        double start = 0;
        for (int level = 0; level < sizes.Length; level++)
        {
            double gap = leastGap + (bends[level] * share);
            levels[level] = new LevelBand(Math.Round(start), sizes[level]);
            start += sizes[level] + Math.Max(gap, Math.Min(MaxLevelGap, gap + widen));
        }

        return levels;
    }

    /// <summary>Tasks without edges stand in rows under the rest.</summary>
    private (double Width, double Bottom) PlaceIsolated(BoxStyle style, double[] widths, Box[] boxes, double top, double maxWidth)
    {
        double width = 0;
        foreach (int node in _isolated)
        {
            width = Math.Max(width, widths[node]);
        }

        int columns = Math.Max(1, (int)Math.Floor((maxWidth + style.NodeGap) / (width + style.NodeGap)));
        double firstRow = top + (top > 0 ? IsolatedHeading : 0);
        for (int i = 0; i < _isolated.Length; i++)
        {
            double left = i % columns * (width + style.NodeGap);
            boxes[_isolated[i]] = new Box(left, firstRow + (i / columns * (style.Height + style.NodeGap)), width, style.Height);
        }

        columns = Math.Min(columns, _isolated.Length);
        return ((columns * (width + style.NodeGap)) - style.NodeGap, boxes[_isolated[^1]].Bottom);
    }
}
