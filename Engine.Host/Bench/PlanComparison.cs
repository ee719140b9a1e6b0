using System.Runtime.InteropServices;
using Engine.Graphs;

namespace Engine.Host.Bench;

/// <summary>Says in which fact two plans of one graph differ: what is not equal must not be compared in speed.</summary>
internal static class PlanComparison
{
    /// <summary>The first difference, or null when there is none.</summary>
    public static string? Difference(Plan plan, ObviousPlan other)
        => Unequal("order", plan.Order, CollectionsMarshal.AsSpan(other.Order))
        ?? Unequal("level", plan.Levels, other.Levels)
        ?? Unequal("in-degree", plan.InDegrees, other.InDegrees)
        ?? Unequal("out-degree", plan.OutDegrees, other.OutDegrees)
        ?? Unequal("earliest start", plan.EarliestStart, other.EarliestStart)
        ?? Unequal("latest start", plan.LatestStart, other.LatestStart)
        ?? Unequal("critical path", plan.CriticalPath, CollectionsMarshal.AsSpan(other.CriticalPath))
        ?? Unequal("levels, work, span", [plan.LevelCount, plan.Work, plan.Span], [other.LevelCount, other.Work, other.Span]);

    /// <summary>The first position at which two lists differ, or null.</summary>
    public static string? Unequal<T>(string what, ReadOnlySpan<T> ours, ReadOnlySpan<T> theirs)
        where T : unmanaged, IEquatable<T>
    {
        int same = ours.CommonPrefixLength(theirs);
        if (same == ours.Length && same == theirs.Length)
        {
            return null;
        }

        string left = same < ours.Length ? $"{ours[same]}" : "nothing", right = same < theirs.Length ? $"{theirs[same]}" : "nothing";
        return $"{what} at {same}: {left} here, {right} in the baseline";
    }
}
