using Engine.Host.Render.Layout;

namespace Engine.Host.Render;

/// <summary>The graph with every task and edge drawn, level by level.</summary>
internal sealed class GraphPicture : ReportSection
{
    /// <summary>Above this many tasks the picture is aggregated.</summary>
    public const int MaxTasks = 400;

    /// <summary>Above this many edges, those not counted that others imply, the picture is aggregated: so many lines show nothing.</summary>
    public const int MaxEdges = 5000;

    /// <summary>Edges that others imply are drawn up to this many edges in all, and this many per task.</summary>
    public const int MaxEdgesWithImplied = 400, MaxEdgesPerTaskWithImplied = 4;

    private const double HeadingHeight = 34, LegendHeight = 44, LevelHeadingHeight = 22, LevelHeadingWidth = 74;
    private const double BandPadding = 8;

    private readonly ReportData _data;
    private readonly EdgeSelection _edges;
    private readonly GraphLayout _layout;
    private readonly double _bandLabelWidth;
    private readonly double _bandLabelHeight;

    public GraphPicture(ReportData data, EdgeSelection edges, double pageWidth)
    {
        _data = data;
        _edges = edges;
        _layout = GraphLayoutBuilder.Build(data, edges, pageWidth - (2 * BandPadding));
        bool hasLevels = _layout.Levels.Length != 0;
        _bandLabelWidth = (hasLevels && !_layout.IsHorizontal ? LevelHeadingWidth : 0) + BandPadding;
        _bandLabelHeight = (hasLevels && _layout.IsHorizontal ? LevelHeadingHeight : 0) + BandPadding;
    }

    public override double MinWidth => _bandLabelWidth + _layout.Width + BandPadding;

    public override double Height => HeadingHeight + _bandLabelHeight + _layout.Height + BandPadding + LegendHeight;

    private bool IsDense => _edges.ShownCount > 90;

    public override void Draw(SvgWriter svg, Box area)
    {
        string remark = _data.Graph.EdgeCount == 0
            ? "no edges: every task can start at once"
            : _layout.IsFolded ? "levels from left to right, row by row"
            : _layout.IsHorizontal ? "levels from left to right" : "levels from top to bottom";
        if (!_edges.ShowsImplied && _edges.ImpliedCount > 0)
        {
            remark += $"; {CostText.Count(_edges.ImpliedCount, "edge")} that others imply left out (limit {CostText.Count(Math.Min(MaxEdgesWithImplied, MaxEdgesPerTaskWithImplied * _data.Graph.NodeCount))})";
        }

        if (_data.NamePrefix.Length != 0)
        {
            remark += $"; all names begin with {DisplayText.Shorten(DisplayText.Clean(_data.NamePrefix), 400, 12)}";
        }

        DrawHeading(svg, area, "Graph", remark);
        double left = area.Left + _bandLabelWidth + Math.Max(0, (area.Width - MinWidth) / 2);
        double top = area.Top + HeadingHeight + _bandLabelHeight;
        var page = new Box(area.Left, top - _bandLabelHeight, area.Width, _bandLabelHeight + _layout.Height + BandPadding);
        svg.Write($"""<g id="graph" class="{(IsDense ? "dense" : "")}" transform="translate({left} {top})" data-horizontal="{(_layout.IsHorizontal ? 1 : 0)}" data-row-pitch="{(_layout.IsFolded ? _layout.RowPitch : 0)}">""");
        DrawLevels(svg, page with { Left = area.Left - left, Top = -_bandLabelHeight });
        EdgeDrawing.Draw(svg, _data, _edges, _layout);
        if (_layout.Isolated.Length != 0 && _layout.Levels.Length != 0)
        {
            svg.Write($"""<text class="mu" x="0" y="{_layout.IsolatedTop + 20}">{CostText.Count(_layout.Isolated.Length, "task")} without edges</text>""");
        }

        for (int node = 0; node < _layout.Boxes.Length; node++)
        {
            DrawBox(svg, node, _layout.Boxes[node]);
        }

        svg.Write($"</g>");
        GraphLegend.Draw(svg, _data, _edges, area with { Top = page.Bottom + 12, Height = LegendHeight - 12 });
    }

    private void DrawLevels(SvgWriter svg, Box page)
    {
        double lastLabelEnd = double.MinValue;
        for (int level = 0; level < _layout.Levels.Length; level++)
        {
            LevelBand band = _layout.Levels[level];
            string count = CostText.Count(_data.Plan.LevelWidth(level), "task");
            if (_layout.IsHorizontal)
            {
                bool isNewRow = level > 0 && _layout.Rows[level] != _layout.Rows[level - 1];
                double top = (_layout.Rows[level] * _layout.RowPitch) - _bandLabelHeight;
                DrawBand(svg, level, new Box(band.Start - 6, top, band.Size + 12, _layout.RowHeight + _bandLabelHeight + BandPadding));
                string label = _layout.Style.ShowsName ? $"level {level}" : CostText.Count(level);
                double middle = band.Start + (band.Size / 2), half = DisplayText.Width(label, 10) / 2;
                if (isNewRow || middle - half > lastLabelEnd + 4)
                {
                    svg.Write($"""<text class="lv" text-anchor="middle" x="{middle}" y="{top + 15}">{label}<title>{count}</title></text>""");
                    lastLabelEnd = middle + half;
                }
            }
            else
            {
                DrawBand(svg, level, new Box(page.Left, band.Start - 5, page.Width, band.Size + 10));
                double baseline = band.Start + (band.Size / 2) + 3.5;
                if (baseline - 9 > lastLabelEnd)
                {
                    svg.Write($"""<text class="lv" x="{page.Left + 8}" y="{baseline}">level {level}<title>{count}</title></text>""");
                    lastLabelEnd = baseline + 3;
                }
            }
        }
    }

    private static void DrawBand(SvgWriter svg, int level, Box box)
    {
        if (level % 2 == 0)
        {
            svg.Write($"""<rect class="bd" x="{box.Left}" y="{box.Top}" width="{box.Width}" height="{box.Height}" rx="4"/>""");
        }
    }

    private void DrawBox(SvgWriter svg, int node, Box box)
    {
        BoxStyle style = _layout.Style;
        string critical = _data.IsCritical(node) ? " c" : "", state = _data.States is { } states ? $" st-{states[node]}" : "";
        svg.Write($"""<g class="n s{_data.Shade(node)}{critical}{state}" data-node="{node}"><title>{_data.Describe(node)}</title>""");
        svg.Write($"""<rect x="{box.Left}" y="{box.Top}" width="{box.Width}" height="{box.Height}" rx="{style.Radius}"/>""");
        var text = new Box(box.Left + style.Padding, box.Top, box.Width - (2 * style.Padding), box.Height);
        // Of a run its state is what counts, and costs are all one.
        bool showsCost = style.ShowsCost && _data.States is null;
        if (style.ShowsName)
        {
            string name = DisplayText.Shorten(_data.Label(node), text.Width, style.FontSize);
            TextBox.Draw(svg, style.ShowsCost ? "nf" : "nc", name, text, showsCost ? 14.5 : (style.Height / 2) + (style.FontSize * 0.35), style.FontSize);
        }

        if (showsCost)
        {
            TextBox.Draw(svg, "tm", DisplayText.Shorten(_data.Cost(node), text.Width, style.FontSize - 1), text, 27.5, style.FontSize - 1);
        }

        svg.Write($"</g>");
    }
}
