using Engine.Graphs;
using Engine.Graphs.Reference;
using Engine.Internal;

namespace Engine.Tests.Graphs;

/// <summary>Compares every field of a plan with the reference planner's answer for the same rows.</summary>
internal static class PlanAssert
{
    public static void IsPlanOf(GraphCase graph, Plan plan)
    {
        Digraph built = graph.Build();
        IsPlanOf(built.View, built.Costs, plan);
    }

    public static void IsPlanOf(DigraphView graph, ReadOnlySpan<long> costs, Plan plan)
    {
        ReferencePlan? expected = ReferencePlanner.Plan(graph.Offsets, graph.Targets, graph.EdgeCosts, costs);
        Assert.NotNull(expected);
        Equal(expected, graph.EdgeCount, plan);
    }

    public static void Equal(ReferencePlan expected, int edgeCount, Plan actual)
    {
        Assert.Equal(expected.Order.Length, actual.NodeCount);
        Assert.Equal(edgeCount, actual.EdgeCount);
        Assert.Equal(expected.LevelCount, actual.LevelCount);
        Equal(expected.Order, actual.Order, nameof(actual.Order));
        Equal(expected.Levels, actual.Levels, nameof(actual.Levels));
        Equal(expected.LevelOffsets, actual.LevelOffsets, nameof(actual.LevelOffsets));
        Equal(expected.InDegrees, actual.InDegrees, nameof(actual.InDegrees));
        Equal(expected.OutDegrees, actual.OutDegrees, nameof(actual.OutDegrees));
        Equal(expected.EarliestStart, actual.EarliestStart, nameof(actual.EarliestStart));
        Equal(expected.LatestStart, actual.LatestStart, nameof(actual.LatestStart));
        Equal(expected.CriticalPath, actual.CriticalPath, nameof(actual.CriticalPath));
        Assert.Equal(expected.Work, actual.Work);
        Assert.Equal(expected.Span, actual.Span);
        Assert.Equal(expected.Span == 0 ? 0 : (double)expected.Work / expected.Span, actual.Parallelism);
        Assert.Empty(actual.Cycle.ToArray());
        int widest = 0;
        for (int level = 0; level < expected.LevelCount; level++)
        {
            int width = expected.LevelOffsets[level + 1] - expected.LevelOffsets[level];
            widest = Math.Max(widest, width);
            Assert.Equal(width, actual.LevelWidth(level));
            Assert.True(actual.Level(level).SequenceEqual(expected.Order.AsSpan(expected.LevelOffsets[level], width)));
        }

        Assert.Equal(widest, actual.MaxLevelWidth);
        for (int node = 0; node < expected.Order.Length; node++)
        {
            Assert.Equal(expected.LatestStart[node] - expected.EarliestStart[node], actual.Slack(node));
            Assert.Equal(expected.Span - expected.LatestStart[node], actual.BottomLevel(node));
        }
    }

    private static void Equal<T>(T[] expected, ReadOnlySpan<T> actual, string field)
        where T : IEquatable<T>
    {
        // Element by element only to say where: a message of a whole array helps nobody.
        Assert.True(expected.Length == actual.Length, $"{field} has {actual.Length} elements instead of {expected.Length}.");
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(expected[i].Equals(actual[i]), $"{field}[{i}] is {actual[i]} instead of {expected[i]}.");
        }
    }
}
