using System.Numerics;
using System.Runtime.CompilerServices;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>
/// A set of ids or ranks 0..capacity-1 that gives its smallest member: a bitmap with a bitmap of its non-empty words above
/// it, and so on. Adding and taking touch one word per layer, four layers for 16 million members.
/// </summary>
/// <remarks>
/// As a ready queue it beats a heap of ranks: a push is one or two word writes, a pop as many bit scans, and no comparison
/// depends on data.
/// </remarks>
internal ref struct IdSet : IReadySet
{
    private const int MaxLayers = 6; // 64^6 is more than 2^31

    private readonly Span<ulong> _words;
    private readonly LayerStarts _starts;
    private readonly int _layerCount;

    /// <summary>An empty set over at least <see cref="WordsFor"/> words, which are overwritten.</summary>
    public IdSet(Span<ulong> words, int capacity)
    {
        int start = 0, size = capacity;
        do
        {
            size = WordCount(size);
            _starts[_layerCount++] = start;
            start += size;
        }
        while (size > 1);
        _words = words[..start];
        _words.Clear();
    }

    public readonly bool IsEmpty => _words[^1] == 0;

    /// <summary>How many words a set needs.</summary>
    public static int WordsFor(int capacity)
    {
        int words = 0, size = capacity;
        do
        {
            size = WordCount(size);
            words += size;
        }
        while (size > 1);
        return words;
    }

    public readonly void Add(int id)
    {
        for (int layer = 0; layer < _layerCount; layer++)
        {
            ref ulong word = ref _words[_starts[layer] + (id >> 6)];
            bool wasEmpty = word == 0;
            word |= 1UL << id;
            if (!wasEmpty)
            {
                return; // the layers above know this word already
            }

            id >>= 6;
        }
    }

    public readonly bool TryTakeSmallest(out int id)
    {
        bool isTaken = !IsEmpty;
        id = isTaken ? TakeMin() : 0;
        return isTaken;
    }

    public readonly int TakeMin()
    {
        int id = 0;
        for (int layer = _layerCount - 1; layer >= 0; layer--)
        {
            id = (id << 6) + BitOperations.TrailingZeroCount(_words[_starts[layer] + id]);
        }

        int index = id;
        for (int layer = 0; layer < _layerCount; layer++)
        {
            ref ulong word = ref _words[_starts[layer] + (index >> 6)];
            word &= ~(1UL << index);
            if (word != 0)
            {
                break;
            }

            index >>= 6;
        }

        return id;
    }

    private static int WordCount(int size) => Math.Max(1, (int)(((long)size + 63) >> 6));

    [InlineArray(MaxLayers)]
    private struct LayerStarts
    {
        private int _first;
    }
}
