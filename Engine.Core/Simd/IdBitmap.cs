using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Internal;

/// <summary>A bitmap over ids: sorts a set of them in one scan. One bit per id, rounded up to <see cref="BlockBits"/>.</summary>
/// <remarks>SAFETY: callers give memory for <see cref="WordsFor"/> words and ids below the capacity.</remarks>
internal static unsafe class IdBitmap
{
    private const int WordsPerBlock = 4;
    private const int BlockBits = WordsPerBlock * 64;

    public static int WordsFor(int capacity) => (int)(((long)capacity + BlockBits - 1) / BlockBits) * WordsPerBlock;

    public static void Clear(ulong* words, int capacity) => new Span<ulong>(words, WordsFor(capacity)).Clear();

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // three instructions
    public static void Add(ulong* words, int id) => words[id >> 6] |= 1UL << id;

    /// <summary>Writes the ids in the set in ascending order and empties it.</summary>
    public static void Drain(ulong* words, int capacity, int* ids)
    {
        int count = 0, wordCount = WordsFor(capacity);
        for (int block = 0; block < wordCount; block += WordsPerBlock)
        {
            if (Vector256.IsHardwareAccelerated && Vector256.Load(words + block) == Vector256<ulong>.Zero)
            {
                continue;
            }

            for (int index = block; index < block + WordsPerBlock; index++)
            {
                for (ulong word = words[index]; word != 0; word &= word - 1)
                {
                    ids[count++] = (index << 6) + BitOperations.TrailingZeroCount(word);
                }

                words[index] = 0;
            }
        }
    }
}
