namespace Engine.Tests.Execution;

[Collection(ProcessAllocations.Name)]
public class ExecutorAllocationTests
{
    private const int Runs = 200;
    private const int Rounds = 10;

    [Fact]
    public void RunAsync_steps_that_complete_synchronously_allocates_nothing()
    {
        ScriptDefinition workflow = new Script()
            .Async("A", _ => ValueTask.FromResult(1L))
            .Sync("B", _ => 1, ["A"])
            .Async("C", context => ValueTask.FromResult(context.CancellationToken.CanBeCanceled ? 1L : 0), ["B"], context: true)
            .Sync("D", _ => 1, when: "B")
            .Async("E", _ => ValueTask.FromResult(1L), policy: new StepPolicy { TimeoutMs = 60_000, Retries = 1 })
            .Undo("A", _ => 0)
            .Build();
        Assert.Equal(0, Allocations.Of(() => Assert.True(workflow.RunAsync().GetAwaiter().GetResult() == 5)));
    }

    [Fact]
    public void RunAsync_steps_that_suspend_allocates_nothing_on_any_thread()
    {
        using var pump = new SignalPump();
        Signal first = new(), second = new(), third = new();
        ScriptDefinition workflow = new Script()
            .Async("A", _ => pump.Wait(first))
            .Async("B", _ => pump.Wait(second))
            .Sync("C", _ => 1, ["A"])
            .Async("D", context => pump.Wait(third), ["B", "C"], new StepPolicy { TimeoutMs = 60_000 })
            .Undo("B", _ => 0)
            .Build();
        AssertNoBytes(workflow);
    }

    [Fact]
    public void RunAsync_degree_of_one_allocates_nothing()
    {
        using var pump = new SignalPump();
        Signal first = new(), second = new();
        ScriptDefinition workflow = new Script()
            .Async("A", _ => pump.Wait(first))
            .Async("B", _ => pump.Wait(second))
            .Build();
        AssertNoBytes(workflow, new RunOptions { Degree = 1 });
    }

    private static void AssertNoBytes(ScriptDefinition workflow, RunOptions options = default)
    {
        using var done = new ManualResetEventSlim();
        var driver = new Driver(workflow, options, done);
        driver.Run(Runs);

        // The runtime and the test host allocate a little now and then; what a run allocates shows in every round.
        long fewest = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            driver.Run(Runs);
            fewest = Math.Min(fewest, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.InRange(fewest, 0, Runs - 1);
    }

    /// <summary>Awaits run after run without a state machine of its own: a cached continuation, on whichever thread completes.</summary>
    private sealed class Driver
    {
        private readonly ScriptDefinition _workflow;
        private readonly RunOptions _options;
        private readonly ManualResetEventSlim _done;
        private readonly Action _ended;
        private System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter _awaiter;

        public Driver(ScriptDefinition workflow, RunOptions options, ManualResetEventSlim done)
        {
            _workflow = workflow;
            _options = options;
            _done = done;
            _ended = _done.Set;
        }

        public void Run(int runs)
        {
            for (int run = 0; run < runs; run++)
            {
                ValueTask<long> task = _workflow.RunAsync(_options);
                _awaiter = task.ConfigureAwait(false).GetAwaiter();
                if (!_awaiter.IsCompleted)
                {
                    _awaiter.UnsafeOnCompleted(_ended);

                    // Not Wait: a thread that blocks on the event makes it allocate.
                    while (!_done.IsSet)
                    {
                        Thread.Yield();
                    }

                    _done.Reset();
                }

                if (_awaiter.GetResult() < 2)
                {
                    throw new InvalidOperationException("A step did not run.");
                }
            }
        }
    }
}
