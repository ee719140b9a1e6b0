namespace Engine.Tests;

/// <summary>Counts bytes of managed memory. Warm: the first rounds fill pools, grow buffers and let the JIT do its work.</summary>
internal static class Allocations
{
    private const int WarmRounds = 5;
    private const int Rounds = 10;

    /// <summary>The bytes that ten rounds of the action allocate on this thread, once it has run a few times.</summary>
    public static long Of(Action action)
    {
        for (int round = 0; round < WarmRounds; round++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < Rounds; round++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>That an action is refused each time, and that a refusal allocates no more than an exception: memory from the pool went back.</summary>
    public static void AssertRefusedCheaply<TException>(Action action)
        where TException : Exception
    {
        const int ExceptionBytes = 10_000;
        int refused = 0;
        long bytes = Of(() =>
        {
            try
            {
                action();
            }
            catch (TException)
            {
                refused++;
            }
        });
        Assert.Equal(WarmRounds + Rounds, refused);
        Assert.InRange(bytes / Rounds, 0, ExceptionBytes);
    }
}
