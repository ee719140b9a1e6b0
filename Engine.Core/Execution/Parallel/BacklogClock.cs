using System.Diagnostics;

namespace Engine.Internal;

/// <summary>
/// Measures a run on one thread and says when help pays for what is left of it. It looks at the clock after 1, 2, 4, ... steps:
/// a look takes as long as several small steps, and a long first step is noticed at once.
/// </summary>
internal struct BacklogClock
{
    /// <summary>The most steps between two looks: a look is then 1 or 2 % of the cheapest steps.</summary>
    public const int MostSteps = 256;

    private readonly StepCosts _costs;
    private readonly int _degree;
    private long _lastLook;
    private int _lastEnded;
    private int _stride;

    public BacklogClock(StepCosts costs, int degree, RunStart start)
    {
        _costs = costs;
        _degree = degree;
        _stride = start == RunStart.Watched ? 1 : MostSteps;
        NextLook = costs.IsChain ? int.MaxValue : _stride;
        Began = _lastLook = Stopwatch.GetTimestamp();
    }

    /// <summary>When the run began, in ticks of the stopwatch.</summary>
    public long Began { get; }

    /// <summary>After how many ended steps to ask.</summary>
    public int NextLook { get; private set; }

    /// <summary>Whether the rest of the run is worth helpers, if it goes on as all of it did or as it did last.</summary>
    public bool HelpPays(int ended, int stepCount)
    {
        long now = Stopwatch.GetTimestamp();
        double nsPerTick = 1e9 / Stopwatch.Frequency;
        double last = (now - _lastLook) * nsPerTick / (ended - _lastEnded);
        double all = (now - Began) * nsPerTick / ended;
        _lastLook = now;
        _lastEnded = ended;
        _stride = Math.Min(2 * _stride, MostSteps);
        NextLook = ended + _stride;
        return _costs.Pays(stepCount - ended, Math.Max(last, all), _degree);
    }
}
