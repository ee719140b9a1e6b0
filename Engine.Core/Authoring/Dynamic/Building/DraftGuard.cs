namespace Engine.Internal;

/// <summary>
/// Exactly when a step runs, as the analyser works it out: for each of some bool and enum steps, by number, the values that it
/// must have returned. A step that must have returned something must have run, so its own guard is part of this one.
/// </summary>
internal sealed class DraftGuard
{
    private readonly SortedDictionary<int, ulong[]> _allowed = [];

    /// <summary>A step whose values are contradictory, where one is: no run takes this path.</summary>
    public int Contradiction { get; private set; } = -1;

    /// <summary>Narrows by another guard: both must hold.</summary>
    public void And(DraftGuard other)
    {
        foreach ((int step, ulong[] allowed) in other._allowed)
        {
            Narrow(step, allowed);
        }
    }

    /// <summary>Narrows by the values of one step, one bit each.</summary>
    public void Narrow(int step, ulong[] allowed)
    {
        if (!_allowed.TryGetValue(step, out ulong[]? current))
        {
            _allowed.Add(step, allowed);
            return;
        }

        // Guards share their rows, so a narrower one is a new one.
        ulong[] both = [.. current.Zip(allowed, static (left, right) => left & right)];
        _allowed[step] = both;
        if (Contradiction < 0 && Array.TrueForAll(both, static word => word == 0))
        {
            Contradiction = step;
        }
    }

    /// <summary>Whether every run that takes <paramref name="narrow"/> takes <paramref name="wide"/> too. A step without a guard always runs.</summary>
    public static bool Implies(DraftGuard? narrow, DraftGuard? wide)
    {
        if (wide is null)
        {
            return true;
        }

        foreach ((int step, ulong[] allowed) in wide._allowed)
        {
            if (narrow is null || !narrow._allowed.TryGetValue(step, out ulong[]? other)
                || other.Zip(allowed).Any(static words => (words.First & ~words.Second) != 0))
            {
                return false;
            }
        }

        return true;
    }
}
