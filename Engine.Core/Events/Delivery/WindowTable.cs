using System.Numerics;
using System.Runtime.CompilerServices;
using Engine.Events;

namespace Engine.Internal;

/// <summary>
/// The windows of a bounded number of keys. Open addressing, at most half full; a window is a ring of bits, the one of a sequence at its
/// lowest bits, and the highest sequence says which numbers the others stand for.
/// </summary>
internal sealed class WindowTable
{
    private readonly Slot[] _slots;
    private readonly ulong[] _bits;
    private readonly int _shift;
    private readonly int _wordCount;

    public WindowTable(int maxKeys, int windowLength)
    {
        int length = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, 2 * maxKeys));
        _slots = new Slot[length];
        _wordCount = windowLength / 64;
        _bits = new ulong[(long)length * _wordCount];
        _shift = 64 - BitOperations.Log2((uint)length);
    }

    public int Count { get; private set; }

    /// <summary>The entry of a key, or -1.</summary>
    public int Find(long key)
    {
        Slot[] slots = _slots;
        for (int entry = Home(key); slots[entry].IsUsed; entry = (entry + 1) & (slots.Length - 1))
        {
            if (slots[entry].Key == key)
            {
                return entry;
            }
        }

        return -1;
    }

    /// <summary>Adds a key that is not there, of which one event has come.</summary>
    public void Add(long key, long sequence)
    {
        int entry = Insert(key, sequence);
        Span<ulong> bits = Bits(entry);
        bits.Clear();
        bits[Word(sequence)] = Bit(sequence);
    }

    /// <summary>Adds a key that is not there, with its window.</summary>
    /// <returns>Its entry.</returns>
    public int Add(long key, long highest, ReadOnlySpan<ulong> window)
    {
        int entry = Insert(key, highest);
        window.CopyTo(Bits(entry));
        return entry;
    }

    /// <summary>Copies an entry's window out.</summary>
    /// <returns>Its highest sequence.</returns>
    public long Take(int entry, Span<ulong> window)
    {
        Bits(entry).CopyTo(window);
        return _slots[entry].Highest;
    }

    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    public EventArrival Observe(int entry, long sequence)
    {
        ref long highest = ref _slots[entry].Highest;
        Span<ulong> bits = Bits(entry);
        ref ulong word = ref bits[Word(sequence)];
        if (sequence > highest)
        {
            // The difference of any two numbers, as an unsigned one.
            ulong gap = (ulong)(sequence - highest);
            if (gap > 1)
            {
                Skip(bits, highest, gap);
            }

            word |= Bit(sequence);
            highest = sequence;
            return EventArrival.New;
        }

        if ((ulong)(highest - sequence) >= (ulong)_wordCount * 64)
        {
            return EventArrival.Late;
        }

        if ((word & Bit(sequence)) != 0)
        {
            return EventArrival.Duplicate;
        }

        word |= Bit(sequence);
        return EventArrival.New;
    }

    /// <summary>The numbers between have not come; their bits stand for older ones.</summary>
    private void Skip(Span<ulong> bits, long highest, ulong gap)
    {
        if (gap >= (ulong)_wordCount * 64)
        {
            bits.Clear();
            return;
        }

        for (ulong i = 1; i <= gap; i++)
        {
            long skipped = highest + (long)i;
            bits[Word(skipped)] &= ~Bit(skipped);
        }
    }

    private int Insert(long key, long highest)
    {
        int entry = Home(key);
        while (_slots[entry].IsUsed)
        {
            entry = (entry + 1) & (_slots.Length - 1);
        }

        _slots[entry] = new Slot { Key = key, Highest = highest, IsUsed = true };
        Count++;
        return entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a multiplication and a shift
    private int Home(long key) => (int)(((ulong)key * 0x9E37_79B9_7F4A_7C15) >> _shift);

    private Span<ulong> Bits(int entry) => _bits.AsSpan(entry * _wordCount, _wordCount);

    private int Word(long sequence) => (int)(((ulong)sequence >> 6) & (ulong)(_wordCount - 1));

    private static ulong Bit(long sequence) => 1UL << (int)(sequence & 63);

    private struct Slot
    {
        public long Key;
        public long Highest;
        public bool IsUsed;
    }
}
