using Engine.Graphs;
using Engine.Host.Render.Layout;

namespace Engine.Host.Render;

/// <summary>The schedule: a lane per worker, a bar per task, a time axis, the makespan and its lower bound.</summary>
internal sealed class GanttPicture : ReportSection
{
    /// <summary>With more busy workers than this the load over time is drawn instead.</summary>
    public const int MaxLanes = 256;

    // Three letters and an ellipsis of a long name tell nothing.
    private const int MinLabelLength = 7;
    private const double MinLabelledBar = 16;
    private const double HeadingHeight = 30, NameWidth = 76, UtilizationWidth = 92, BoundsHeight = 38, AxisHeight = 26, LegendHeight = 26, IdleHeight = 20;

    private readonly ReportData _data;
    private readonly Schedule _schedule;
    private readonly double _pageWidth;
    private readonly int[] _lanes;
    private readonly long[] _busy;
    private readonly double _pitch;
    private readonly double _laneHeight;

    public GanttPicture(ReportData data, Schedule schedule, double pageWidth)
    {
        _data = data;
        _schedule = schedule;
        _pageWidth = pageWidth;
        (_lanes, _busy) = BusyWorkers(schedule);
        (_pitch, _laneHeight) = _lanes.Length switch
        {
            <= 8 => (29, 25),
            <= 16 => (24, 21),
            <= 32 => (19, 16),
            <= 64 => (14, 12),
            <= 128 => (9, 8),
            _ => (6, 5),
        };
    }

    public override double MinWidth => _pageWidth;

    public override double Height => HeadingHeight + BoundsHeight + (_lanes.Length * _pitch) + IdleRow + AxisHeight + LegendHeight;

    private double IdleRow => _lanes.Length < _schedule.WorkerCount ? IdleHeight : 0;

    /// <summary>The workers that have a task, ascending, and for how long each of them is busy.</summary>
    public static (int[] Workers, long[] Busy) BusyWorkers(Schedule schedule)
    {
        var busy = new SortedDictionary<int, long>();
        for (int task = 0; task < schedule.TaskCount; task++)
        {
            int worker = schedule.Worker[task];
            busy.TryGetValue(worker, out long time);
            busy[worker] = time + (schedule.End[task] - schedule.Start[task]);
        }

        return (busy.Keys.ToArray(), busy.Values.ToArray());
    }

    public override void Draw(SvgWriter svg, Box area)
    {
        double top = area.Top + HeadingHeight + BoundsHeight;
        var plot = new Box(area.Left + NameWidth, top, area.Width - NameWidth - UtilizationWidth, (_lanes.Length * _pitch) + IdleRow);
        var scale = new TimeScale(_schedule.Makespan, plot);
        List<GanttBar> bars = GanttBars.Build(_data, _schedule, scale.TimePerPixel);
        DrawHeading(svg, area, "Schedule", Remark(bars));
        var laneIndex = new Dictionary<int, int>();
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            laneIndex.Add(_lanes[lane], lane);
            DrawLane(svg, area, plot, lane);
        }

        if (IdleRow > 0)
        {
            double baseline = plot.Bottom - 6;
            string idle = CostText.Count(_schedule.WorkerCount - _lanes.Length, "more worker") + " without a task";
            svg.Write($"""<text class="ax" x="{plot.Left + 6}" y="{baseline}">{idle}</text>""");
        }

        ScheduleAxis.DrawTicks(svg, _data, _schedule, scale);
        svg.Write($"""<g id="gantt" data-left="{plot.Left}" data-width="{plot.Width}" data-makespan="{_schedule.Makespan}">""");
        int maxName = bars.Count > 1000 ? 60 : 200;
        foreach (GanttBar bar in bars)
        {
            DrawBar(svg, scale, bar, plot.Top + (laneIndex[bar.Worker] * _pitch), maxName);
        }

        // Critical tasks within merged bars, where they really are.
        foreach (GanttBar bar in GanttBars.Build(_data, _schedule, scale.TimePerPixel, onlyShortCritical: true))
        {
            double x = scale.X(bar.Start);
            svg.Write($"""<rect class="bx" x="{x}" y="{plot.Top + (laneIndex[bar.Worker] * _pitch)}" width="{Math.Max(0.8, scale.X(bar.End) - x)}" height="{_laneHeight / 2}"/>""");
        }

        svg.Write($"</g>");
        ScheduleAxis.DrawBounds(svg, _data, _schedule, scale);
        ScheduleAxis.DrawLegend(svg, _data, _schedule, plot.Left, plot.Bottom + AxisHeight + 16);
    }

    private string Remark(List<GanttBar> bars)
    {
        string remark = $"{CostText.Count(_schedule.TaskCount, "task")} on {CostText.Count(_schedule.WorkerCount, "worker")}";
        if (_schedule.LowerBound > 0)
        {
            double ratio = (double)_schedule.Makespan / _schedule.LowerBound;
            remark += _schedule.Makespan == _schedule.LowerBound ? ", optimal: the makespan is the lower bound"
                : $", makespan {(ratio < 1.01 ? "less than 1.01" : CostText.Ratio(ratio))} times the lower bound";
        }

        int merged = 0;
        foreach (GanttBar bar in bars)
        {
            merged += bar.TaskCount > 1 ? bar.TaskCount : 0;
        }

        return merged == 0 ? remark : remark + $"; aggregated: {CostText.Count(merged, "short task")} drawn as merged bars";
    }

    private void DrawLane(SvgWriter svg, Box area, Box plot, int lane)
    {
        double top = plot.Top + (lane * _pitch), middle = top + (_laneHeight / 2);
        svg.Write($"""<rect class="lane" x="{plot.Left}" y="{top}" width="{plot.Width}" height="{_laneHeight}"/>""");
        // Text takes 12 pixels: on narrow lanes only every second or third is named.
        int every = (int)Math.Ceiling(12 / _pitch);
        if (lane % every != 0)
        {
            return;
        }

        double share = _schedule.Makespan == 0 ? 0 : (double)_busy[lane] / _schedule.Makespan;
        svg.Write($"""<text class="ax" x="{area.Left}" y="{middle + 3.5}">worker {_lanes[lane]}</text>""");
        double bar = Math.Min(6, _laneHeight);
        svg.Write($"""<rect class="lane" x="{plot.Right + 10}" y="{middle - (bar / 2)}" width="36" height="{bar}"/><rect class="bm" x="{plot.Right + 10}" y="{middle - (bar / 2)}" width="{36 * share}" height="{bar}"/>""");
        svg.Write($"""<text class="ax" text-anchor="end" x="{area.Right}" y="{middle + 3.5}">{CostText.Percent(share)}</text>""");
    }

    private void DrawBar(SvgWriter svg, TimeScale scale, GanttBar bar, double top, int maxName)
    {
        double x = scale.X(bar.Start), width = Math.Max(0.8, scale.X(bar.End) - x);
        if (bar.TaskCount > 1)
        {
            svg.Write($"""<rect class="{(bar.CriticalCount == bar.TaskCount ? "bx" : "bm")}" x="{x}" y="{top}" width="{width}" height="{_laneHeight}" data-count="{bar.TaskCount}" data-worker="{bar.Worker}"><title>{CostText.Count(bar.TaskCount, "task")}, {CostText.Count(bar.CriticalCount)} critical{"\n"}{_data.Time(bar.Start)} to {_data.Time(bar.End)}</title></rect>""");
            return;
        }

        string name = _data.Name(bar.FirstTask, maxName);
        string style = bar.CriticalCount > 0 ? "bc" : width < 2 ? "bm" : "b";
        svg.Write($"""<rect class="{style}" x="{x}" y="{top}" width="{width}" height="{_laneHeight}" data-task="{bar.FirstTask}" data-worker="{bar.Worker}" data-start="{bar.Start}" data-end="{bar.End}"><title>{name}{"\n"}{_data.Time(bar.Start)} to {_data.Time(bar.End)} ({_data.Cost(bar.FirstTask)}), worker {bar.Worker}{(bar.CriticalCount > 0 ? ", critical" : "")}</title></rect>""");
        string whole = _data.Label(bar.FirstTask, maxName);
        string label = _laneHeight < 16 || width < MinLabelledBar ? "" : DisplayText.Shorten(whole, width - 8, 10);
        if (label == whole || label.Length >= MinLabelLength)
        {
            TextBox.Draw(svg, bar.CriticalCount > 0 ? "bl bw" : "bl", label, new Box(x + 4, top, width - 8, _laneHeight), (_laneHeight / 2) + 3.5, 10);
        }
    }
}
