namespace Engine.Internal;

/// <summary>How many lanes make a chunk: as many as keep a step's columns close to the core, few enough calls to pay for a step.</summary>
internal static class ChunkLength
{
    public const int Fewest = 64;
    public const int Most = 4096;

    /// <summary>All columns in three quarters of a first-level cache. Vectors want that (decision 10); one value at a time does not mind.</summary>
    private const int BudgetBytes = 24 * 1024;

    /// <summary>So many chunks for each thread at least, where there are enough lanes: then none waits long for the last one to end.</summary>
    private const int ChunksPerThread = 4;

    public static int Of(int bytesPerLane) => Math.Clamp(BudgetBytes / Math.Max(bytesPerLane, 1) / Fewest * Fewest, Fewest, Most);

    /// <summary>For several threads: as above, or less where there would be too few chunks to share.</summary>
    public static int Shared(int bytesPerLane, int laneCount, int threads)
    {
        int even = DivideUp(laneCount, ChunksPerThread * threads);
        return Math.Min(even < Fewest ? even : DivideUp(even, Fewest) * Fewest, Of(bytesPerLane));
    }

    /// <summary>How many chunks there are.</summary>
    public static int CountOf(int laneCount, int chunkLength) => DivideUp(laneCount, chunkLength);

    private static int DivideUp(int value, int by) => (int)(((long)value + by - 1) / by);
}
