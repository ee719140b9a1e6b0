using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Internal;

namespace Engine;

/// <summary>What generated code asks of columns and rows.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LaneRows
{
    /// <summary>A column for so many lanes.</summary>
    public static T[] NewColumn<T>(int laneCount) => new T[laneCount];

    /// <summary>Clears the row where the flag is 0.</summary>
    public static void And(Span<byte> row, ReadOnlySpan<byte> flags) => LaneKernels.And(row, flags);

    /// <summary>Clears the row where the bool is false.</summary>
    public static void And(Span<byte> row, ReadOnlySpan<bool> flags) => LaneKernels.And(row, MemoryMarshal.AsBytes(flags));

    /// <summary>Clears the row where the bool is true.</summary>
    public static void AndNot(Span<byte> row, ReadOnlySpan<bool> flags) => LaneKernels.AndNot(row, MemoryMarshal.AsBytes(flags));

    /// <summary>Puts the values of some lanes side by side.</summary>
    /// <param name="column">One value per lane.</param>
    /// <param name="lanes">Positions in the column.</param>
    /// <param name="packed">As long as <paramref name="lanes"/>.</param>
    public static void Pack<T>(ReadOnlySpan<T> column, ReadOnlySpan<int> lanes, Span<T> packed) => LanePacking.Pack(column, lanes, packed);

    /// <summary>Writes values that lie side by side where their lanes are; the other lanes stay as they are.</summary>
    /// <param name="packed">As long as <paramref name="lanes"/>.</param>
    /// <param name="lanes">Positions in the column.</param>
    /// <param name="column">One value per lane.</param>
    public static void Unpack<T>(ReadOnlySpan<T> packed, ReadOnlySpan<int> lanes, Span<T> column) => LanePacking.Unpack(packed, lanes, column);

    /// <summary>Makes of the values of a step that may be skipped what a consumer takes.</summary>
    /// <param name="column">One value per lane.</param>
    /// <param name="ran">1 where the step ran, 0 where not; empty for one that always runs.</param>
    /// <param name="values">As long as the column.</param>
    public static void Wrap<T>(ReadOnlySpan<T> column, ReadOnlySpan<byte> ran, Span<Maybe<T>> values) => LanePacking.Wrap(column, ran, values);

    /// <summary>The same for some lanes, side by side.</summary>
    /// <param name="column">One value per lane.</param>
    /// <param name="ran">1 where the step ran, 0 where not; empty for one that always runs.</param>
    /// <param name="lanes">Positions in the column.</param>
    /// <param name="packed">As long as <paramref name="lanes"/>.</param>
    public static void PackMaybe<T>(ReadOnlySpan<T> column, ReadOnlySpan<byte> ran, ReadOnlySpan<int> lanes, Span<Maybe<T>> packed) =>
        LanePacking.PackMaybe(column, ran, lanes, packed);

    /// <summary>
    /// An exception filter that never catches: the lane that threw is the second one of the pair that begins at an even position.
    /// It may be asked twice, when a finally block of the body throws another exception.
    /// </summary>
    public static bool IsSecond(ref int at)
    {
        at |= 1;
        return false;
    }

    /// <summary>Forgets the first values of a column that holds references; does nothing to any other.</summary>
    public static void Forget<T>(T[] column, int laneCount)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(column, 0, laneCount);
        }
    }
}
