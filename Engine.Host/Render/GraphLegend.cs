using Engine.Host.Render.Layout;

namespace Engine.Host.Render;

/// <summary>The row under the graph that says what shades, borders and lines mean.</summary>
internal static class GraphLegend
{
    public static void Draw(SvgWriter svg, ReportData data, EdgeSelection edges, Box area)
    {
        double x = area.Left, middle = area.Top + 10;
        if (data.HasCosts && data.MaxCost > 0)
        {
            x = Label(svg, x, middle, "cost 0");
            for (int shade = 0; shade < ReportData.ShadeCount; shade++)
            {
                svg.Write($"""<g class="n s{shade}"><rect x="{x}" y="{middle - 7}" width="16" height="14"/></g>""");
                x += 16;
            }

            x = Label(svg, x + 6, middle, data.Time(data.MaxCost) + " (shade grows with the square root)") + 18;
        }

        if (!data.Plan.CriticalPath.IsEmpty)
        {
            svg.Write($"""<g class="n s0 c"><rect x="{x + 1}" y="{middle - 7}" width="20" height="14" rx="3"/></g>""");
            svg.Write($"""<path class="ec" marker-end="url(#ac)" d="M{x + 22} {middle}h24"/>""");
            x = Label(svg, x + 54, middle, "critical path") + 18;
        }

        if (data.Graph.EdgeCount > 0)
        {
            svg.Write($"""<path class="e" marker-end="url(#a)" d="M{x} {middle}h24"/>""");
            x = Label(svg, x + 32, middle, "must end before") + 18;
        }

        if (edges.ShowsImplied && edges.ImpliedCount > 0)
        {
            svg.Write($"""<path class="e r" d="M{x} {middle}h24"/>""");
            Label(svg, x + 32, middle, "implied by other edges");
        }
    }

    /// <summary>Returns where the text ends.</summary>
    private static double Label(SvgWriter svg, double x, double middle, string text)
    {
        svg.Write($"""<text class="ax" x="{x}" y="{middle + 4}">{text}</text>""");
        return x + DisplayText.Width(text, 10.5) + 6;
    }
}
