namespace Engine.Benchmarks;

/// <summary>What must hold before a time means anything.</summary>
internal static class BenchmarkChecks
{
    /// <exception cref="InvalidOperationException">There is a difference.</exception>
    public static void ThrowIf(string? difference)
    {
        if (difference is not null)
        {
            throw new InvalidOperationException($"The answers differ, so nothing is timed: {difference}.");
        }
    }
}
