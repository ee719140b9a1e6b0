namespace Engine.Tests.Execution;

/// <summary>On which thread a run goes on, where it cannot on the one that completed what it waited for.</summary>
[Collection(ProcessAllocations.Name)]
public class DriverThreadTests
{
    private const int Runs = 1_000;
    private const int Depth = 4_000;
    private const int SmallStackBytes = 256 * 1024;

    [Fact]
    public async Task RunAsync_body_after_a_completion_under_a_task_scheduler_sees_the_default_one()
    {
        using var scheduler = new OwnThreadScheduler();
        Signal signal = new();
        TaskScheduler? seen = null;
        bool isPool = false;
        ScriptDefinition workflow = new Script()
            .Async("A", _ => signal.Wait())
            .Sync("B", _ => { seen = TaskScheduler.Current; isPool = Thread.CurrentThread.IsThreadPoolThread; return 1; }, ["A"])
            .Build();
        ValueTask<long> run = workflow.RunAsync();
        await Task.Factory.StartNew(() => signal.Complete(1), CancellationToken.None, TaskCreationOptions.None, scheduler);
        Assert.Equal(2, await run);
        Assert.Same(TaskScheduler.Default, seen);
        Assert.True(isPool);
    }

    [Fact]
    public void RunAsync_completions_inside_completions_do_not_use_up_the_stack() => new CompletionChain(Depth).Complete();

    [Fact]
    public async Task RunAsync_run_that_the_thread_pool_goes_on_with_allocates_nothing()
    {
        using var scheduler = new OwnThreadScheduler();
        Signal signal = new();
        ScriptDefinition workflow = new Script().Async("A", _ => signal.Wait()).Sync("B", _ => 1, ["A"]).Build();

        // As in ExecutorAllocationTests: the runtime allocates now and then, a run that did would take 24 bytes each time.
        long fewest = await Task.Factory.StartNew(() => Allocations.Fewest(Series), CancellationToken.None, TaskCreationOptions.None, scheduler);
        Assert.InRange(fewest, 0, Runs - 1);

        long Series()
        {
            long before = GC.GetTotalAllocatedBytes(precise: true), sum = 0;
            for (int i = 0; i < Runs; i++)
            {
                ValueTask<long> run = workflow.RunAsync();
                signal.Complete(1);
                while (!run.IsCompleted)
                {
                    Thread.Yield();
                }

                sum += run.Result;
            }

            long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
            Assert.Equal(2 * Runs, sum);
            return bytes;
        }
    }

    /// <summary>Runs each of which completes, in its second step, what the next one waits for: 4,000 runs, one inside the other.</summary>
    private sealed class CompletionChain
    {
        private readonly Signal[] _signals;
        private readonly ScriptDefinition[] _workflows;
        private readonly ValueTask<long>[] _runs;
        private long _completed;

        public CompletionChain(int depth)
        {
            _signals = [.. Enumerable.Range(0, depth).Select(static _ => new Signal())];
            _runs = new ValueTask<long>[depth];
            _workflows =
            [
                .. Enumerable.Range(0, depth).Select(i => new Script()
                    .Async("A", _ => _signals[i].Wait())
                    .Sync("B", _ => Next(i), ["A"])
                    .Build()),
            ];
        }

        public void Complete()
        {
            for (int i = 0; i < _runs.Length; i++)
            {
                _runs[i] = _workflows[i].RunAsync();
            }

            var thread = new Thread(() => _signals[0].Complete(1), SmallStackBytes);
            thread.Start();
            thread.Join();
            foreach (ValueTask<long> run in _runs)
            {
                Assert.Equal(2, Take(run));
            }

            Assert.Equal(_runs.Length, _completed);
        }

        private static long Take(ValueTask<long> run)
        {
            while (!run.IsCompleted)
            {
                Thread.Yield();
            }

            return run.Result;
        }

        private long Next(int i)
        {
            Interlocked.Increment(ref _completed);
            if (i + 1 < _signals.Length)
            {
                _signals[i + 1].Complete(1);
            }

            return 1;
        }
    }
}
