using Engine.Host.Render.Layout;

namespace Engine.Host.Render;

/// <summary>Where times stand in a plot that ends with the makespan.</summary>
internal sealed class TimeScale(long makespan, Box plot)
{
    public Box Plot => plot;

    public double TimePerPixel => makespan / plot.Width;

    public double X(double time) => plot.Left + (makespan == 0 ? 0 : time / makespan * plot.Width);
}
