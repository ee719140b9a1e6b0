namespace Engine.Tests.Execution.Simulation;

/// <summary>SplitMix64: a case is a function of one 64-bit number, on every machine and in every version.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below the bound.</summary>
    public int Next(int bound) => (int)(((NextBits() >> 32) * (ulong)bound) >> 32);

    /// <summary>True that many times in a hundred.</summary>
    public bool Percent(int percent) => Next(100) < percent;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];

    /// <summary>A generator whose draws depend on this seed and the key, and on nothing that was drawn before.</summary>
    public static SeededRandom For(ulong seed, int key, int subkey) =>
        new(new SeededRandom(seed ^ ((ulong)(uint)key << 32) ^ (uint)subkey).NextBits());
}
