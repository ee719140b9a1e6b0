using Engine.Internal;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>Parallel runs on real threads: each ends as it must, nothing of it goes on, and its trace agrees with the reference.</summary>
[Collection(ProcessAllocations.Name)]
public class ParallelStressTests
{
    private const int SpinsInBody = 3_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_run_on_threads_agrees_with_the_reference(bool isBuilt)
    {
        const ulong Seed = 77_000_000;
        int overlaps = 0;
        for (ulong i = 0; i < 1_500; i++)
        {
            SimulatedCase made = SimulatedCase.Of(Seed + i) with { Kind = ExecutorKind.Threads };
            if (made.Steps.Any(static step => step.Body != Dynamic.BodyKind.Synchronous || step.Policy.DelayMs > 0 || step.Compensation is { } undo && (undo.Body != Dynamic.BodyKind.Synchronous || undo.Policy.DelayMs > 0)))
            {
                continue;
            }

            // A cancellation from a body would reach the others at a moment that the trace does not know.
            World world = made.MakeConcurrentWorld(SpinsInBody);
            List<string> wrong = SimulatedRun.Run(world, ExecutorKind.Threads, made.Seed, isBuilt);
            Assert.True(wrong.Count == 0, $"seed {made.Seed}:\n{world.Plan}{string.Join("\n", wrong)}\n{string.Join("\n", world.Trace)}");
            overlaps += world.Overlaps;
        }

        Assert.True(overlaps > 0, "no two bodies ever ran at once");
    }

    [Fact]
    public void Failure_stops_what_has_not_started_and_undoes_what_completed_when_nothing_runs_any_more()
    {
        for (int round = 0; round < 300; round++)
        {
            int inside = 0, undone = 0, completed = 0, late = 0;
            var failure = new FormatException();
            var script = new Script().Sync("Source", _ => 1);
            for (int i = 0; i < 12; i++)
            {
                int index = i;
                script.Sync($"S{i}", _ =>
                {
                    Interlocked.Increment(ref inside);
                    try
                    {
                        Thread.SpinWait(200);
                        if (index == 7)
                        {
                            throw failure;
                        }

                        Interlocked.Increment(ref completed);
                        return 1;
                    }
                    finally
                    {
                        Interlocked.Decrement(ref inside);
                    }
                }, ["Source"]);
                script.Undo($"S{i}", _ =>
                {
                    late += Volatile.Read(ref inside);
                    undone++;
                    return 0;
                });
            }

            script.Sync("Last", _ => throw new InvalidOperationException("It waits for the one that fails."), ["S7"]);
            Assert.Same(failure, Assert.Throws<FormatException>(() => script.Build().RunTogether(3, default(NoObserver))));
            Assert.Equal(completed, undone);
            Assert.Equal(0, late);
            Assert.Equal(0, inside);
        }
    }

    [Fact]
    public void Caller_who_cancels_from_another_thread_or_from_a_body_gets_the_cancellation()
    {
        for (int round = 0; round < 300; round++)
        {
            using var source = new CancellationTokenSource();
            int started = 0, inside = 0;
            bool fromBody = round % 2 == 0;
            var script = new Script();
            for (int i = 0; i < 20; i++)
            {
                int index = i;
                script.Sync($"S{i}", context =>
                {
                    Interlocked.Increment(ref inside);
                    Interlocked.Increment(ref started);
                    if (fromBody && index == 5)
                    {
                        source.Cancel();
                    }

                    Thread.SpinWait(100);
                    Interlocked.Decrement(ref inside);
                    context.CancellationToken.ThrowIfCancellationRequested();
                    return 1;
                }, context: true);
            }

            Thread? canceller = null;
            if (!fromBody)
            {
                canceller = new Thread(source.Cancel);
                canceller.Start();
            }

            try
            {
                long output = script.Build().RunTogether(3, default(NoObserver), source.Token);
                Assert.Equal(20, output);
                Assert.Equal(20, started);
                Assert.False(fromBody && started < 6, "the run completed though a body cancelled it");
            }
            catch (OperationCanceledException exception)
            {
                Assert.Equal(source.Token, exception.CancellationToken);
            }

            canceller?.Join();
            Assert.Equal(0, inside);
        }
    }

    [Fact]
    public void Running_step_sees_the_failure_of_another_one()
    {
        var failure = new FormatException();
        bool hasBegun = false, wasCancelled = false;
        ScriptDefinition workflow = new Script()
            .Sync("Waits", context =>
            {
                Volatile.Write(ref hasBegun, true);
                Assert.True(context.CancellationToken.WaitHandle.WaitOne(Patience.Limit), "no helper came, or the failure did not reach the token");
                wasCancelled = true;
                context.CancellationToken.ThrowIfCancellationRequested();
                return 1;
            }, context: true)
            .Sync("Fails", _ =>
            {
                // Only a second thread can get here while the other waits: the first is in it or comes to it next.
                while (!Volatile.Read(ref hasBegun))
                {
                    Thread.Yield();
                }

                throw failure;
            })
            .Build();
        Assert.Same(failure, Assert.Throws<FormatException>(() => workflow.RunTogether(2, default(NoObserver))));
        Assert.True(wasCancelled);
    }

    [Fact]
    public void Run_within_a_step_of_a_run_ends()
    {
        ScriptDefinition inner = Fan(8, 200);
        var outer = new Script();
        for (int i = 0; i < 6; i++)
        {
            outer.Sync($"S{i}", _ => inner.RunTogether(3, default(NoObserver)));
        }

        ScriptDefinition definition = outer.Build();
        for (int round = 0; round < 200; round++)
        {
            Assert.Equal(6 * 8, definition.RunTogether(3, default(NoObserver)));
        }
    }

    [Fact]
    public void Run_of_the_same_workflow_within_its_own_step_ends()
    {
        int depth = 0;
        ScriptDefinition workflow = default;
        var script = new Script();
        script.Sync("A", _ => 1).Sync("B", _ => Interlocked.Increment(ref depth) <= 3 ? workflow.RunTogether(2, default(NoObserver)) : 0);
        workflow = script.Build();
        Assert.Equal(4, workflow.RunTogether(2, default(NoObserver)));
    }

    [Fact]
    public async Task Run_under_an_exhausted_pool_ends_on_the_threads_it_has()
    {
        using var release = new ManualResetEventSlim();
        ThreadPool.GetMinThreads(out int least, out _);
        var blocked = new Task[4 * least];
        for (int i = 0; i < blocked.Length; i++)
        {
            blocked[i] = Task.Run(release.Wait);
        }

        ScriptDefinition workflow = Fan(20, 50);
        for (int round = 0; round < 200; round++)
        {
            Assert.Equal(20, workflow.RunTogether(4, default(NoObserver)));
        }

        release.Set();
        await Task.WhenAll(blocked);
    }

    [Fact]
    public void Many_runs_on_many_threads_each_give_their_own_output()
    {
        var threads = new Thread[5];
        int wrong = 0;
        for (int i = 0; i < threads.Length; i++)
        {
            int steps = 5 + i;
            threads[i] = new Thread(() =>
            {
                ScriptDefinition workflow = Fan(steps, 100);
                for (int round = 0; round < 500; round++)
                {
                    if (workflow.RunTogether(3, default(NoObserver)) != steps)
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Straggler_delays_only_what_depends_on_it()
    {
        // "Long" ends only when all the others have: they must not wait behind it.
        int ended = 0;
        var script = new Script().Sync("Long", _ =>
        {
            while (Volatile.Read(ref ended) < 30)
            {
                Thread.Yield();
            }

            return 1;
        });
        for (int i = 0; i < 30; i++)
        {
            script.Sync($"S{i}", _ => Interlocked.Increment(ref ended) * 0, i % 3 == 0 ? [] : [$"S{i - 1}"]);
        }

        Assert.Equal(1, script.Build().RunTogether(2, default(NoObserver)));
    }

    [Fact]
    public void Long_steps_bring_helpers_and_short_ones_do_not()
    {
        ScriptDefinition heavy = Fan(16, 2_000), light = Fan(16, 0);
        StepCosts learnt = Learnt(heavy, "heavy");
        Assert.Equal(RunStart.Together, learnt.Start);
        Assert.Equal(RunStart.Alone, Learnt(light, "light").Start);
    }

    [Fact]
    public void RunTogether_allocates_nothing_on_any_thread()
    {
        ScriptDefinition workflow = Fan(24, 50);
        AssertNoBytes(() => workflow.RunTogether(2, default(NoObserver)));
    }

    [Fact]
    public void RunParallel_with_everything_a_step_can_ask_for_allocates_nothing()
    {
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => 1)
            .Sync("B", context => context.CancellationToken.CanBeCanceled ? 1 : 0, ["A"], context: true)
            .Sync("C", _ => 1, ["A"], new StepPolicy { TimeoutMs = 60_000, Retries = 1 })
            .Sync("D", _ => 1, when: "B")
            .Undo("A", _ => 0)
            .Build();
        AssertNoBytes(() => workflow.RunTogether(2, default(NoObserver)));
        AssertNoBytes(() => workflow.RunParallel());
    }

    [Fact]
    public void RunParallel_small_steps_allocates_nothing()
    {
        ScriptDefinition workflow = Fan(24, 0);
        Assert.Equal(0, Allocations.Of(() => workflow.RunParallel()));
    }

    private static void AssertNoBytes(Func<long> run)
    {
        const int Runs = 500;
        for (int i = 0; i < Runs; i++)
        {
            run();
        }

        // The runtime and the test host allocate a little now and then; what a run allocates shows in every series.
        long fewest = Allocations.Fewest(() =>
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Runs; i++)
            {
                run();
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        });
        Assert.InRange(fewest, 0, Runs - 1);
    }

    private static StepCosts Learnt(ScriptDefinition workflow, string name)
    {
        // One table place for all scripts: what counts is what the last runs say.
        for (int i = 0; i < 200; i++)
        {
            Assert.True(workflow.RunParallel(2) > 0, name);
        }

        return StepCostTable<ScriptDefinition, ScriptState>.Get(workflow);
    }

    private static ScriptDefinition Fan(int steps, int spins)
    {
        var script = new Script();
        for (int i = 0; i < steps; i++)
        {
            script.Sync($"S{i}", _ =>
            {
                Thread.SpinWait(spins);
                return 1;
            });
        }

        return script.Build();
    }
}
