using Engine.Graphs;
using Engine.Host.Render.Layout;

namespace Engine.Host.Render;

/// <summary>What the pictures of a schedule share: ticks, the lines of makespan and lower bound, the legend.</summary>
internal static class ScheduleAxis
{
    private const double TickRoom = 95;

    public static void DrawTicks(SvgWriter svg, ReportData data, Schedule schedule, TimeScale scale)
    {
        Box plot = scale.Plot;
        var axis = new TimeAxis(schedule.Makespan, data.File.Unit, (int)(plot.Width / TickRoom));
        for (int tick = 0; tick < axis.TickCount; tick++)
        {
            double x = scale.X(axis.Position(tick));
            svg.Write($"""<path class="g" d="M{x} {plot.Top - 4}V{plot.Bottom + 4}"/><text class="ax" text-anchor="middle" x="{x}" y="{plot.Bottom + 17}">{axis.Label(tick)}</text>""");
        }
    }

    /// <summary>Above the plot, on two rows, so that neither meets the other's label or line however near the two times are.</summary>
    public static void DrawBounds(SvgWriter svg, ReportData data, Schedule schedule, TimeScale scale)
    {
        bool isOptimal = schedule.LowerBound == schedule.Makespan;
        if (HasLowerBound(schedule))
        {
            DrawBound(svg, scale, schedule.LowerBound, 27, "lb", "lbt", "lower bound " + data.Time(schedule.LowerBound));
        }

        DrawBound(svg, scale, schedule.Makespan, 12, "ms", "mst", $"makespan {data.Time(schedule.Makespan)}{(isOptimal ? " = lower bound" : "")}");
    }

    /// <summary>Explains what is drawn, and nothing else.</summary>
    public static void DrawLegend(SvgWriter svg, ReportData data, Schedule schedule, double left, double middle, string bar = "task")
    {
        double x = left;
        if (bar != "task" || data.Plan.CriticalPath.Length < data.Graph.NodeCount)
        {
            svg.Write($"""<rect class="b" x="{x}" y="{middle - 7}" width="20" height="14"/><text class="ax" x="{x + 26}" y="{middle + 4}">{bar}</text>""");
            x += 26 + DisplayText.Width(bar, 10.5) + 16;
        }

        svg.Write($"""<rect class="bc" x="{x}" y="{middle - 7}" width="20" height="14"/><text class="ax" x="{x + 26}" y="{middle + 4}">task on the critical path</text>""");
        if (HasLowerBound(schedule))
        {
            svg.Write($"""<path class="lb" d="M{x + 174} {middle}h20"/><text class="ax" x="{x + 200}" y="{middle + 4}">lower bound: no schedule on as many workers ends earlier</text>""");
        }
    }

    private static bool HasLowerBound(Schedule schedule) => schedule.LowerBound > 0 && schedule.LowerBound != schedule.Makespan;

    private static void DrawBound(SvgWriter svg, TimeScale scale, long time, double row, string line, string label, string text)
    {
        Box plot = scale.Plot;
        double x = scale.X(time), top = plot.Top - 38;
        bool endsAtLine = x - plot.Left > DisplayText.Width(text, 11) + 8;
        svg.Write($"""<path class="{line}" d="M{x} {top + row - 9}V{plot.Bottom + 4}"/>""");
        svg.WriteRaw(endsAtLine ? "<text text-anchor=\"end\" " : "<text ");
        svg.Write($"""class="{label}" x="{x + (endsAtLine ? -5 : 5)}" y="{top + row}">{text}</text>""");
    }
}
