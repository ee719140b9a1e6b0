using System.Runtime.InteropServices;
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
        Add("Critical path", data.HasCosts ? $"{data.Time(plan.Span)} in {CostText.Count(plan.CriticalPath.Length, "task")}" : CostText.Count(plan.Span, "task"), true);
        Add("Parallelism", CostText.Ratio(plan.Parallelism), false);
        if (schedule is not null)
        {
            Add("Workers", CostText.Count(schedule.WorkerCount), false);
            Add("Makespan", data.Time(schedule.Makespan), false);
            Add("Utilization", CostText.Percent(schedule.Utilization), false);
        }
    }

    public override double MinWidth => _pageWidth;

    public override double Height => CardsTop + (Rows().Count * (CardHeight + CardGap)) - CardGap;

    public override void Draw(SvgWriter svg, Box area)
    {
        string origin = $"{_data.File.Format} \u00B7 {Path.GetFileName(_data.File.Path)}";
        DrawLine(svg, "t", _data.Title, area, 22, 22, 1.1);
        DrawLine(svg, "mu", DisplayText.Clean(origin), area, 43, 12, 1);
        double top = area.Top + CardsTop;
        foreach ((int first, int end) in Rows())
        {
            DrawRow(svg, area, CollectionsMarshal.AsSpan(_cards)[first..end], top);
            top += CardHeight + CardGap;
        }
    }

    /// <summary>The cards of a row share the room that is left, so that rows end with the page.</summary>
    private static void DrawRow(SvgWriter svg, Box area, ReadOnlySpan<Card> cards, double top)
    {
        double used = -CardGap, left = area.Left;
        foreach (Card card in cards)
        {
            used += card.Width + CardGap;
        }

        double more = Math.Max(0, area.Width - used) / cards.Length;
        foreach (Card card in cards)
        {
            svg.Write($"""<rect class="card" x="{left}" y="{top}" width="{card.Width + more}" height="{CardHeight}" rx="6"/>""");
            svg.Write($"""<text class="k" x="{left + CardPadding}" y="{top + 19}">{card.Key}</text>""");
            svg.Write($"""<text class="{(card.IsCritical ? "v vc" : "v")}" x="{left + CardPadding}" y="{top + 40}">{card.Value}</text>""");
            left += card.Width + more + CardGap;
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

    /// <summary>As few rows as hold all cards, each with about as many cards.</summary>
    private List<(int First, int End)> Rows()
    {
        for (int rowCount = 1; ; rowCount++)
        {
            int perRow = (_cards.Count + rowCount - 1) / rowCount;
            var rows = new List<(int First, int End)>();
            bool fits = true;
            for (int first = 0; first < _cards.Count; first += perRow)
            {
                int end = Math.Min(first + perRow, _cards.Count);
                double width = -CardGap;
                for (int card = first; card < end; card++)
                {
                    width += _cards[card].Width + CardGap;
                }

                fits &= width <= _pageWidth;
                rows.Add((first, end));
            }

            if (fits || perRow == 1)
            {
                return rows;
            }
        }
    }

    private readonly record struct Card(string Key, string Value, bool IsCritical, double Width);
}
