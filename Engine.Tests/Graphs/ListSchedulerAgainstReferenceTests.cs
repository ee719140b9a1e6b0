using Engine.Graphs;
using Engine.Graphs.Reference;
using Engine.Internal;
using FsCheck.Xunit;

namespace Engine.Tests.Graphs;

/// <summary>Plain schedules must equal the reference's, task by task; improved ones must be valid and no longer; bounds must be below.</summary>
public class ListSchedulerAgainstReferenceTests
{
    private readonly Plan _plan = new();
    private readonly Schedule _plain = new();
    private readonly Schedule _improved = new();

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Plain_schedule_equals_the_reference_and_improved_is_valid_and_no_longer(RandomDag dag)
    {
        Digraph graph = dag.Case.Build();
        foreach (int workers in WorkerCounts(graph.NodeCount))
        {
            Check(graph.View, graph.Costs, workers);
        }
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Graph_with_predecessors_has_the_same_schedules(RandomDag dag)
    {
        Digraph graph = dag.Case.Build(withPredecessors: true), without = dag.Case.Build();
        foreach (int workers in WorkerCounts(graph.NodeCount))
        {
            Check(graph.View, graph.Costs, workers);
            var other = new Schedule();
            ListScheduler.Schedule(without, _plan, workers, other);
            Same(_improved, other);
        }
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Foreign_rows_with_edges_named_twice_are_scheduled(RandomDag dag)
    {
        (int[] offsets, int[] targets, long[] edgeCosts) = dag.Case.RawRows();
        foreach (int workers in WorkerCounts(dag.Case.NodeCount))
        {
            Check(new DigraphView(offsets, targets, edgeCosts), dag.Case.Costs, workers);
        }
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 100)]
    public void Bound_of_the_schedule_is_the_bound_on_its_own_unless_the_simple_one_is_met(RandomDag dag)
    {
        Digraph graph = dag.Case.Build();
        Planner.Plan(graph, _plan);
        foreach (int workers in WorkerCounts(graph.NodeCount))
        {
            ListScheduler.Schedule(graph, _plan, workers, _plain, ScheduleEffort.Plain);
            Assert.InRange(_plain.LowerBound, Math.Max(_plan.Span, (_plan.Work + workers - 1) / workers), LowerBounds.Find(graph, graph.Costs, _plan, workers));
        }
    }

    [Fact]
    public void Bounds_of_all_small_graphs_are_not_above_the_shortest_schedule()
    {
        long[][] costs = [[], [3, 1, 2, 2, 4], [0, 2, 0, 3, 1]];
        foreach (GraphCase shape in GraphGen.AllDags(5))
        {
            foreach (long[] five in costs)
            {
                GraphCase made = shape with { Costs = five.Length == 0 ? [] : five[..shape.NodeCount] };
                Digraph graph = made.Build();
                for (int workers = 1; workers <= 3; workers++)
                {
                    Check(graph.View, graph.Costs, workers);
                    long shortest = ShortestSchedule.Find(graph, workers);
                    Assert.True(_plain.LowerBound <= shortest && _improved.LowerBound <= shortest, $"{made}, {workers} workers: bound {_improved.LowerBound}, shortest {shortest}");
                    Assert.True(shortest <= _improved.Makespan);
                }
            }
        }
    }

    [Fact]
    public void Bounds_of_small_graphs_with_delays_are_not_above_the_shortest_schedule()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            GraphCase made = GraphGen.Make((GraphGen.Shape)(seed % 6), 6, seed);
            Digraph graph = made.Build();
            for (int workers = 1; workers <= 3; workers++)
            {
                Check(graph.View, graph.Costs, workers);
                long shortest = ShortestSchedule.Find(graph, workers);
                Assert.True(_improved.LowerBound <= shortest, $"{made}, {workers} workers: bound {_improved.LowerBound}, shortest {shortest}");
                Assert.True(shortest <= _improved.Makespan);
            }
        }
    }

    private void Check(DigraphView graph, ReadOnlySpan<long> costs, int workers)
    {
        int n = graph.NodeCount;
        long[] starts = new long[n];
        int[] workerOf = new int[n];
        long expected = ReferenceScheduler.Schedule(graph.Offsets, graph.Targets, graph.EdgeCosts, costs, workers, starts, workerOf);
        Planner.Plan(graph, costs, _plan);
        ListScheduler.Schedule(graph, costs, _plan, workers, _plain, ScheduleEffort.Plain);
        Assert.Equal(expected, _plain.Makespan);
        Assert.Equal(starts, _plain.Start.ToArray());
        Assert.Equal(workerOf, _plain.Worker.ToArray());
        ScheduleAssert.IsValid(graph, costs, workers, _plain);
        ScheduleAssert.IsWithinGrahamsBound(_plan, hasDelays: !graph.EdgeCosts.IsEmpty, workers, _plain);
        Assert.True(_plain.LowerBound >= _plan.Span && (Int128)_plain.LowerBound * workers >= _plan.Work);

        ListScheduler.Schedule(graph, costs, _plan, workers, _improved, ScheduleEffort.Improved);
        ScheduleAssert.IsValid(graph, costs, workers, _improved);
        Assert.True(_improved.Makespan <= _plain.Makespan, $"{_improved.Makespan} is longer than {_plain.Makespan}.");
        Assert.True(_improved.LowerBound >= _plain.LowerBound);
    }

    internal static void Same(Schedule expected, Schedule actual)
    {
        Assert.Equal(expected.Makespan, actual.Makespan);
        Assert.Equal(expected.LowerBound, actual.LowerBound);
        Assert.True(expected.Start.SequenceEqual(actual.Start));
        Assert.True(expected.End.SequenceEqual(actual.End));
        Assert.True(expected.Worker.SequenceEqual(actual.Worker));
    }

    private static IEnumerable<int> WorkerCounts(int nodeCount) => new[] { 1, 2, 3, 4, Math.Max(1, nodeCount - 1), nodeCount + 1 }.Distinct();
}
