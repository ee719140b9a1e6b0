using Engine.Host.Files;

namespace Engine.Host.Render;

/// <summary>Where the ticks of a time axis stand: a round step in a unit that people count in.</summary>
internal sealed class TimeAxis
{
    private static readonly double[] SecondSteps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];

    private readonly CostUnit _unit;
    private readonly double _step;

    /// <param name="end">The last moment on the axis, in the unit of the costs.</param>
    /// <param name="unit">The unit of the costs.</param>
    /// <param name="maxTicks">The step is the smallest round one with at most this many ticks after 0.</param>
    public TimeAxis(long end, CostUnit unit, int maxTicks)
    {
        _unit = unit;
        double fileEnd = unit.ToFileUnit(end);
        _step = Step(fileEnd / Math.Max(1, maxTicks), unit);
        TickCount = fileEnd <= 0 ? 1 : (int)Math.Floor((fileEnd / _step) + 1e-9) + 1;
    }

    /// <summary>How many ticks there are, the one at 0 counted.</summary>
    public int TickCount { get; }

    /// <summary>Where a tick stands, in the unit of the costs.</summary>
    public double Position(int tick) => tick * _step * _unit.PerFileUnit;

    /// <summary>What stands at a tick.</summary>
    public string Label(int tick) => tick == 0 ? "0" : CostText.Cost((long)Math.Round(Position(tick)), _unit);

    private static double Step(double atLeast, CostUnit unit)
    {
        if (unit.Symbol == "s" && atLeast > 0.5)
        {
            foreach (double step in SecondSteps)
            {
                if (step >= atLeast)
                {
                    return step;
                }
            }

            return 86400 * DecimalStep(atLeast / 86400);
        }

        // A file's plain integers have no halves.
        double smallest = unit.PerFileUnit == 1 ? 1 : 1.0 / unit.PerFileUnit;
        return Math.Max(smallest, DecimalStep(atLeast));
    }

    /// <summary>The smallest 1, 2 or 5 times a power of ten that is not below.</summary>
    private static double DecimalStep(double atLeast)
    {
        if (atLeast <= 0)
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        double digit = atLeast / power;
        return power * (digit <= 1.000001 ? 1 : digit <= 2.000001 ? 2 : digit <= 5.000001 ? 5 : 10);
    }
}
