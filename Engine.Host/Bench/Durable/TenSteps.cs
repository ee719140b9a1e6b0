namespace Engine.Host.Bench.Durable;

/// <summary>What the runs that are measured have in common: ten steps in a chain, each of which adds one.</summary>
internal static class TenSteps
{
    public const int Count = 10;

    public static long Output(long input) => input + Count;

    /// <exception cref="InvalidOperationException">The output is wrong.</exception>
    public static void Check(long input, long output)
    {
        if (output != Output(input))
        {
            throw new InvalidOperationException($"A run of {input} gave {output}, and {Output(input)} is right.");
        }
    }
}
