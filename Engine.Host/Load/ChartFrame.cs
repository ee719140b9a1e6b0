using Engine.Host.Render;

namespace Engine.Host.Load;

/// <summary>A chart's axes with their labels, and the lines between them.</summary>
/// <param name="svg">Where to.</param>
/// <param name="label">Writes a value of the vertical axis.</param>
/// <param name="top">The value at its upper end.</param>
/// <param name="from">The value at the left.</param>
/// <param name="to">The value at the right.</param>
/// <param name="across">Writes a value of the horizontal axis.</param>
internal sealed class ChartFrame(SvgWriter svg, Func<double, string> label, double top, double from, double to, Func<double, string> across)
{
    private const double Width = 900, Height = 220, Left = 80, Right = 20, Above = 14, Below = 28;
    private const int Rows = 4, MostColumns = 10;

    /// <summary>A round value that none of these is above.</summary>
    public static double Top(IEnumerable<double> values)
    {
        double largest = Math.Max(1, values.DefaultIfEmpty(1).Max()), unit = Math.Pow(10, Math.Floor(Math.Log10(largest)));
        double[] steps = [1, 2, 4, 6, 8, 10];
        return unit * steps.First(step => step * unit >= largest);
    }

    /// <summary>Begins the picture.</summary>
    public void Begin(string title)
    {
        svg.Write($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\"><title>{title}</title>");
        for (int row = 0; row <= Rows; row++)
        {
            double value = top * row / Rows, y = Y(value);
            svg.Write($"<line class=\"g\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y}\" y2=\"{y}\"/><text x=\"{Left - 8}\" y=\"{y + 4}\" text-anchor=\"end\">{label(value)}</text>");
        }

        double step = Math.Max(1, Math.Ceiling((to - from) / MostColumns));
        for (double at = from; at <= to; at += step)
        {
            svg.Write($"<text x=\"{X(at)}\" y=\"{Height - 8}\" text-anchor=\"middle\">{across(at)}</text>");
        }
    }

    /// <summary>Draws a line through points.</summary>
    public void Line(string style, IReadOnlyList<(double X, double Y)> points)
    {
        svg.WriteRaw("<polyline class=\"l ");
        svg.WriteRaw(style);
        svg.WriteRaw("\" points=\"");
        foreach ((double x, double y) in points)
        {
            svg.Write($"{X(x)},{Y(y)} ");
        }

        svg.WriteRaw("\"/>\n");
    }

    /// <summary>Ends the picture.</summary>
    public void End() => svg.WriteRaw("</svg>\n");

    private double X(double at) => Left + ((at - from) / Math.Max(to - from, 1e-9) * (Width - Left - Right));

    private double Y(double value) => Height - Below - (Math.Min(value, top) / top * (Height - Above - Below));
}
