using Engine.Graphs;
using Engine.Host.Render.Layout;

namespace Engine.Host.Render;

/// <summary>The schedule on more workers than lanes can be drawn for: how many are busy over time.</summary>
internal sealed class LoadPicture : ReportSection
{
    private const double HeadingHeight = 30, NameWidth = 76, EndWidth = 92, BoundsHeight = 38, AxisHeight = 26, LegendHeight = 26, PlotHeight = 180, LaneHeight = 14, LaneGap = 8;

    private readonly ReportData _data;
    private readonly Schedule _schedule;
    private readonly double _pageWidth;

    public LoadPicture(ReportData data, Schedule schedule, double pageWidth)
    {
        _data = data;
        _schedule = schedule;
        _pageWidth = pageWidth;
    }

    public override double MinWidth => _pageWidth;

    public override double Height => HeadingHeight + BoundsHeight + PlotHeight + LaneGap + LaneHeight + AxisHeight + LegendHeight;

    public override void Draw(SvgWriter svg, Box area)
    {
        DrawHeading(svg, area, "Schedule", $"aggregated: {CostText.Count(_schedule.WorkerCount, "worker")} are too many for a lane each (limit {GanttPicture.MaxLanes}); the area shows how many are busy");
        var plot = new Box(area.Left + NameWidth, area.Top + HeadingHeight + BoundsHeight, area.Width - NameWidth - EndWidth, PlotHeight + LaneGap + LaneHeight);
        var scale = new TimeScale(_schedule.Makespan, plot);
        ScheduleAxis.DrawTicks(svg, _data, _schedule, scale);
        double[] load = Load((int)plot.Width);
        double peak = Math.Max(1, load.Max());
        DrawArea(svg, plot, load, peak);
        svg.Write($"""<text class="ax" x="{area.Left}" y="{plot.Top + 9}">{CostText.Count((long)Math.Round(peak))} busy</text>""");
        svg.Write($"""<text class="ax" x="{area.Left}" y="{plot.Top + PlotHeight}">0 busy</text>""");
        svg.Write($"""<text class="ax" x="{area.Left}" y="{plot.Bottom - 3}">critical</text>""");
        DrawCritical(svg, scale);
        ScheduleAxis.DrawBounds(svg, _data, _schedule, scale);
        ScheduleAxis.DrawLegend(svg, _data, _schedule, plot.Left, plot.Bottom + AxisHeight + 16, "busy workers");
    }

    /// <summary>When a task of the critical path runs; pauses of less than a pixel are not shown.</summary>
    private void DrawCritical(SvgWriter svg, TimeScale scale)
    {
        // The path's tasks start in its order, and do not overlap.
        ReadOnlySpan<int> path = _data.Plan.CriticalPath;
        for (int i = 0; i < path.Length;)
        {
            double start = scale.X(_schedule.Start[path[i]]), end = start;
            for (; i < path.Length && scale.X(_schedule.Start[path[i]]) - end < 1; i++)
            {
                end = scale.X(_schedule.End[path[i]]);
            }

            svg.Write($"""<rect class="bx" x="{start}" y="{scale.Plot.Bottom - LaneHeight}" width="{Math.Max(0.8, end - start)}" height="{LaneHeight}"/>""");
        }
    }

    /// <summary>The mean number of busy workers in each column of the plot. O(tasks + columns).</summary>
    private double[] Load(int columns)
    {
        // Whole columns are summed as differences; the two that a task touches in part are added at once.
        double[] change = new double[columns + 1], load = new double[columns];
        double perColumn = _schedule.Makespan == 0 ? 1 : (double)_schedule.Makespan / columns;
        for (int task = 0; task < _schedule.TaskCount; task++)
        {
            double start = _schedule.Start[task] / perColumn, end = _schedule.End[task] / perColumn;
            int first = Math.Min(columns - 1, (int)start), last = Math.Min(columns - 1, (int)end);
            if (first == last)
            {
                load[first] += end - start;
                continue;
            }

            load[first] += first + 1 - start;
            load[last] += end - last;
            change[first + 1]++;
            change[last]--;
        }

        double whole = 0;
        for (int column = 0; column < columns; column++)
        {
            whole += change[column];
            load[column] += whole;
        }

        return load;
    }

    private static void DrawArea(SvgWriter svg, Box plot, double[] load, double peak)
    {
        double width = plot.Width / load.Length, bottom = plot.Top + PlotHeight;
        svg.WriteRaw("<path class=\"bm\" d=\"");
        svg.Write($"M{plot.Left} {bottom}");
        for (int column = 0; column < load.Length; column++)
        {
            if (column == 0 || load[column] != load[column - 1])
            {
                svg.Write($"H{plot.Left + (column * width)}V{bottom - (load[column] / peak * PlotHeight)}");
            }
        }

        svg.Write($"H{plot.Right}V{bottom}z\"/>");
    }
}
