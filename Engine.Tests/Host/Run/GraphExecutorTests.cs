using Engine.Graphs;
using Engine.Host.Run;
using Engine.Tests.Graphs;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Engine.Tests.Host.Run;

public class GraphExecutorTests
{
    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 300)]
    public void Executor_on_any_graph_runs_every_task_once_after_its_predecessors(RandomDag dag, byte workers)
    {
        Digraph graph = (dag.Case with { EdgeCosts = [] }).Build(withPredecessors: true);
        int[] runs = new int[graph.NodeCount];
        int early = 0;

        RunRecord record = RunFixture.Run(graph, 1 + (workers % 8), new ScriptedBody((task, _) =>
        {
            // Judged while it happens, by counts alone, not by the executor's own record.
            foreach (int predecessor in graph.Predecessors(task))
            {
                early += Volatile.Read(ref runs[predecessor]) == 1 ? 0 : 1;
            }

            Interlocked.Increment(ref runs[task]);
            return true;
        }));

        Assert.Equal(0, early);
        Assert.All(runs, static count => Assert.Equal(1, count));
        Assert.Equal(RunOutcome.Completed, record.Outcome);
        Assert.Empty(RunCheck.Of(graph, record, RunFixture.Names(graph.NodeCount)).Breaches);
        Assert.Equal(graph.NodeCount, record.Tallies.Sum(static tally => tally.DoneTasks));
    }

    [Property(Arbitrary = [typeof(GraphGen)])]
    public void Executor_with_one_worker_takes_the_ready_task_with_the_largest_bottom_level(RandomDag dag)
    {
        Digraph graph = (dag.Case with { EdgeCosts = [] }).Build();
        Plan plan = RunFixture.PlanOf(graph);
        var order = new List<int>();

        RunFixture.Run(graph, 1, new ScriptedBody((task, _) =>
        {
            order.Add(task);
            return true;
        }));

        int[] pending = graph.InDegrees.ToArray();
        var ready = new List<int>(Enumerable.Range(0, graph.NodeCount).Where(task => pending[task] == 0));
        foreach (int taken in order)
        {
            int expected = ready.MaxBy(task => (plan.BottomLevel(task), -task));
            Assert.Equal(expected, taken);
            ready.Remove(taken);
            foreach (int successor in graph.Successors(taken))
            {
                if (--pending[successor] == 0)
                {
                    ready.Add(successor);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Executor_on_a_chain_of_a_million_tasks_completes(int workers)
    {
        Digraph graph = RunFixture.Chain(1_000_000);

        RunRecord record = RunFixture.Run(graph, workers, default(EmptyBody), TimeProvider.System);

        Assert.Equal(RunOutcome.Completed, record.Outcome);
        Assert.Equal(0, RunCheck.Of(graph, record, RunFixture.Names(graph.NodeCount)).BreachCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Executor_releasing_many_tasks_at_once_loses_none(int workers)
    {
        // 0 before 100,000 before the last: more than one buffer of released tasks, and a counter that all workers share.
        const int Middle = 100_000;
        int[] middle = [.. Enumerable.Range(1, Middle)];
        Digraph graph = Digraph.FromEdges(
            Middle + 2,
            [.. Enumerable.Repeat(0, Middle), .. middle],
            [.. middle, .. Enumerable.Repeat(Middle + 1, Middle)]);

        RunRecord record = RunFixture.Run(graph, workers, default(EmptyBody), TimeProvider.System);

        Assert.Equal(RunOutcome.Completed, record.Outcome);
        Assert.Equal(0, RunCheck.Of(graph, record, RunFixture.Names(graph.NodeCount)).BreachCount);
    }

    [Fact]
    public void Executor_without_tasks_completes()
        => Assert.Equal(RunOutcome.Completed, RunFixture.Run(RunFixture.Independent(0), 3, default(EmptyBody)).Outcome);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void Executor_runs_as_many_tasks_at_once_as_it_has_workers_and_no_more(int workers)
    {
        int running = 0, most = 0;
        using var barrier = new Barrier(workers);

        RunFixture.Run(RunFixture.Independent(workers * 3), workers, new ScriptedBody((_, _) =>
        {
            int now = Interlocked.Increment(ref running);
            for (int seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
            {
                Interlocked.CompareExchange(ref most, now, seen);
            }

            // Nobody passes before all workers are in a body.
            barrier.SignalAndWait();
            Interlocked.Decrement(ref running);
            return true;
        }));

        Assert.Equal(workers, most);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public void Executor_wakes_every_parked_worker_that_finds_a_task(int workers)
    {
        // While 0 runs alone the others park; then as many tasks as workers become ready at once.
        Digraph graph = Digraph.FromEdges(workers + 1, [.. Enumerable.Repeat(0, workers)], [.. Enumerable.Range(1, workers)]);
        using var barrier = new Barrier(workers);

        RunRecord record = RunFixture.Run(graph, workers, new ScriptedBody((task, _) =>
        {
            // Nobody passes before all workers are in a body: a worker that slept on would hang the test.
            if (task != 0)
            {
                barrier.SignalAndWait();
            }

            return true;
        }));

        Assert.Equal(Enumerable.Range(0, workers), record.Worker.AsSpan(1).ToArray().Order());
    }

    [Fact]
    public void Executor_whose_body_throws_starts_nothing_more_and_lets_running_bodies_end()
    {
        // Task 0 runs while task 1 throws; 2 waits for 0, 3 for 1, 4 for a worker.
        Digraph graph = Digraph.FromEdges(5, [0, 1], [2, 3]);
        using var bothRun = new Barrier(2);
        using var hasThrown = new ManualResetEventSlim();
        using GraphExecutor<ScriptedBody> executor = RunFixture.Executor(graph, 2, new ScriptedBody((task, _) =>
        {
            bothRun.SignalAndWait();
            if (task == 1)
            {
                throw new InvalidDataException("no data");
            }

            hasThrown.Wait();
            return true;
        }));

        executor.Start();
        SpinWait.SpinUntil(() => executor.Record.Tallies[executor.Record.Worker[1]].EndedTicks != 0);
        hasThrown.Set();
        RunRecord record = executor.Finish();

        Assert.Equal(RunOutcome.Failed, record.Outcome);
        Assert.Equal(1, record.FailedTask);
        Assert.IsType<InvalidDataException>(record.Failure);
        Assert.Equal([TaskState.Completed, TaskState.Failed, TaskState.NotStarted, TaskState.NotStarted, TaskState.NotStarted], record.State);
        Assert.Equal(0, RunCheck.Of(graph, record, RunFixture.Names(5)).BreachCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Executor_cancelled_while_bodies_run_stops_them_and_starts_no_other(int workers)
    {
        Digraph graph = RunFixture.Independent(100);
        using var allRun = new CountdownEvent(workers);
        using GraphExecutor<ScriptedBody> executor = RunFixture.Executor(graph, workers, new ScriptedBody((_, stop) =>
        {
            allRun.Signal();
            stop.Wait(Timeout.Infinite);
            return false;
        }));

        executor.Start();
        allRun.Wait();
        executor.Cancel();
        RunRecord record = executor.Finish();

        Assert.Equal(RunOutcome.Cancelled, record.Outcome);
        Assert.Equal(workers, record.Count(TaskState.Cancelled));
        Assert.Equal(100 - workers, record.Count(TaskState.NotStarted));
        Assert.Equal(0, RunCheck.Of(graph, record, RunFixture.Names(100)).BreachCount);
    }

    [Fact]
    public void Executor_cancelled_before_it_starts_runs_nothing()
    {
        using GraphExecutor<EmptyBody> executor = RunFixture.Executor(RunFixture.Chain(10), 2, default(EmptyBody));

        executor.Cancel();
        executor.Start();

        Assert.Equal(RunOutcome.Cancelled, executor.Finish().Outcome);
        Assert.Equal(10, executor.Record.Count(TaskState.NotStarted));
    }

    [Fact]
    public void Executor_cancelled_after_its_end_has_completed()
    {
        using GraphExecutor<EmptyBody> executor = RunFixture.Executor(RunFixture.Chain(10), 2, default(EmptyBody));

        executor.Start();
        executor.Wait(Timeout.Infinite);
        executor.Cancel();

        Assert.Equal(RunOutcome.Completed, executor.Finish().Outcome);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Executor_whose_body_gives_up_unasked_ends_as_failed(int workers)
    {
        using GraphExecutor<ScriptedBody> executor = RunFixture.Executor(RunFixture.Chain(5), workers, new ScriptedBody(static (task, _) => task != 2));

        executor.Start();

        Assert.Equal(RunOutcome.Failed, executor.Finish().Outcome);
        Assert.Equal(2, executor.Record.Count(TaskState.NotStarted));
    }

    [Fact]
    public void Executor_allocates_nothing_per_task()
    {
        const int TaskCount = 100_000;
        Digraph graph = Digraph.FromEdges(TaskCount, [.. Enumerable.Range(0, TaskCount - 50)], [.. Enumerable.Range(50, TaskCount - 50)]);
        long[] allocatedBefore = new long[TaskCount];

        // A thread's first wait or wake-up may allocate in the runtime, once; a task that allocated would make it megabytes.
        const long FirstTimeBytes = 4096;
        long fewest = Allocations.Fewest(() =>
        {
            RunRecord record = RunFixture.Run(graph, 2, new AllocationBody(allocatedBefore), TimeProvider.System);
            return Enumerable.Range(0, TaskCount).GroupBy(task => record.Worker[task], task => allocatedBefore[task]).Max(static bytes => bytes.Max() - bytes.Min());
        });
        Assert.InRange(fewest, 0, FirstTimeBytes);
    }

    [Property(Arbitrary = [typeof(GraphGen)], MaxTest = 50)]
    public void Executor_with_spinning_bodies_takes_at_least_the_span(RandomDag dag, byte workers)
    {
        GraphCase small = dag.Case with { EdgeCosts = [], Costs = [.. dag.Case.Costs.Select(static cost => cost % 100)] };
        Digraph graph = small.Build();
        long[] ticks = [.. Enumerable.Range(0, graph.NodeCount).Select(graph.Cost)];
        var time = new TickingTime();

        RunRecord record = RunFixture.Run(graph, 1 + (workers % 4), new SpinBody(ticks, time), time);

        Assert.True(record.EndedTicks - record.StartedTicks >= RunFixture.PlanOf(graph).Span);
        Assert.All(Enumerable.Range(0, graph.NodeCount), task => Assert.True(record.End[task] - record.Start[task] >= ticks[task]));
    }

    [Fact]
    public void Executor_refuses_a_graph_with_delays_on_its_edges()
    {
        Digraph graph = new GraphCase(2, [0], [1], [], [5]).Build();

        Assert.Throws<ArgumentException>(() => RunFixture.Executor(graph, 1, default(EmptyBody)));
    }
}
