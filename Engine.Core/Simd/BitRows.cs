using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CommunityToolkit.HighPerformance.Buffers;

namespace Engine.Internal;

/// <summary>
/// One row of <see cref="Width"/> bits per node, from the pool: for a block of that many columns, which of them each node
/// reaches. A row is one cache line, so that a union with a far row costs one miss.
/// </summary>
/// <remarks>The array is pinned while this lives, because rows must stay on the boundaries of cache lines.</remarks>
// SAFETY, for the whole type: memory is touched through Row alone, and only words 0 to Words - 1 behind it. Row numbers are
// positions: those of a loop over 0 to rowCount - 1, or entries of PositionRows.Targets. The latter lie in the same range: where ids are
// positions they are the targets of a Digraph, checked when it was built and immutable; else each was stored under a checked index
// below the node count. Nobody makes a default BitRows, and `using` at each caller rules out use after Dispose.
internal unsafe ref struct BitRows
{
    /// <summary>Bits per row: one cache line, one 512-bit register, two of 256 or four of 128.</summary>
    public const int Width = 512;

    private const int Words = Width / 64;
    private const int LineBytes = Width / 8;

    private readonly SpanOwner<ulong> _owner;
    private readonly ulong* _rows;
    private readonly int _rowCount;
    private GCHandle _pin;

    public BitRows(int rowCount)
    {
        if (rowCount > MaxRowCount)
        {
            Throw.TooManyNodesToAnalyse(rowCount, MaxRowCount);
        }

        // SAFETY: rowCount <= MaxRowCount, so (rowCount + 1) x Words is an array length that does not overflow. That one row more is
        // what rounding the start up to a line can use; the pin keeps the address until Dispose.
        _rowCount = rowCount;
        _owner = SpanOwner<ulong>.Allocate((rowCount * Words) + Words);
        _pin = GCHandle.Alloc(_owner.DangerousGetArray().Array, GCHandleType.Pinned);
        nint start = _pin.AddrOfPinnedObject();
        _rows = (ulong*)((start + LineBytes - 1) & ~(nint)(LineBytes - 1));
    }

    /// <summary>How many rows fit into the longest array.</summary>
    public static int MaxRowCount => (Array.MaxLength / Words) - 1;

    /// <summary>Makes a row the union of others, itself not among them.</summary>
    public readonly void Union(int row, ReadOnlySpan<int> others)
    {
        // SAFETY: each branch reads and writes whole rows, Words words in all; rows stand on lines of 64 bytes, as aligned access asks.
        ulong* into = Row(row);
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<ulong> once = default;
            foreach (int other in others)
            {
                once |= Vector512.LoadAligned(Row(other));
            }

            once.StoreAligned(into);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Vector256<ulong> low = default, high = default;
            foreach (int other in others)
            {
                low |= Vector256.LoadAligned(Row(other));
                high |= Vector256.LoadAligned(Row(other) + 4);
            }

            low.StoreAligned(into);
            high.StoreAligned(into + 4);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Vector128<ulong> a = default, b = default, c = default, d = default;
            foreach (int other in others)
            {
                a |= Vector128.LoadAligned(Row(other));
                b |= Vector128.LoadAligned(Row(other) + 2);
                c |= Vector128.LoadAligned(Row(other) + 4);
                d |= Vector128.LoadAligned(Row(other) + 6);
            }

            a.StoreAligned(into);
            b.StoreAligned(into + 2);
            c.StoreAligned(into + 4);
            d.StoreAligned(into + 6);
        }
        else
        {
            UnionScalar(into, others);
        }
    }

    /// <summary>
    /// Makes a row the union of others and tells which bits stand in two or more of them, pairs within
    /// <paramref name="first"/> not asked for.
    /// </summary>
    /// <param name="row">The row to write.</param>
    /// <param name="first">Rows of the union among which bits may repeat uncounted.</param>
    /// <param name="then">Rows of the union whose bits count as repeated when any row before has them.</param>
    /// <param name="twice">Receives <see cref="Width"/> bits.</param>
    public readonly void UnionAndRepeats(int row, ReadOnlySpan<int> first, ReadOnlySpan<int> then, Span<ulong> twice)
    {
        Union(row, first);

        // SAFETY: as in Union; the slice proves that the caller's span holds what is written to it.
        ulong* into = Row(row);
        twice = twice[..Words];
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<ulong> once = Vector512.LoadAligned(into), repeated = default;
            foreach (int other in then)
            {
                Vector512<ulong> bits = Vector512.LoadAligned(Row(other));
                repeated |= once & bits;
                once |= bits;
            }

            once.StoreAligned(into);
            repeated.CopyTo(twice);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Vector256<ulong> low = Vector256.LoadAligned(into), high = Vector256.LoadAligned(into + 4), lowRepeated = default, highRepeated = default;
            foreach (int other in then)
            {
                Vector256<ulong> lowBits = Vector256.LoadAligned(Row(other)), highBits = Vector256.LoadAligned(Row(other) + 4);
                lowRepeated |= low & lowBits;
                highRepeated |= high & highBits;
                low |= lowBits;
                high |= highBits;
            }

            low.StoreAligned(into);
            high.StoreAligned(into + 4);
            lowRepeated.CopyTo(twice);
            highRepeated.CopyTo(twice[4..]);
        }
        else
        {
            RepeatsNarrow(into, then, twice);
        }
    }

    // SAFETY: bits are columns of a block, which TransitiveReduction and ReachabilityBlocks count up to Width and no further.
    public readonly void Set(int row, int bit)
    {
        System.Diagnostics.Debug.Assert((uint)bit < Width, "A bit is a column of the block.");
        Row(row)[bit >> 6] |= 1UL << (bit & 63);
    }

    // SAFETY: as Set; a position without a column is not asked for.
    public readonly bool Has(int row, int bit)
    {
        System.Diagnostics.Debug.Assert((uint)bit < Width, "A bit is a column of the block.");
        return (Row(row)[bit >> 6] >> (bit & 63) & 1) != 0;
    }

    /// <summary>How many bits of a row are set.</summary>
    public readonly int Count(int row)
    {
        ulong* words = Row(row); // SAFETY: words 0 to Words - 1
        int count = 0;
        for (int word = 0; word < Words; word++)
        {
            count += BitOperations.PopCount(words[word]);
        }

        return count;
    }

    public void Dispose()
    {
        if (_pin.IsAllocated)
        {
            _pin.Free();
            _owner.Dispose();
        }
    }

    // SAFETY: 0 <= row < rowCount, see above the type; a row of Words words behind the aligned start is inside of the pinned array, see
    // the constructor.
    private readonly ulong* Row(int row)
    {
        System.Diagnostics.Debug.Assert((uint)row < (uint)_rowCount, "A row number is a position in the order.");
        return _rows + ((nint)row * Words);
    }

    private readonly void UnionScalar(ulong* into, ReadOnlySpan<int> others)
    {
        // SAFETY: into and bits are rows of Words words. Clearing first is right because the row is none of the others.
        new Span<ulong>(into, Words).Clear();
        foreach (int other in others)
        {
            ulong* bits = Row(other);
            for (int word = 0; word < Words; word++)
            {
                into[word] |= bits[word];
            }
        }
    }

    /// <summary>Word by word: 128-bit registers are too few for four sums, four repeats and what is read.</summary>
    private readonly void RepeatsNarrow(ulong* into, ReadOnlySpan<int> then, Span<ulong> twice)
    {
        // SAFETY: into and bits are rows of Words words; twice is a checked span.
        twice.Clear();
        foreach (int other in then)
        {
            ulong* bits = Row(other);
            for (int word = 0; word < Words; word++)
            {
                twice[word] |= into[word] & bits[word];
                into[word] |= bits[word];
            }
        }
    }
}
