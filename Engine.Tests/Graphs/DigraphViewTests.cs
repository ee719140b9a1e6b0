using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs;

public class DigraphViewTests
{
    [Theory]
    [InlineData(new int[0], new int[0])]
    [InlineData(new[] { 1, 2 }, new[] { 0, 0 })]
    [InlineData(new[] { 0, 1 }, new int[0])]
    public void Rows_that_do_not_fit_are_refused(int[] offsets, int[] targets)
    {
        var error = Assert.Throws<GraphException>(() => new DigraphView(offsets, targets).NodeCount);
        Assert.StartsWith("The rows do not fit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Delays_of_another_length_are_refused()
    {
        var error = Assert.Throws<GraphException>(() => new DigraphView([0, 1, 1], [1], [1, 2]).NodeCount);
        Assert.Equal("edgeCosts has 2 elements; pass one per edge, 1, or none.", error.Message);
    }

    [Fact]
    public void Predecessors_of_another_length_are_refused()
        => Assert.Throws<GraphException>(() => new DigraphView([0, 1, 1], [1], [], [0, 0], [0]).NodeCount);

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void Content_of_foreign_memory_is_checked_before_planning(int copies)
    {
        // Long rows take the vector path of the checks, short ones the scalar path.
        int n = 2 * copies;
        int[] offsets = [.. Enumerable.Range(0, n + 1).Select(node => Math.Min(node, n - 1))];
        int[] targets = [.. Enumerable.Range(1, n - 1)];
        Planner.Plan(new DigraphView(offsets, targets), [], new Plan());

        foreach (int bad in new[] { -1, n, int.MinValue })
        {
            int[] badTargets = [.. targets];
            badTargets[^1] = bad;
            var error = Assert.Throws<GraphException>(() => Planner.Plan(new DigraphView(offsets, badTargets), [], new Plan()));
            Assert.Equal($"Edge number {n - 2} leads to node {bad}, but nodes are 0 to {n - 1}.", error.Message);
        }

        int[] badOffsets = [.. offsets];
        badOffsets[^2] = int.MaxValue;
        var descending = Assert.Throws<GraphException>(() => Planner.Plan(new DigraphView(badOffsets, targets), [], new Plan()));
        Assert.Equal($"The row of node {n - 1} starts at {int.MaxValue} and ends at {n - 1}; offsets must not descend.", descending.Message);

        long[] delays = new long[n - 1];
        delays[^1] = -3;
        var negative = Assert.Throws<GraphException>(() => Planner.Plan(new DigraphView(offsets, targets, delays), [], new Plan()));
        Assert.Equal($"Edge number {n - 2} has the cost -3; a cost is 0 or more.", negative.Message);
    }

    [Fact]
    public void Default_view_has_no_nodes()
    {
        DigraphView view = default;
        Assert.Equal(0, view.NodeCount);
        var plan = new Plan();
        Planner.Plan(view, [], plan);
        Assert.Equal(0, plan.NodeCount);
    }
}
