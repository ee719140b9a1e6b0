namespace Engine.Tests;

/// <summary>Counts bytes of managed memory. Warm: the first rounds fill pools, grow buffers and let the JIT do its work.</summary>
internal static class Allocations
{
    private const int WarmRounds = 5;
    private const int Rounds = 10;

    /// <summary>
    /// A collection that another thread starts takes a thread's piece of the heap away, and what was left of it, up to 8 KB, is counted as
    /// allocated. It hits one series; what an action allocates shows in each of them.
    /// </summary>
    private const int MaxSeries = 5;

    /// <summary>The bytes that ten rounds of the action allocate on this thread, once it has run a few times.</summary>
    public static long Of(Action action)
    {
        for (int round = 0; round < WarmRounds; round++)
        {
            action();
        }

        return Fewest(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < Rounds; round++)
            {
                action();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }

    /// <summary>The smallest of a few series' bytes: the first zero, or what all of them allocate.</summary>
    public static long Fewest(Func<long> series)
    {
        long fewest = long.MaxValue;
        for (int i = 0; i < MaxSeries && fewest > 0; i++)
        {
            fewest = Math.Min(fewest, series());
        }

        return fewest;
    }

    /// <summary>That an action is refused each time, and that a refusal allocates no more than an exception: memory from the pool went back.</summary>
    public static void AssertRefusedCheaply<TException>(Action action)
        where TException : Exception
    {
        const int ExceptionBytes = 10_000;
        int calls = 0, refused = 0;
        long bytes = Of(() =>
        {
            calls++;
            try
            {
                action();
            }
            catch (TException)
            {
                refused++;
            }
        });
        Assert.Equal(calls, refused);
        Assert.InRange(bytes / Rounds, 0, ExceptionBytes);
    }
}
