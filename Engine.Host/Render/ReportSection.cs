namespace Engine.Host.Render;

/// <summary>A part of the report that knows its size before it is drawn.</summary>
internal abstract class ReportSection
{
    /// <summary>The room that the section needs; the page is as wide as its widest section.</summary>
    public abstract double MinWidth { get; }

    public abstract double Height { get; }

    /// <summary>Draws within <paramref name="area"/>, whose width is that of the page.</summary>
    public abstract void Draw(SvgWriter svg, Layout.Box area);

    /// <summary>A heading with a smaller remark behind it; both stand within the first 24 pixels.</summary>
    protected static void DrawHeading(SvgWriter svg, Layout.Box area, string heading, string remark)
    {
        svg.Write($"""<text class="h" x="{area.Left}" y="{area.Top + 15}">{heading}</text>""");
        double start = area.Left + (DisplayText.Width(heading, 16) * 1.1) + 12;
        svg.Write($"""<text class="mu" x="{start}" y="{area.Top + 15}">{DisplayText.Shorten(remark, area.Right - start, 12)}</text>""");
    }
}
