namespace Engine.Tests.Execution;

/// <summary>Many runs at once, completed, failed, timed out and cancelled by other threads: none hangs, none is mixed up with another.</summary>
public class ExecutorStressTests
{
    private const int Workers = 6;
    private const int RunsPerWorker = 400;

    [Fact]
    public async Task RunAsync_many_runs_on_many_threads_each_end_as_they_must()
    {
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => Work(worker))));
    }

    private static async Task Work(int worker)
    {
        var random = new Random(worker);
        for (int run = 0; run < RunsPerWorker; run++)
        {
            using var source = new CancellationTokenSource();
            int kind = random.Next(4);
            long[] values = [random.Next(1000), random.Next(1000), random.Next(1000), random.Next(1000)];
            int undone = 0;
            ScriptDefinition workflow = new Script()
                .Async("A", context => Later(values[0], context.CancellationToken), context: true)
                .Async("B", context => Later(values[1], context.CancellationToken), policy: new StepPolicy { TimeoutMs = kind == 1 ? 1 : 60_000 })
                .Async("C", context => Later(kind == 2 ? -1 : values[2], context.CancellationToken), ["A"], new StepPolicy { Retries = 1, DelayMs = 1 })
                .Sync("D", _ => values[3], ["B", "C"])
                .Undo("A", _ => { Interlocked.Increment(ref undone); return 0; })
                .Build();
            ValueTask<long> task = workflow.RunAsync(default, source.Token);
            if (kind == 3)
            {
                await Task.Yield();
                await source.CancelAsync();
            }

            try
            {
                Assert.Equal(values.Sum(), await task);
                Assert.NotEqual(2, kind);
                Assert.Equal(0, undone);
            }
            catch (FormatException)
            {
                Assert.Equal(2, kind);
                Assert.Equal(1, undone);
            }
            catch (TimeoutException)
            {
                Assert.Equal(1, kind);
            }
            catch (OperationCanceledException exception)
            {
                Assert.Equal(3, kind);
                Assert.Equal(source.Token, exception.CancellationToken);
            }
        }
    }

    /// <summary>Returns the value, or throws for -1, after a few turns on the pool; obeys the token.</summary>
    private static async ValueTask<long> Later(long value, CancellationToken cancellationToken)
    {
        for (int turn = 0; turn < 3; turn++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return value >= 0 ? value : throw new FormatException();
    }
}
