using System.Runtime.CompilerServices;
using Engine.Tests.Execution;

namespace Engine.Tests.Generators;

/// <summary>Calls of asynchronous mapped steps that suspend and complete later, which is when state machines would be made.</summary>
[Collection(ProcessAllocations.Name)]
public class AsyncMapAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Calls_that_suspend_allocate_nothing(int count)
    {
        Signal[] fetches = Signals(count), stores = Signals(count);
        var workflow = new Fetching(fetches, stores, null);
        int[] input = [.. Enumerable.Range(0, count)];
        bool hasEnded = false;
        Action ended = () => hasEnded = true;
        long expected = Enumerable.Range(1, count).Aggregate(0L, static (sum, one) => (3 * sum) + one);
        Assert.Equal(0, Allocations.Of(() =>
        {
            // All on this thread, and last to first: what ends the last call of a step goes on with the run.
            hasEnded = false;
            ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter run = workflow.RunAsync(input).ConfigureAwait(false).GetAwaiter();
            run.UnsafeOnCompleted(ended);
            for (int i = count - 1; i >= 0; i--)
            {
                fetches[i].Complete(i + 1);
            }

            for (int i = count - 1; i >= 0; i--)
            {
                Assert.False(hasEnded);
                stores[i].Complete(0);
            }

            Assert.True(hasEnded);
            Assert.True(run.GetResult() == expected);
        }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Calls_that_another_thread_completes_allocate_nothing(int degree)
    {
        const int Runs = 200;
        using var pump = new SignalPump();
        var workflow = new Fetching(Signals(20), Signals(20), pump);
        int[] input = [.. Enumerable.Range(0, 20)];
        var options = new RunOptions { Degree = degree };
        using var hasEnded = new AutoResetEvent(false);
        Action ended = () => hasEnded.Set();
        void Run()
        {
            ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter run = workflow.RunAsync(input, options).ConfigureAwait(false).GetAwaiter();
            if (!run.IsCompleted)
            {
                run.UnsafeOnCompleted(ended);
                hasEnded.WaitOne();
            }

            Assert.True(run.GetResult() > 0);
        }

        for (int i = 0; i < Runs; i++)
        {
            Run();
        }

        // The runtime and the test host allocate a little now and then; what a run allocates shows in every series.
        long fewest = Allocations.Fewest(() =>
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Runs; i++)
            {
                Run();
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        });
        Assert.InRange(fewest, 0, Runs - 1);
    }

    private static Signal[] Signals(int count) => [.. Enumerable.Range(0, count).Select(static _ => new Signal())];
}

/// <summary>Asynchronous mapped steps whose calls stay pending until the test, or its pump, completes their signals.</summary>
[Workflow<int[], long>]
internal sealed partial class Fetching(Signal[] fetches, Signal[] stores, SignalPump? pump)
{
    [Step]
    public static int[] All(int[] input) => input;

    [Step, Map(nameof(All)), Retry(1), Timeout(60_000)]
    public ValueTask<long> FetchAsync(int all, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? fetches[all].Wait(pump) : throw new InvalidOperationException("A call has no token.");

    [Step, Map(nameof(All)), After(nameof(FetchAsync))]
    public ValueTask StoreAsync(int all) => stores[all].WaitForNothing(pump);

    [Step, After(nameof(StoreAsync))]
    public static long Sum(ReadOnlySpan<long> fetch)
    {
        long sum = 0;
        foreach (long one in fetch)
        {
            sum = (3 * sum) + one;
        }

        return sum;
    }
}
