using Engine.Internal;
using Engine.Tests.Generators.Workflows;

namespace Engine.Tests.Execution;

[Collection(ProcessAllocations.Name)]
public class ExecutorAllocationTests
{
    private const int Runs = 1_000;
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
    public void RunAsync_run_that_ends_between_the_callers_look_and_its_continuation_allocates_nothing()
    {
        Signal signal = new();
        ScriptDefinition workflow = new Script().Async("A", _ => signal.Wait()).Build();
        long resumed = 0;
        Action count = () => Interlocked.Increment(ref resumed);
        long awaited = 0;
        long sum = 0;
        Assert.InRange(Allocations.Fewest(() => BytesOfTheProcess(LateContinuations)), 0, Runs - 1); // See AssertNoBytes.
        Assert.Equal(7 * awaited, sum);

        void LateContinuations()
        {
            for (int run = 0; run < Runs; run++)
            {
                var awaiter = workflow.RunAsync().ConfigureAwait(false).GetAwaiter();
                signal.Complete(7);
                awaiter.UnsafeOnCompleted(count);
                awaited++;
                while (Volatile.Read(ref resumed) < awaited)
                {
                    Thread.Yield();
                }

                sum += awaiter.GetResult();
            }
        }
    }

    [Fact]
    public void RunAsync_step_whose_source_ends_between_the_look_and_the_continuation_takes_what_the_docs_say()
    {
        using var resumed = new ManualResetEventSlim();
        Signal signal = new() { CompletesFirst = true };
        ScriptDefinition workflow = new Script().Async("A", _ => signal.Wait()).Build();
        Action set = resumed.Set;
        long bytes = Allocations.Fewest(() => BytesOfTheProcess(() =>
        {
            for (int run = 0; run < Runs; run++)
            {
                var awaiter = workflow.RunAsync().ConfigureAwait(false).GetAwaiter();
                if (!awaiter.IsCompleted)
                {
                    awaiter.UnsafeOnCompleted(set);
                    while (!resumed.IsSet)
                    {
                        Thread.Yield();
                    }

                    resumed.Reset();
                }

                awaiter.GetResult();
            }
        }));
        Assert.InRange(bytes / Runs, 1, 49);
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

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(20_000)]
    public void RunBatch_on_two_threads_allocates_nothing_on_either(int count)
    {
        const int Batches = 200;
        Order[] orders = [.. Enumerable.Range(0, count).Select(static id => new Order(id, id * 7 % 2000))];
        var invoices = new Invoice[count];
        var statuses = new RunStatus[count];
        var workflow = new PriceOrder(new ListPrices());
        RunMany();

        // The pool may start a thread meanwhile. One object per batch, which is 24 bytes at least, would be seen.
        Assert.InRange(Allocations.Fewest(() => BytesOfTheProcess(RunMany)), 0, (24 * Batches) - 1);
        Assert.All(statuses, static status => Assert.Equal(RunStatus.Completed, status));

        void RunMany()
        {
            for (int batch = 0; batch < Batches; batch++)
            {
                workflow.RunBatch(orders, invoices, statuses, new RunOptions { Degree = 2 });
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_attempt_with_a_deadline_on_a_clock_of_ones_own_takes_what_the_docs_say(bool asynchronous)
    {
        var options = new RunOptions { TimeProvider = new OwnTime() };
        ScriptDefinition workflow = new Script().Sync("A", _ => 1, policy: new StepPolicy { TimeoutMs = 60_000 }).Build();
        long bytes = Allocations.Of(() => Run(workflow, options, asynchronous, default));
        Assert.InRange(bytes / 10, 1, 999);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_under_a_token_of_the_callers_pays_for_the_first_registration_alone(bool asynchronous)
    {
        ScriptDefinition workflow = new Script().Sync("A", _ => 1, policy: new StepPolicy { TimeoutMs = 60_000 }).Build();
        using var source = new CancellationTokenSource();
        Assert.Equal(0, Allocations.Of(() => Run(workflow, default, asynchronous, source.Token)));
        long withFresh = Allocations.Of(() =>
        {
            using var fresh = new CancellationTokenSource();
            Run(workflow, default, asynchronous, fresh.Token);
        });
        long sourcesAlone = Allocations.Of(() =>
        {
            using var fresh = new CancellationTokenSource();
        });
        Assert.InRange((withFresh - sourcesAlone) / 10, 1, 299);
    }

    [Fact]
    public void RetryTimer_takes_nothing_on_the_systems_clock_and_what_the_docs_say_on_another()
    {
        var inbox = new CountingInbox();
        var own = new OwnTime();
        Assert.InRange(Allocations.Of(() => AbandonedDelay(inbox, own)) / 10, 1, 399);

        var timer = new RetryTimer(inbox, 0);
        int delays = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            timer.Start(1, TimeProvider.System);
            delays++;
            while (inbox.Posts < delays)
            {
                Thread.Yield();
            }
        }));
    }

    private static void AbandonedDelay(CountingInbox inbox, TimeProvider provider)
    {
        var timer = new RetryTimer(inbox, 0);
        timer.Start(1_000_000, provider);
        Assert.True(timer.TryAbandon());
    }

    private static void Run(ScriptDefinition workflow, RunOptions options, bool asynchronous, CancellationToken cancellationToken)
    {
        if (!asynchronous)
        {
            workflow.RunInline(options, default(NoObserver), cancellationToken);
            return;
        }

        ValueTask<long> run = workflow.RunAsync(options, cancellationToken);
        Assert.True(run.IsCompletedSuccessfully);
        run.GetAwaiter().GetResult();
    }

    private static long BytesOfTheProcess(Action action)
    {
        action();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        action();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static void AssertNoBytes(ScriptDefinition workflow, RunOptions options = default)
    {
        using var done = new ManualResetEventSlim();
        var driver = new Driver(workflow, options, done);
        driver.Run(Runs);

        // The runtime and the test host allocate a little now and then, on a loaded machine in every round: a timer, a thread of the pool.
        // What a run allocates is at least 24 bytes each time; less than a byte per run is none of it.
        long fewest = long.MaxValue;
        for (int round = 0; round < Rounds && fewest >= Runs; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            driver.Run(Runs);
            fewest = Math.Min(fewest, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.InRange(fewest, 0, Runs - 1);
    }

    /// <summary>The system's time under another name.</summary>
    private sealed class OwnTime : TimeProvider;

    /// <summary>An inbox whose driver does nothing but count what was posted.</summary>
    private sealed class CountingInbox : RunInbox
    {
        private int _posts;

        public CountingInbox()
        {
            OpenInbox(1);
            Assert.True(TryLeave());
        }

        public int Posts => Volatile.Read(ref _posts);

        protected override void Drive()
        {
            do
            {
                Assert.Equal(0, TakePosts());
                Assert.Equal(None, After(0));
            }
            while (!TryLeave());
            Interlocked.Increment(ref _posts);
        }
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
