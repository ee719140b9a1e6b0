namespace Engine.Benchmarks.Execution;

/// <summary>What must hold before a run is timed.</summary>
internal static class RunChecks
{
    // More than one: what is left of a run must not reach the next.
    private const int Runs = 3;

    /// <exception cref="InvalidOperationException">One of them gives something else.</exception>
    public static void ThrowUnlessRight(Func<long, int, long> expected, params ReadOnlySpan<Func<long, int, long>> actual)
    {
        long right = expected(ExecutionSample.Input, Runs);
        for (int i = 0; i < actual.Length; i++)
        {
            long given = actual[i](ExecutionSample.Input, Runs);
            BenchmarkChecks.ThrowIf(given == right ? null : $"number {i} gives {given}, and {right} is right");
        }
    }
}
