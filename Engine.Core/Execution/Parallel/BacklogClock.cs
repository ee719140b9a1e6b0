using System.Diagnostics;

namespace Engine.Internal;

/// <summary>
/// Measures a run on one thread and says when help pays for what is left of it. A watched run is looked at after 1, 2, 4, ...
/// steps, so that a long first step is noticed at once. One that begins alone asks every <see cref="MostSteps"/> steps the
/// system's coarse clock, which costs a tenth of a look at the stopwatch, and is watched as soon as that clock has moved on.
/// </summary>
internal struct BacklogClock
{
    /// <summary>The most steps between two looks.</summary>
    public const int MostSteps = 256;

    private const int NoLook = int.MaxValue;

    private readonly StepCosts _costs;
    private readonly int _degree;
    private readonly long _beganMs;
    private bool _isCoarse;
    private long _watchedFrom;
    private long _lastLook;
    private int _firstWatched;
    private int _lastEnded;

    public BacklogClock(StepCosts costs, int degree, RunStart start)
    {
        _costs = costs;
        _degree = degree;
        _isCoarse = start != RunStart.Watched;
        NextLook = start == RunStart.Inline ? NoLook : _isCoarse ? MostSteps : 1;
        if (_isCoarse)
        {
            _beganMs = Environment.TickCount64;
        }
        else
        {
            _watchedFrom = _lastLook = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>The time since a watched run began, in ticks of the stopwatch.</summary>
    public readonly long WatchedTicks => Stopwatch.GetTimestamp() - _watchedFrom;

    /// <summary>After how many ended steps to ask.</summary>
    public int NextLook { get; private set; }

    /// <summary>Whether a look may be due after so many steps: only after powers of two and multiples of <see cref="MostSteps"/>.</summary>
    public static bool MayLook(int ended) => ended != 0 && ((ended & (MostSteps - 1)) == 0 || (ended < MostSteps && (ended & (ended - 1)) == 0));

    /// <summary>Whether the rest of the run is worth helpers, if it goes on as all of it did or as it did last.</summary>
    public bool HelpPays(int ended, int stepCount)
    {
        NextLook = ended < MostSteps ? 2 * ended : ended + MostSteps;
        if (_isCoarse)
        {
            if (Environment.TickCount64 != _beganMs)
            {
                _isCoarse = false;
                _watchedFrom = _lastLook = Stopwatch.GetTimestamp();
                _firstWatched = _lastEnded = ended;
            }

            return false;
        }

        long now = Stopwatch.GetTimestamp();
        double nsPerTick = 1e9 / Stopwatch.Frequency;
        double last = (now - _lastLook) * nsPerTick / (ended - _lastEnded);
        double all = (now - _watchedFrom) * nsPerTick / (ended - _firstWatched);
        _lastLook = now;
        _lastEnded = ended;
        return _costs.Pays(stepCount - ended, Math.Max(last, all), _degree);
    }
}
