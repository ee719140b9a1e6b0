namespace Engine.Internal;

/// <summary>How many lanes make a chunk: as many as keep a step's columns close to the core, few enough calls to pay for a step.</summary>
internal static class ChunkLength
{
    public const int Fewest = 64;
    public const int Most = 4096;

    /// <summary>Half of a small second-level cache: the caller's input and output pass through it as well.</summary>
    private const int BudgetBytes = 128 * 1024;

    public static int Of(int bytesPerLane) => Math.Clamp(BudgetBytes / Math.Max(bytesPerLane, 1) / Fewest * Fewest, Fewest, Most);
}
