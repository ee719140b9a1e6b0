using System.Collections.Generic;
using Engine.Generators.Model;

namespace Engine.Generators.Parsing;

/// <summary>
/// Exactly when a step runs: for each of some bool and enum steps, by position, the values that it must have returned. A
/// step that must have returned something must have run, so its own guard is part of this one.
/// </summary>
internal sealed class Guard
{
    private readonly SortedDictionary<int, ulong[]> _allowed = [];

    /// <summary>A step whose values are contradictory, where one is: no run takes this path.</summary>
    public int Contradiction { get; private set; } = -1;

    /// <summary>Narrows by another guard: both must hold.</summary>
    public void And(Guard other)
    {
        foreach (KeyValuePair<int, ulong[]> literal in other._allowed)
        {
            Narrow(literal.Key, literal.Value);
        }
    }

    /// <summary>Narrows by one condition; <paramref name="domainSize"/> is 2 for a bool (false, true), for an enum its values and one for all others.</summary>
    public void And(Condition condition, int domainSize)
    {
        ulong[] allowed = new ulong[(domainSize + 63) / 64];
        switch (condition.Kind)
        {
            case ConditionKind.IsFalse:
                allowed[0] = 1;
                break;
            case ConditionKind.IsTrue:
                allowed[0] = 2;
                break;
            case ConditionKind.In:
                foreach (int value in condition.Values)
                {
                    allowed[value / 64] |= 1UL << (value % 64);
                }

                break;
            default:
                for (int value = 0; value < domainSize; value++)
                {
                    allowed[value / 64] |= 1UL << (value % 64);
                }

                foreach (int value in condition.Values)
                {
                    allowed[value / 64] &= ~(1UL << (value % 64));
                }

                break;
        }

        Narrow(condition.Step, allowed);
    }

    /// <summary>Whether no run takes both. A step without a guard always runs.</summary>
    public static bool Exclude(Guard? left, Guard? right)
    {
        if (left is null || right is null)
        {
            return false;
        }

        foreach (KeyValuePair<int, ulong[]> literal in left._allowed)
        {
            if (right._allowed.TryGetValue(literal.Key, out ulong[]? other) && !Intersects(literal.Value, other))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether every run that takes <paramref name="narrow"/> takes <paramref name="wide"/> too.</summary>
    public static bool Implies(Guard? narrow, Guard? wide)
    {
        if (wide is null)
        {
            return true;
        }

        if (narrow is null)
        {
            return false;
        }

        foreach (KeyValuePair<int, ulong[]> literal in wide._allowed)
        {
            if (!narrow._allowed.TryGetValue(literal.Key, out ulong[]? other) || !IsSubset(other, literal.Value))
            {
                return false;
            }
        }

        return true;
    }

    private void Narrow(int step, ulong[] allowed)
    {
        if (!_allowed.TryGetValue(step, out ulong[]? current))
        {
            _allowed.Add(step, allowed);
            return;
        }

        // Guards share their rows, so a narrower one is a new one.
        ulong[] both = new ulong[current.Length];
        bool isEmpty = true;
        for (int i = 0; i < both.Length; i++)
        {
            both[i] = current[i] & allowed[i];
            isEmpty &= both[i] == 0;
        }

        _allowed[step] = both;
        if (isEmpty && Contradiction < 0)
        {
            Contradiction = step;
        }
    }

    private static bool Intersects(ulong[] left, ulong[] right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if ((left[i] & right[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSubset(ulong[] inner, ulong[] outer)
    {
        for (int i = 0; i < inner.Length; i++)
        {
            if ((inner[i] & ~outer[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
