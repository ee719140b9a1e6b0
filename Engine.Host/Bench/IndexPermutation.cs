namespace Engine.Host.Bench;

/// <summary>
/// A seeded permutation of 0..count-1 that is computed instead of stored: its first k values are k distinct random
/// numbers, without a set of those already drawn.
/// </summary>
/// <remarks>
/// A balanced Feistel network over the next even number of bits; a value outside the range is fed in again until it falls
/// inside ("cycle walking", Black and Rogaway, 2002), at most four times on average.
/// </remarks>
internal readonly struct IndexPermutation
{
    private const int Rounds = 4;

    private readonly ulong _count;
    private readonly ulong _seed;
    private readonly int _halfBits;
    private readonly ulong _halfMask;

    public IndexPermutation(long count, ulong seed)
    {
        _count = (ulong)count;
        _seed = seed;
        _halfBits = 1;
        while (_halfBits < 31 && 1UL << (2 * _halfBits) < _count)
        {
            _halfBits++;
        }

        _halfMask = (1UL << _halfBits) - 1;
    }

    public long this[long index]
    {
        get
        {
            ulong value = (ulong)index;
            do
            {
                value = Shuffle(value);
            }
            while (value >= _count);

            return (long)value;
        }
    }

    private ulong Shuffle(ulong value)
    {
        ulong left = value >> _halfBits, right = value & _halfMask;
        for (ulong round = 0; round < Rounds; round++)
        {
            ulong mixed = SeededRandom.Mix(_seed + (round << 56) + right) & _halfMask;
            (left, right) = (right, left ^ mixed);
        }

        return (left << _halfBits) | right;
    }
}
