using System.Runtime.CompilerServices;

namespace Engine.Host.Bench.Execution;

/// <summary>The bodies of the benchmarks' steps: a number from the sum of a step's inputs and from its place.</summary>
internal static class Work
{
    // Four or five cycles each; 700 take about a microsecond at 3 GHz.
    private const int MicroIterations = 700;

    private const int LongIterations = 100 * MicroIterations;

    /// <summary>Next to nothing, but a chain of it cannot be folded into one addition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Empty(int node, long sum) => (sum * 3) + node;

    /// <summary>About a microsecond: a chain of dependent multiplications.</summary>
    // Not inlined: a thousand copies of the loop would measure the instruction cache.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Micro(int node, long sum) => Spin(sum + node, MicroIterations);

    /// <summary>About a hundred microseconds of the same.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Long(int node, long sum) => Spin(sum + node, LongIterations);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Spin(long value, int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            value = (value * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407;
        }

        return value;
    }
}
