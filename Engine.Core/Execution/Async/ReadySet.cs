using System.Numerics;

namespace Engine.Internal;

/// <summary>
/// The steps that may run now; the smallest, which is the first in plan order, is taken first. Two levels of bits: one word
/// says which of the 64 words below it are not empty. Both operations are a handful of instructions. More steps than that, of
/// graphs that arrive as data, have a level in between, which costs the others one branch that is always the same.
/// </summary>
internal struct ReadySet()
{
    /// <summary>The largest number of steps of two levels: 64 words of 64 bits.</summary>
    public const int MaxSmall = 64 * 64;

    /// <summary>The largest number of steps, and so that of a workflow that is built at run time.</summary>
    public const int MaxSteps = 64 * MaxSmall;

    /// <summary>Which words of the level below are not empty.</summary>
    private ulong _summary;

    private bool _isLarge;
    private ulong[] _words = [];

    /// <summary>Which of the words are not empty, where there are more than 64.</summary>
    private ulong[] _middle = [];

    public readonly bool IsEmpty => _summary == 0;

    /// <summary>Room for steps 0 to count - 1; the set must be empty.</summary>
    public void Reserve(int count)
    {
        int words = (count + 63) >> 6;
        if (_words.Length < words)
        {
            _words = new ulong[words];
        }

        _isLarge = count > MaxSmall;
        if (_isLarge && _middle.Length == 0)
        {
            _middle = new ulong[64];
        }
    }

    public void Add(int stepIndex)
    {
        int word = stepIndex >> 6;
        _words[word] |= 1UL << stepIndex;
        if (_isLarge)
        {
            _middle[word >> 6] |= 1UL << word;
            word >>= 6;
        }

        _summary |= 1UL << word;
    }

    /// <summary>Takes the smallest step of a set that is not empty.</summary>
    public int Take()
    {
        int word = BitOperations.TrailingZeroCount(_summary);
        if (_isLarge)
        {
            return TakeBelow(word);
        }

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
        for (; _summary != 0; _summary &= _summary - 1)
        {
            int word = BitOperations.TrailingZeroCount(_summary);
            if (_isLarge)
            {
                _middle[word] = 0;
                _words.AsSpan(word << 6, Math.Min(64, _words.Length - (word << 6))).Clear();
            }
            else
            {
                _words[word] = 0;
            }
        }
    }

    private int TakeBelow(int group)
    {
        int word = (group << 6) + BitOperations.TrailingZeroCount(_middle[group]);
        ulong bits = _words[word];
        int stepIndex = (word << 6) + BitOperations.TrailingZeroCount(bits);
        if ((_words[word] = bits & (bits - 1)) == 0 && (_middle[group] &= _middle[group] - 1) == 0)
        {
            _summary &= _summary - 1;
        }

        return stepIndex;
    }
}
