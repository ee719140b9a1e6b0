using System.Numerics;

namespace Engine.Internal;

/// <summary>
/// The steps that may run now; the smallest, which is the first in plan order, is taken first. Two levels of bits: one word
/// says which of the 64 words below it are not empty. Both operations are a handful of instructions.
/// </summary>
internal struct ReadySet()
{
    /// <summary>The largest number of steps, and so that of a workflow: 64 words of 64 bits.</summary>
    public const int MaxSteps = 64 * 64;

    private ulong _summary;
    private ulong[] _words = [];

    public readonly bool IsEmpty => _summary == 0;

    /// <summary>Room for steps 0 to count - 1; the set must be empty.</summary>
    public void Reserve(int count)
    {
        int words = (count + 63) >> 6;
        if (_words.Length < words)
        {
            _words = new ulong[words];
        }
    }

    public void Add(int stepIndex)
    {
        int word = stepIndex >> 6;
        _words[word] |= 1UL << stepIndex;
        _summary |= 1UL << word;
    }

    /// <summary>Takes the smallest step of a set that is not empty.</summary>
    public int Take()
    {
        int word = BitOperations.TrailingZeroCount(_summary);
        ulong bits = _words[word];
        int stepIndex = (word << 6) + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        _words[word] = bits;
        if (bits == 0)
        {
            _summary &= _summary - 1;
        }

        return stepIndex;
    }

    public void Clear()
    {
        while (_summary != 0)
        {
            _words[BitOperations.TrailingZeroCount(_summary)] = 0;
            _summary &= _summary - 1;
        }
    }
}
