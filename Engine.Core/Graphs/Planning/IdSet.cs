using System.Numerics;

namespace Engine.Graphs;

/// <summary>
/// A set of ids 0..capacity-1 that gives its smallest member: a bitmap with a bitmap of its non-empty words above it, and
/// so on. Adding and taking touch one word per layer, four layers for 16 million ids.
/// </summary>
internal ref struct IdSet
{
    private const int MaxLayers = 6; // 64^6 is more than 2^31

    private readonly Span<ulong> _words;
    private readonly int _layerCount;
    private LayerStarts _starts;

    /// <summary>An empty set over cleared memory of at least <see cref="WordsFor"/> words.</summary>
    public IdSet(Span<ulong> words, int capacity)
    {
        _words = words;
        int start = 0, size = capacity;
        do
        {
            size = WordCount(size);
            _starts[_layerCount++] = start;
            start += size;
        }
        while (size > 1);
    }

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

    public void Add(int id)
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

    public bool TryTakeSmallest(out int id)
    {
        id = 0;
        if (_words[_starts[_layerCount - 1]] == 0)
        {
            return false;
        }

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

        return true;
    }

    private static int WordCount(int size) => Math.Max(1, (int)(((long)size + 63) >> 6));

    [System.Runtime.CompilerServices.InlineArray(MaxLayers)]
    private struct LayerStarts
    {
        private int _first;
    }
}
