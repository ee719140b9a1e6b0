namespace Engine.Internal;

/// <summary>How long a step waits before another attempt. Depends on the policy, the run's seed, the step and the attempt alone.</summary>
internal static class RetryDelay
{
    /// <summary>No delay is longer than a day.</summary>
    public const long LongestMs = 24L * 60 * 60 * 1000;

    /// <summary>Milliseconds between an attempt that failed and the next one.</summary>
    /// <param name="policy">The step's policy.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="index">The dispatch index of the step or compensation.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    public static long Ms(in StepPolicy policy, ulong seed, int index, int attempt)
    {
        if (policy.DelayMs <= 0)
        {
            return 0;
        }

        long longest = policy.MaxDelayMs > 0 ? Math.Min(policy.MaxDelayMs, LongestMs) : LongestMs;
        long grown = policy.Backoff switch
        {
            Backoff.Linear => (long)policy.DelayMs * attempt,
            // A shift by 27 takes 1 ms beyond a day; further ones would overflow.
            Backoff.Exponential => (long)policy.DelayMs << Math.Min(attempt - 1, 27),
            _ => policy.DelayMs,
        };
        long delay = Math.Min(grown, longest);
        return policy.Jitter ? Draw(delay, seed, index, attempt) : delay;
    }

    /// <summary>Between half of a delay, rounded up, and all of it.</summary>
    private static long Draw(long delay, ulong seed, int index, int attempt)
    {
        long least = delay - (delay / 2);
        ulong draw = Mix(Mix(Mix(seed) ^ (uint)index) ^ (uint)attempt);
        return least + (long)Math.BigMul(draw, (ulong)(delay / 2) + 1, out _);
    }

    /// <summary>The output function of SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
