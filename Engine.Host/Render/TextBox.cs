using Engine.Host.Render.Layout;

namespace Engine.Host.Render;

/// <summary>Draws text that never leaves its box.</summary>
internal static class TextBox
{
    /// <summary>
    /// Draws one line. Its width is known to fit for scripts whose widths are known; other text is clipped by a viewport of
    /// its own, since no estimate holds for every script and font.
    /// </summary>
    /// <param name="svg">Where to.</param>
    /// <param name="style">The class that sets size and colour.</param>
    /// <param name="text">Text that was shortened to the width of the box.</param>
    /// <param name="box">The room it has.</param>
    /// <param name="baseline">The baseline, below the top of the box.</param>
    /// <param name="fontSize">The size that the class sets.</param>
    /// <param name="centered">Whether the text stands in the middle.</param>
    public static void Draw(SvgWriter svg, string style, string text, Box box, double baseline, double fontSize, bool centered = false)
    {
        if (text.Length == 0)
        {
            return;
        }

        bool clips = !DisplayText.IsMeasurable(text);
        double x = clips ? 0 : box.Left, y = clips ? baseline : box.Top + baseline;
        x += centered ? box.Width / 2 : 0;
        if (clips)
        {
            // Tall scripts may use the room above the first line of Latin capitals, hence the height to the box' end.
            double height = Math.Max(baseline + (0.35 * fontSize), 1);
            svg.WriteRaw("<svg class=\"cl\" ");
            svg.Write($"""x="{box.Left}" y="{box.Top}" width="{Math.Max(box.Width, 1)}" height="{height}">""");
        }

        svg.WriteRaw(centered ? "<text text-anchor=\"middle\" " : "<text ");
        svg.Write($"""class="{style}" x="{x}" y="{y}">{text}</text>""");
        if (clips)
        {
            svg.Write($"</svg>");
        }
    }
}
