using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs;

public class ListSchedulerTests
{
    private readonly Plan _plan = new();
    private readonly Schedule _schedule = new();

    [Theory]
    [InlineData(ScheduleEffort.Plain)]
    [InlineData(ScheduleEffort.Improved)]
    public void No_tasks_end_at_once(ScheduleEffort effort)
    {
        Digraph graph = Digraph.FromEdges(0, [], []);
        Run(graph, 3, effort);
        Assert.Equal(0, _schedule.Makespan);
        Assert.Equal(0, _schedule.LowerBound);
        Assert.Equal(0, _schedule.TaskCount);
        Assert.Equal(3, _schedule.WorkerCount);
        Assert.Equal(1, _schedule.Utilization);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Too_few_workers_are_refused_by_name(int workers)
    {
        Digraph graph = Digraph.FromEdges(1, [], []);
        Planner.Plan(graph, _plan);
        string message = Assert.Throws<GraphException>(() => ListScheduler.Schedule(graph, _plan, workers, _schedule)).Message;
        Assert.Contains($"{workers} workers", message, StringComparison.Ordinal);
        Assert.Equal(message, Assert.Throws<GraphException>(() => LowerBounds.Find(graph, [], _plan, workers)).Message);
    }

    [Fact]
    public void Plan_of_another_graph_or_other_costs_is_refused()
    {
        Digraph planned = Digraph.FromEdges(3, [0], [1]), other = Digraph.FromEdges(3, [0, 1], [1, 2]);
        Planner.Plan(planned, _plan);
        Assert.Contains("1 edges", Assert.Throws<GraphException>(() => ListScheduler.Schedule(other, _plan, 2, _schedule)).Message, StringComparison.Ordinal);
        Assert.Throws<GraphException>(() => ListScheduler.Schedule(planned.View, [1, 2, 3], _plan, 2, _schedule, ScheduleEffort.Plain));
        Assert.Contains("Node 1", Assert.Throws<GraphException>(() => ListScheduler.Schedule(planned.View, [3, -1, 1], _plan, 2, _schedule, ScheduleEffort.Plain)).Message, StringComparison.Ordinal);
        Assert.Contains("costs has 2", Assert.Throws<GraphException>(() => ListScheduler.Schedule(planned.View, [1, 2], _plan, 2, _schedule, ScheduleEffort.Plain)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => ListScheduler.Schedule(null!, _plan, 2, _schedule));
        Assert.Throws<ArgumentNullException>(() => ListScheduler.Schedule(planned, null!, 2, _schedule));
        Assert.Throws<ArgumentNullException>(() => ListScheduler.Schedule(planned, _plan, 2, null!));
    }

    [Fact]
    public void More_tasks_than_working_memory_can_hold_are_refused_by_number()
    {
        // The longest array, and the largest sum of positions: where a list is shuffled, up to twice the last position.
        Assert.True(5L * ListScheduler.MaxTaskCount < Array.MaxLength && IdSet.WordsFor(ListScheduler.MaxTaskCount) > 0);
        LowerBounds.EnsureTaskCount(ListScheduler.MaxTaskCount);
        string message = Assert.Throws<GraphException>(() => LowerBounds.EnsureTaskCount(ListScheduler.MaxTaskCount + 1)).Message;
        Assert.Contains("268435457 tasks", message, StringComparison.Ordinal);
        Assert.Contains("at most 268435456", message, StringComparison.Ordinal);
        Assert.Throws<GraphException>(() => LowerBounds.EnsureTaskCount(int.MaxValue));
    }

    [Theory]
    [InlineData(ScheduleEffort.Plain)]
    [InlineData(ScheduleEffort.Improved)]
    public void Delays_hold_back_successors_but_no_worker(ScheduleEffort effort)
    {
        // 0 -> 1 with a delay of 10; 2 fills the time on the same worker.
        var view = new DigraphView([0, 1, 1, 1], [1], [10]);
        long[] costs = [2, 3, 4];
        Planner.Plan(view, costs, _plan);
        ListScheduler.Schedule(view, costs, _plan, 1, _schedule, effort);
        Assert.Equal(15, _schedule.Makespan);
        Assert.Equal([0, 12, 2], _schedule.Start.ToArray());
        Assert.Equal(15, _schedule.LowerBound);
        Assert.Equal(9.0 / 15, _schedule.Utilization, 12);
    }

    [Fact]
    public void Equal_tasks_fill_workers_by_id()
    {
        Run(Digraph.FromEdges(5, [], []), 2, ScheduleEffort.Plain);
        Assert.Equal([0, 0, 1, 1, 2], _schedule.Start.ToArray());
        Assert.Equal([0, 1, 0, 1, 0], _schedule.Worker.ToArray());
        Assert.Equal(3, _schedule.Makespan);
    }

    [Fact]
    public void Known_anomaly_is_improved_to_the_shortest()
    {
        // Largest bottom level first takes 3, 3, then 2, 2, 2 on two workers: 7, though 3 + 3 and 2 + 2 + 2 end at 6.
        Digraph graph = Digraph.FromEdges(5, [], [], [3, 3, 2, 2, 2]);
        Run(graph, 2, ScheduleEffort.Plain);
        Assert.Equal(7, _schedule.Makespan);
        Run(graph, 2, ScheduleEffort.Improved);
        Assert.Equal(6, _schedule.Makespan);
        Assert.Equal(6, _schedule.LowerBound);

        // What is tried when nothing is said is the default of the type.
        Run(graph, 2, default);
        Assert.Equal(6, _schedule.Makespan);
    }

    [Fact]
    public void Bound_counts_what_workers_wait_before_and_after()
    {
        // Fork and join: 1, then seven times 3 on two workers, then 1. Neither path (5) nor work / 2 (12) say 1 + 11 + 1.
        int[] middle = [1, 2, 3, 4, 5, 6, 7];
        Digraph graph = Digraph.FromEdges(9, [.. middle.Select(_ => 0), .. middle], [.. middle, .. middle.Select(_ => 8)], [1, 3, 3, 3, 3, 3, 3, 3, 1]);
        Planner.Plan(graph, _plan);
        Assert.Equal(5, _plan.Span);
        Assert.Equal(13, LowerBounds.Find(graph, _plan, 2));
        Assert.Equal(13, LowerBounds.Find(graph, graph.Costs, _plan, 2));
        Assert.Throws<ArgumentNullException>(() => LowerBounds.Find(null!, _plan, 2));
        Run(graph, 2, ScheduleEffort.Improved);
        Assert.Equal(14, _schedule.Makespan);
    }

    [Theory]
    [InlineData(ScheduleEffort.Plain, false, 1)]
    [InlineData(ScheduleEffort.Plain, true, 4)]
    [InlineData(ScheduleEffort.Improved, true, 1)]
    [InlineData(ScheduleEffort.Improved, false, 4)]
    public void Chain_of_a_million_takes_a_million(ScheduleEffort effort, bool shuffled, int workers)
    {
        Run(Chains.Million(shuffled), workers, effort);
        Assert.Equal(1_000_000, _schedule.Makespan);
        Assert.Equal(1_000_000, _schedule.LowerBound);
    }

    [Fact]
    public void Large_graph_that_misses_the_bound_is_searched()
    {
        // Ids above 4,096 (ready set of more than two levels) and above 262,144 (of more than three).
        foreach (int tasks in new[] { 5_000, 300_000 })
        {
            Digraph graph = Layers(tasks, costLimit: 10, seed: 3);
            Planner.Plan(graph, _plan);
            int workers = (int)Math.Round(_plan.Parallelism);
            Run(graph, workers, ScheduleEffort.Plain);
            long plain = _schedule.Makespan;
            ScheduleAssert.IsValid(graph, graph.Costs, workers, _schedule);
            Run(graph, workers, ScheduleEffort.Improved);
            ScheduleAssert.IsValid(graph, graph.Costs, workers, _schedule);
            Assert.InRange(_schedule.Makespan, _schedule.LowerBound, plain);
            Assert.True(plain > _schedule.LowerBound, "The graph was chosen so that the plain schedule is not the shortest possible.");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(1_000)]
    [InlineData(int.MaxValue)]
    public void Workers_beyond_the_tasks_stay_idle(int workers)
    {
        Digraph graph = Layers(40, costLimit: 10, seed: 1);
        foreach (ScheduleEffort effort in Enum.GetValues<ScheduleEffort>())
        {
            Run(graph, workers, effort);
            ScheduleAssert.IsValid(graph, graph.Costs, workers, _schedule);
            Assert.Equal(workers == 1 ? _plan.Work : _plan.Span, _schedule.Makespan);
        }
    }

    [Theory]
    [InlineData(10)] // ends in a ring of time slots
    [InlineData(4_096)] // the largest cost for it is 4,095
    [InlineData(4_097)] // ends in a heap
    [InlineData(1_000_000_000_000)]
    public void Improved_schedules_of_generated_graphs_are_close_to_their_bounds(long costLimit)
    {
        double plain = 0, improved = 0;
        int count = 0, shorter = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            Digraph graph = Layers(30 + (5 * seed), costLimit, seed);
            foreach (double share in new[] { 0.5, 0.8, 1.0, 1.2 })
            {
                Planner.Plan(graph, _plan);
                int workers = Math.Max(2, (int)Math.Round(_plan.Parallelism * share));
                Run(graph, workers, ScheduleEffort.Plain);
                ScheduleAssert.IsValid(graph, graph.Costs, workers, _schedule);
                ScheduleAssert.IsWithinGrahamsBound(_plan, hasDelays: false, workers, _schedule);
                long makespan = _schedule.Makespan;
                plain += (double)makespan / _schedule.LowerBound;
                Run(graph, workers, ScheduleEffort.Improved);
                ScheduleAssert.IsValid(graph, graph.Costs, workers, _schedule);
                Assert.True(_schedule.Makespan <= makespan);
                improved += (double)_schedule.Makespan / _schedule.LowerBound;
                shorter += _schedule.Makespan < makespan ? 1 : 0;
                count++;
            }
        }

        Assert.True(shorter > count / 5, $"Only {shorter} of {count} schedules became shorter.");
        Assert.True(improved / count < 1.008, $"Improved schedules are {improved / count:F5} of their bounds, plain ones {plain / count:F5}.");
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(1_000_000, false)]
    [InlineData(10, true)]
    public void Reused_schedule_allocates_nothing_and_repeats_itself(long costLimit, bool withDelays)
    {
        Digraph graph = Layers(300, costLimit, seed: 5);
        long[] delays = withDelays ? Enumerable.Range(0, graph.EdgeCount).Select(static edge => edge % 3L).ToArray() : [];
        var view = new DigraphView(graph.Offsets, graph.Targets, delays);
        Planner.Plan(view, graph.Costs, _plan);
        int workers = (int)Math.Round(_plan.Parallelism);
        foreach (ScheduleEffort effort in Enum.GetValues<ScheduleEffort>())
        {
            var first = new Schedule();
            ListScheduler.Schedule(view, graph.Costs, _plan, workers, first, effort);
            Assert.Equal(0, Allocations.Of(() => ListScheduler.Schedule(new DigraphView(graph.Offsets, graph.Targets, delays), graph.Costs, _plan, workers, _schedule, effort)));
            Assert.True(_schedule.Makespan > _plan.Span, "The graph was chosen so that the search has work.");
            ListSchedulerAgainstReferenceTests.Same(first, _schedule);
        }
    }

    [Fact]
    public void Reused_schedule_keeps_nothing_of_the_last_graph()
    {
        foreach (int tasks in new[] { 200, 20, 0, 90, 5_000, 50 })
        {
            Digraph graph = Layers(tasks, costLimit: tasks == 90 ? 1_000_000 : 10, seed: tasks);
            foreach (int workers in new[] { 3, 7, 2 })
            {
                Run(graph, workers, ScheduleEffort.Improved);
                var fresh = new Schedule();
                ListScheduler.Schedule(graph, _plan, workers, fresh);
                ListSchedulerAgainstReferenceTests.Same(fresh, _schedule);
            }
        }
    }

    [Fact]
    public void Costs_near_the_limit_of_64_bits_are_scheduled()
    {
        long half = long.MaxValue / 2;
        Digraph graph = Digraph.FromEdges(4, [0, 0], [1, 2], [half - 10, half - 20, 3, 2]);
        foreach (int workers in new[] { 1, 2, 3 })
        {
            foreach (ScheduleEffort effort in Enum.GetValues<ScheduleEffort>())
            {
                Run(graph, workers, effort);
                ScheduleAssert.IsValid(graph, graph.Costs, workers, _schedule);
                Assert.Equal(workers == 1 ? _plan.Work : _plan.Span, _schedule.Makespan);
            }
        }
    }

    private void Run(Digraph graph, int workers, ScheduleEffort effort)
    {
        Planner.Plan(graph, _plan);
        ListScheduler.Schedule(graph, _plan, workers, _schedule, effort);
    }

    /// <summary>Layers of changing width, each task after one to three of the few dozen before it: hard where workers are about as many as the parallelism.</summary>
    private static Digraph Layers(int tasks, long costLimit, int seed)
    {
        var random = new Random(seed);
        var from = new List<int>();
        var to = new List<int>();
        long[] costs = new long[tasks];
        int reach = random.Next(5, 25);
        for (int task = 0; task < tasks; task++)
        {
            costs[task] = random.NextInt64(1, costLimit);
            for (int i = task == 0 ? 0 : random.Next(1, 4); i > 0; i--)
            {
                from.Add(Math.Max(0, task - 1 - random.Next(reach)));
                to.Add(task);
            }
        }

        return Digraph.FromEdges(tasks, from.ToArray(), to.ToArray(), costs);
    }
}
