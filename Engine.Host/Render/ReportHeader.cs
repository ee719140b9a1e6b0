using Engine.Graphs;
using Engine.Host.Render.Layout;

namespace Engine.Host.Render;

/// <summary>Title, origin and the figures of the plan, as cards in rows.</summary>
internal sealed class ReportHeader : ReportSection
{
    private const double CardHeight = 52, CardGap = 10, CardPadding = 12, CardsTop = 58;

    private readonly ReportData _data;
    private readonly List<Card> _cards = [];
    private readonly double _pageWidth;

    /// <param name="data">What was planned.</param>
    /// <param name="schedule">Its schedule, if there is one.</param>
    /// <param name="pageWidth">The width in which the cards break into rows.</param>
    public ReportHeader(ReportData data, Schedule? schedule, double pageWidth)
    {
        _data = data;
        _pageWidth = pageWidth;
        Plan plan = data.Plan;
        Add("Tasks", CostText.Count(plan.NodeCount), false);
        Add("Edges", CostText.Count(data.Graph.EdgeCount), false);
        Add("Levels", CostText.Count(plan.LevelCount), false);
        Add("Widest level", CostText.Count(plan.MaxLevelWidth, "task"), false);
        Add("Work", data.Time(plan.Work), false);
        Add("Critical path", $"{data.Time(plan.Span)} in {CostText.Count(plan.CriticalPath.Length, "task")}", true);
        Add("Parallelism (work / critical path)", CostText.Ratio(plan.Parallelism), false);
        if (schedule is not null)
        {
            Add("Workers", CostText.Count(schedule.WorkerCount), false);
            Add("Makespan", data.Time(schedule.Makespan), false);
            Add("Utilisation", CostText.Percent(schedule.Utilization), false);
        }
    }

    public override double MinWidth => _pageWidth;

    public override double Height => CardsTop + (Rows() * (CardHeight + CardGap)) - CardGap;

    public override void Draw(SvgWriter svg, Box area)
    {
        string origin = $"{_data.File.Format} \u00B7 {Path.GetFileName(_data.File.Path)}";
        DrawLine(svg, "t", _data.Title, area, 22, 22, 1.1);
        DrawLine(svg, "mu", DisplayText.Clean(origin), area, 43, 12, 1);
        double left = area.Left, top = area.Top + CardsTop;
        foreach (Card card in _cards)
        {
            if (left > area.Left && left + card.Width > area.Left + _pageWidth)
            {
                (left, top) = (area.Left, top + CardHeight + CardGap);
            }

            svg.Write($"""<rect class="card" x="{left}" y="{top}" width="{card.Width}" height="{CardHeight}" rx="6"/>""");
            svg.Write($"""<text class="k" x="{left + CardPadding}" y="{top + 19}">{card.Key}</text>""");
            svg.Write($"""<text class="{(card.IsCritical ? "v vc" : "v")}" x="{left + CardPadding}" y="{top + 40}">{card.Value}</text>""");
            left += card.Width + CardGap;
        }
    }

    private static void DrawLine(SvgWriter svg, string style, string text, Box area, double baseline, double fontSize, double boldness)
        => TextBox.Draw(svg, style, DisplayText.Shorten(text, area.Width / boldness, fontSize), new Box(area.Left, area.Top, area.Width, baseline + 8), baseline, fontSize);

    private void Add(string key, string value, bool isCritical)
    {
        // Semibold text is about a tenth wider than what the widths are known for.
        double width = Math.Max(DisplayText.Width(key, 11), DisplayText.Width(value, 17) * 1.1);
        _cards.Add(new Card(key, value, isCritical, Math.Ceiling(width + (2 * CardPadding))));
    }

    private int Rows()
    {
        int rows = 1;
        double left = 0;
        foreach (Card card in _cards)
        {
            if (left > 0 && left + card.Width > _pageWidth)
            {
                left = 0;
                rows++;
            }

            left += card.Width + CardGap;
        }

        return rows;
    }

    private readonly record struct Card(string Key, string Value, bool IsCritical, double Width);
}
