using Engine.Host.Render.Layout;

namespace Engine.Host.Render;

/// <summary>
/// The picture of a graph with too many tasks to draw: a bar per level, or per run of levels, upwards for its tasks and
/// downwards for the time that the critical path spends in it; and the longest tasks of that path by name.
/// </summary>
internal sealed class ProfilePicture : ReportSection
{
    // Thinner ones vanish in the axis.
    private const double MinBar = 2.5;

    private const int MaxBars = 240, MaxLongest = 8;
    private const double HeadingHeight = 34, NameWidth = 76, UpHeight = 190, DownHeight = 90, AxisHeight = 24, LegendHeight = 44, ListHeading = 34, ListRow = 19;

    private readonly ReportData _data;
    private readonly string _reason;
    private readonly long _mostCritical;
    private readonly double _pageWidth;
    private readonly int _levelsPerBar;
    private readonly int _barCount;
    private readonly long[] _tasks;
    private readonly int[] _widest;
    private readonly long[] _criticalTime;
    private readonly int[] _longest;

    /// <param name="data">What was planned.</param>
    /// <param name="pageWidth">How wide the picture is.</param>
    /// <param name="reason">Why the tasks are not drawn.</param>
    public ProfilePicture(ReportData data, double pageWidth, string reason)
    {
        _data = data;
        _reason = reason;
        _mostCritical = 1;
        _pageWidth = pageWidth;
        int levels = data.Plan.LevelCount;
        _levelsPerBar = Math.Max(1, (levels + MaxBars - 1) / MaxBars);
        _barCount = (levels + _levelsPerBar - 1) / _levelsPerBar;
        _tasks = new long[_barCount];
        _widest = new int[_barCount];
        _criticalTime = new long[_barCount];
        for (int level = 0; level < levels; level++)
        {
            int width = data.Plan.LevelWidth(level);
            _tasks[level / _levelsPerBar] += width;
            _widest[level / _levelsPerBar] = Math.Max(_widest[level / _levelsPerBar], width);
        }

        int[] path = data.Plan.CriticalPath.ToArray();
        foreach (int task in path)
        {
            _criticalTime[data.Plan.Levels[task] / _levelsPerBar] += data.Graph.Cost(task);
        }

        foreach (long time in _criticalTime)
        {
            _mostCritical = Math.Max(_mostCritical, time);
        }

        _longest = !data.HasCosts ? [] : path.OrderByDescending(data.Graph.Cost).ThenBy(static task => task).Take(MaxLongest).ToArray();
    }

    public override double MinWidth => _pageWidth;

    public override double Height => HeadingHeight + UpHeight + AxisHeight + DownHeight + LegendHeight + ListHeight;

    private double ListHeight => _longest.Length == 0 ? 0 : ListHeading + (_longest.Length * ListRow);

    public override void Draw(SvgWriter svg, Box area)
    {
        string bar = _levelsPerBar == 1 ? "a bar is a level" : $"a bar is {CostText.Count(_levelsPerBar)} levels";
        DrawHeading(svg, area, "Graph by levels", $"aggregated: {_reason}; {bar}");
        var plot = new Box(area.Left + NameWidth, area.Top + HeadingHeight, area.Width - NameWidth, UpHeight);
        double pitch = plot.Width / Math.Max(1, _barCount);
        DrawTaskAxis(svg, area, plot);
        svg.Write($"""<g id="profile" data-levels-per-bar="{_levelsPerBar}">""");
        for (int i = 0; i < _barCount; i++)
        {
            DrawBar(svg, plot, i, pitch);
        }

        svg.Write($"</g>");
        DrawLevelAxis(svg, area, plot, pitch);
        DrawLegend(svg, plot.Left, plot.Bottom + AxisHeight + DownHeight + 14);
        DrawLongest(svg, area, plot.Bottom + AxisHeight + DownHeight + LegendHeight);
    }

    // Level widths differ by orders of magnitude: a linear bar of 3 beside one of 600,000 is invisible.
    private double Up(double width) => Math.Sqrt(width / Math.Max(1, _data.Plan.MaxLevelWidth)) * (UpHeight - 8);

    private void DrawTaskAxis(SvgWriter svg, Box area, Box plot)
    {
        double lastY = double.MaxValue;
        int widest = _data.Plan.MaxLevelWidth;
        for (long mark = 1, step = 0; mark <= widest; step++, mark = (step % 3) switch { 1 => mark * 2, 2 => mark / 2 * 5, _ => mark * 2 })
        {
            double y = plot.Bottom - Up(mark);
            if (lastY - y < 16 || plot.Bottom - y < 12)
            {
                continue;
            }

            lastY = y;
            svg.Write($"""<path class="g" d="M{plot.Left} {y}H{plot.Right}"/><text class="ax" x="{area.Left}" y="{y + 3.5}">{CostText.Count(mark, "task")}</text>""");
        }
    }

    private void DrawBar(SvgWriter svg, Box plot, int bar, double pitch)
    {
        int firstLevel = bar * _levelsPerBar, lastLevel = Math.Min(firstLevel + _levelsPerBar, _data.Plan.LevelCount) - 1;
        double mean = (double)_tasks[bar] / (lastLevel - firstLevel + 1);
        double gap = pitch > 6 ? Math.Min(8, pitch * 0.2) : 0, left = plot.Left + (bar * pitch) + (gap / 2), width = Math.Min(pitch - gap, 120);
        left += (pitch - gap - width) / 2;
        double peak = Math.Max(MinBar, Up(_widest[bar])), middle = Math.Max(MinBar, Up(mean));
        string levels = firstLevel == lastLevel ? $"level {firstLevel}" : $"levels {firstLevel} to {lastLevel}";
        svg.Write($"""<g data-bar="{bar}" data-tasks="{_tasks[bar]}"><title>{levels}: {CostText.Count(_tasks[bar], "task")}{"\n"}critical path {_data.Time(_criticalTime[bar])}</title>""");
        if (_levelsPerBar > 1)
        {
            svg.Write($"""<rect class="pk" x="{left}" y="{plot.Bottom - peak}" width="{width}" height="{peak}"/>""");
        }

        svg.Write($"""<rect class="pf" x="{left}" y="{plot.Bottom - middle}" width="{width}" height="{middle}"/>""");
        double down = (double)_criticalTime[bar] / _mostCritical * (DownHeight - 20);
        svg.Write($"""<rect class="bx" x="{left}" y="{plot.Bottom + AxisHeight}" width="{width}" height="{(_criticalTime[bar] == 0 ? 0 : Math.Max(1, down))}"/>""");
        string time = _data.Time(_criticalTime[bar]);
        if (_criticalTime[bar] != 0 && DisplayText.Width(time, 10) < pitch - 4)
        {
            svg.Write($"""<text class="lv" text-anchor="middle" x="{left + (width / 2)}" y="{plot.Bottom + AxisHeight + Math.Max(1, down) + 12}">{time}</text>""");
        }

        string count = CostText.Count(_tasks[bar]);
        if (_levelsPerBar == 1 && DisplayText.Width(count, 10) < pitch - 2)
        {
            svg.Write($"""<text class="lv" text-anchor="middle" x="{left + (width / 2)}" y="{plot.Bottom - middle - 4}">{count}</text>""");
        }

        svg.Write($"</g>");
    }

    private void DrawLevelAxis(SvgWriter svg, Box area, Box plot, double pitch)
    {
        svg.Write($"""<path class="gb" d="M{plot.Left} {plot.Bottom}H{plot.Right}M{plot.Left} {plot.Bottom + AxisHeight}H{plot.Right}"/>""");
        svg.Write($"""<text class="ax" x="{area.Left}" y="{plot.Bottom + 16}">level</text>""");
        svg.Write($"""<text class="ax" x="{area.Left}" y="{plot.Bottom + AxisHeight + 14}">critical</text>""");
        int step = LevelStep(pitch / _levelsPerBar);
        for (int level = 0; level < _data.Plan.LevelCount; level += step)
        {
            // Under the middle of a level's own bar, else where the run of levels has it.
            double x = plot.Left + ((_levelsPerBar == 1 ? level + 0.5 : (double)level / _levelsPerBar) * pitch);
            svg.Write($"""<text class="ax" text-anchor="middle" x="{x}" y="{plot.Bottom + 16}">{CostText.Count(level)}</text>""");
        }
    }

    /// <summary>The smallest round number of levels that leaves room for a label.</summary>
    private static int LevelStep(double pixelsPerLevel)
    {
        double atLeast = 52 / pixelsPerLevel;
        int step = 1;
        for (int i = 0; step < atLeast; i++)
        {
            step = i % 3 == 1 ? step / 2 * 5 : step * 2;
        }

        return step;
    }

    private void DrawLegend(SvgWriter svg, double left, double middle)
    {
        string up = _levelsPerBar == 1 ? "tasks of the level (square-root scale)" : "tasks per level, mean and (lighter) largest (square-root scale)";
        svg.Write($"""<rect class="pf" x="{left}" y="{middle - 7}" width="20" height="14"/><text class="ax" x="{left + 26}" y="{middle + 4}">{up}</text>""");
        left += DisplayText.Width(up, 10.5) + 56;
        string unit = $"time of the critical path, {_data.Time(_mostCritical)} at most";
        svg.Write($"""<rect class="bx" x="{left}" y="{middle - 7}" width="20" height="14"/><text class="ax" x="{left + 26}" y="{middle + 4}">{unit}</text>""");
    }

    private void DrawLongest(SvgWriter svg, Box area, double top)
    {
        if (_longest.Length == 0)
        {
            return;
        }

        svg.Write($"""<text class="h" x="{area.Left}" y="{top + 20}">Longest tasks of the critical path</text>""");
        for (int i = 0; i < _longest.Length; i++)
        {
            int task = _longest[i];
            double y = top + ListHeading + (i * ListRow), share = _data.Plan.Span == 0 ? 0 : (double)_data.Graph.Cost(task) / _data.Plan.Span;
            svg.Write($"""<rect class="lane" x="{area.Left}" y="{y}" width="90" height="12"/><rect class="bx" x="{area.Left}" y="{y}" width="{90 * share}" height="12"/>""");
            svg.Write($"""<text class="mu" x="{area.Left + 98}" y="{y + 10.5}">{CostText.Percent(share)}</text><text class="mu" x="{area.Left + 150}" y="{y + 10.5}">{_data.Cost(task)}</text><text class="mu" x="{area.Left + 250}" y="{y + 10.5}">level {_data.Plan.Levels[task]}</text>""");
            TextBox.Draw(svg, "nf", DisplayText.Shorten(_data.Label(task), area.Width - 340, 11), new Box(area.Left + 340, y, area.Width - 340, 14), 10.5, 11);
        }
    }
}
