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

    /// <summary>Forgets the first values of a column that holds references; does nothing to any other.</summary>
    public static void Forget<T>(T[] column, int laneCount)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(column, 0, laneCount);
        }
    }
}
