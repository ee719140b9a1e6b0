using Engine.Graphs;
using Engine.Graphs.Reference;
using Engine.Internal;

namespace Engine.Tests.Graphs;

/// <summary>A plan that was not made of the graph and costs is refused by the scheduler and the bounds, before anything is read out of it.</summary>
public class ForeignPlanTests
{
    private readonly Plan _plan = new();
    private readonly Plan _own = new();
    private readonly Schedule _schedule = new();

    [Fact]
    public void Plan_of_the_reversed_chain_is_refused()
    {
        long[] costs = [5, 6, 7];
        Digraph graph = Digraph.FromEdges(3, [0, 1], [1, 2], costs), reversed = Digraph.FromEdges(3, [2, 1], [1, 0], costs);
        Planner.Plan(reversed, _plan);
        Assert.False(IsAccepted(graph.View, costs));
        Assert.Equal(0, _schedule.TaskCount);
    }

    [Fact]
    public void Plan_for_a_cyclic_graph_is_refused()
    {
        Planner.Plan(new DigraphView([0, 1, 2, 2], [1, 2]), [], _plan);
        Assert.False(IsAccepted(new DigraphView([0, 1, 2, 2], [1, 0]), []));
        Assert.False(IsAccepted(new DigraphView([0, 1, 2, 2], [0, 1]), []));
    }

    [Fact]
    public void Plan_with_other_predecessors_of_equal_number_is_refused()
    {
        // In-degrees, levels and times agree; only which of two equal tasks is the predecessor differs.
        Planner.Plan(Digraph.FromEdges(3, [0], [2]), _plan);
        Assert.False(IsAccepted(Digraph.FromEdges(3, [1], [2]).View, []));
    }

    [Fact]
    public void Plan_with_costs_in_other_places_or_other_delays_is_refused()
    {
        int[] offsets = [0, 1, 1, 1], targets = [1];
        Planner.Plan(new DigraphView(offsets, targets, [4]), [1, 2, 3], _plan);
        Assert.True(IsAccepted(new DigraphView(offsets, targets, [4]), [1, 2, 3]));
        Assert.False(IsAccepted(new DigraphView(offsets, targets, [4]), [2, 1, 3]));
        Assert.False(IsAccepted(new DigraphView(offsets, targets, [4]), [1, 3, 2]));
        Assert.False(IsAccepted(new DigraphView(offsets, targets, [3]), [1, 2, 3]));
        Assert.False(IsAccepted(new DigraphView(offsets, targets, [5]), [1, 2, 3]));
        Assert.False(IsAccepted(new DigraphView(offsets, targets), [1, 2, 3]));
    }

    [Fact]
    public void Every_plan_for_every_graph_of_three_nodes_is_refused_or_gives_the_schedule_of_the_graph()
    {
        int accepted = 0, refused = 0;
        long[][] costs = [[], [2, 1, 1], [0, 1, 0]];
        GraphCase[] graphs = [.. GraphGen.AllDigraphs(3).Where(static graph => graph.NodeCount == 3)];
        foreach (GraphCase planned in graphs)
        {
            foreach (long[] plannedCosts in costs)
            {
                if (!Planner.TryPlan(planned.Build().View, plannedCosts, _plan))
                {
                    continue;
                }

                foreach (GraphCase other in graphs.Where(other => other.From.Length == planned.From.Length))
                {
                    Digraph built = other.Build();
                    foreach (long[] otherCosts in costs)
                    {
                        bool isAccepted = Check(new DigraphView(built.Offsets, built.Targets), otherCosts);
                        accepted += isAccepted ? 1 : 0;
                        refused += isAccepted ? 0 : 1;
                    }
                }
            }
        }

        Assert.True(accepted > 50 && refused > 1_000, $"{accepted} plans were accepted, {refused} refused.");
    }

    [Fact]
    public void Plans_of_random_graphs_of_equal_size_are_refused_or_give_the_schedule_of_the_graph()
    {
        var random = new Random(11);
        for (int round = 0; round < 3_000; round++)
        {
            int n = random.Next(4, 7), e = random.Next(1, 6);
            bool hasDelays = random.Next(2) == 0, hasCycles = random.Next(3) == 0;
            (int[] Offsets, int[] Targets, long[] Delays, long[] Costs) one = Rows(random, n, e, hasDelays, hasCycles: false), other = Rows(random, n, e, hasDelays, hasCycles);
            Planner.Plan(new DigraphView(one.Offsets, one.Targets, one.Delays), one.Costs, _plan);
            Assert.True(Check(new DigraphView(one.Offsets, one.Targets, one.Delays), one.Costs));
            Check(new DigraphView(other.Offsets, other.Targets, other.Delays), other.Costs);
        }
    }

    [Fact]
    public void Predecessors_that_are_not_the_successors_backwards_change_nothing()
    {
        // 0 -> 2 -> 4 and 1 -> 3 -> 4, with predecessors that name other edges: five tasks that miss the bound and are searched.
        int[] offsets = [0, 1, 2, 3, 4, 4, 4, 4], targets = [2, 3, 4, 4];
        long[] costs = [3, 2, 2, 3, 2, 5, 4];
        var plain = new DigraphView(offsets, targets);
        Planner.Plan(plain, costs, _plan);
        int[][] sources = [[6, 5, 4, 3], [1, 1, 1, 1], [4, 0, 1, 2]];
        foreach (int[] wrong in sources)
        {
            var view = new DigraphView(offsets, targets, default, [0, 4, 4, 4, 4, 4, 4, 4], wrong);
            Planner.Plan(view, costs, _plan);
            for (int workers = 1; workers <= 4; workers++)
            {
                var expected = new Schedule();
                ListScheduler.Schedule(plain, costs, _plan, workers, expected, ScheduleEffort.Improved);
                ListScheduler.Schedule(view, costs, _plan, workers, _schedule, ScheduleEffort.Improved);
                ListSchedulerAgainstReferenceTests.Same(expected, _schedule);
                Assert.Equal(LowerBounds.Find(plain, costs, _plan, workers), LowerBounds.Find(view, costs, _plan, workers));
            }
        }
    }

    [Fact]
    public void Costs_that_wrap_round_to_the_planned_work_are_refused()
    {
        Digraph graph = Digraph.FromEdges(4, [], []);
        long[] quarter = [1L << 62, 1L << 62, 1L << 62, 1L << 62];
        Planner.Plan(graph, [0, 0, 0, 0], _plan);
        string message = Assert.Throws<GraphException>(() => ListScheduler.Schedule(graph.View, quarter, _plan, 1, _schedule, ScheduleEffort.Plain)).Message;
        Assert.Contains("add up to more", message, StringComparison.Ordinal);
        Assert.Throws<GraphException>(() => LowerBounds.Find(graph.View, quarter, _plan, 1));
    }

    [Fact]
    public void Costs_and_delays_beyond_64_bits_are_refused()
    {
        int[] offsets = [0, 1, 1], targets = [1];
        Planner.Plan(new DigraphView(offsets, targets, [1]), [5, 6], _plan);
        string message = Assert.Throws<GraphException>(
            () => ListScheduler.Schedule(new DigraphView(offsets, targets, [long.MaxValue - 10]), [5, 6], _plan, 1, _schedule, ScheduleEffort.Plain)).Message;
        Assert.Contains("add up to more", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_of_a_view_allocates_nothing()
    {
        GraphCase made = GraphGen.Make(GraphGen.Shape.Dense, 60, seed: 1);
        (int[] offsets, int[] targets, long[] delays) = made.RawRows();
        var view = new DigraphView(offsets, targets, delays);
        Planner.Plan(view, made.Costs, _plan);
        Assert.Equal(0, Allocations.Of(() =>
            ListScheduler.Schedule(new DigraphView(offsets, targets, delays), made.Costs, _plan, 3, _schedule, ScheduleEffort.Plain)));
    }

    /// <summary>Whether the plan is taken; then everything must be right, and else it must not be the graph's.</summary>
    private bool Check(DigraphView graph, long[] costs)
    {
        if (!IsAccepted(graph, costs))
        {
            Assert.False(Planner.TryPlan(graph, costs, _own) && IsOwn(_plan), "The plan of the graph was refused.");
            return false;
        }

        long[] starts = new long[graph.NodeCount];
        int[] workerOf = new int[graph.NodeCount];
        Assert.True(Planner.TryPlan(graph, costs, _own), "A graph with a cycle was scheduled.");
        for (int workers = 1; workers <= 3; workers++)
        {
            ReferenceScheduler.Schedule(graph.Offsets, graph.Targets, graph.EdgeCosts, costs, workers, starts, workerOf);
            ListScheduler.Schedule(graph, costs, _plan, workers, _schedule, ScheduleEffort.Plain);
            Assert.Equal(starts, _schedule.Start.ToArray());
            ListScheduler.Schedule(graph, costs, _plan, workers, _schedule, ScheduleEffort.Improved);
            ScheduleAssert.IsValid(graph, costs, workers, _schedule);
            Assert.Equal(LowerBounds.Find(graph, costs, _own, workers), LowerBounds.Find(graph, costs, _plan, workers));
        }

        return true;
    }

    private bool IsOwn(Plan plan)
        => plan.Levels.SequenceEqual(_own.Levels) && plan.InDegrees.SequenceEqual(_own.InDegrees) && plan.OutDegrees.SequenceEqual(_own.OutDegrees)
            && plan.EarliestStart.SequenceEqual(_own.EarliestStart) && plan.LatestStart.SequenceEqual(_own.LatestStart) && plan.Work == _own.Work;

    private bool IsAccepted(DigraphView graph, long[] costs)
    {
        bool isScheduled = true, isBounded = true;
        try
        {
            ListScheduler.Schedule(graph, costs, _plan, 2, _schedule, ScheduleEffort.Improved);
        }
        catch (GraphException)
        {
            isScheduled = false;
        }

        try
        {
            LowerBounds.Find(graph, costs, _plan, 2);
        }
        catch (GraphException)
        {
            isBounded = false;
        }

        Assert.Equal(isScheduled, isBounded);
        return isScheduled;
    }

    private static (int[] Offsets, int[] Targets, long[] Delays, long[] Costs) Rows(Random random, int n, int e, bool hasDelays, bool hasCycles)
    {
        int[] offsets = new int[n + 1], targets = new int[e];
        (int From, int To)[] edges = new (int From, int To)[e];
        for (int edge = 0; edge < e; edge++)
        {
            int from = random.Next(n - 1);
            edges[edge] = (from, hasCycles ? random.Next(n) : random.Next(from + 1, n));
        }

        Array.Sort(edges);
        for (int edge = 0; edge < e; edge++)
        {
            offsets[edges[edge].From + 1]++;
            targets[edge] = edges[edge].To;
        }

        for (int node = 0; node < n; node++)
        {
            offsets[node + 1] += offsets[node];
        }

        // Few values and a fixed sum, so that graphs are often alike.
        long[] costs = new long[n];
        for (int unit = 0; unit < n; unit++)
        {
            costs[random.Next(n)]++;
        }

        return (offsets, targets, hasDelays ? [.. targets.Select(_ => random.NextInt64(2))] : [], costs);
    }
}
