using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Engine.Events;

namespace Engine.Internal;

/// <summary>Compares 64 values with one and gives a bit for each.</summary>
internal static class FilterMask
{
    public const int TileLength = 64;

    /// <summary>Bit i says whether tile[i] passes. The tile has <see cref="TileLength"/> values.</summary>
    public static ulong Of<T>(ReadOnlySpan<T> tile, EventComparison comparison, T value)
        where T : unmanaged, INumber<T> => comparison switch
        {
            EventComparison.Equal => Of<T, Equal>(tile, value),
            EventComparison.NotEqual => ~Of<T, Equal>(tile, value),
            EventComparison.Less => Of<T, Less>(tile, value),
            EventComparison.LessOrEqual => Of<T, LessOrEqual>(tile, value),
            EventComparison.Greater => Of<T, Greater>(tile, value),
            _ => Of<T, GreaterOrEqual>(tile, value),
        };

    private static ulong Of<T, TTest>(ReadOnlySpan<T> tile, T value)
        where T : unmanaged, INumber<T>
        where TTest : struct, ITest
    {
        tile = tile[..TileLength];
        ulong mask = 0;
        if (Vector256.IsHardwareAccelerated && Vector256<T>.IsSupported)
        {
            // SAFETY: the slice above proves the length, and every count of lanes divides it.
            ref T source = ref MemoryMarshal.GetReference(tile);
            Vector256<T> values = Vector256.Create(value);
            for (int i = 0; i < TileLength; i += Vector256<T>.Count)
            {
                mask |= (ulong)TTest.Of(Vector256.LoadUnsafe(ref source, (nuint)i), values).ExtractMostSignificantBits() << i;
            }
        }
        else
        {
            for (int i = 0; i < TileLength; i++)
            {
                mask |= TTest.Of(tile[i], value) ? 1UL << i : 0;
            }
        }

        return mask;
    }

    private interface ITest
    {
        static abstract Vector256<T> Of<T>(Vector256<T> left, Vector256<T> right);

        static abstract bool Of<T>(T left, T right)
            where T : INumber<T>;
    }

    private struct Equal : ITest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one instruction
        public static Vector256<T> Of<T>(Vector256<T> left, Vector256<T> right) => Vector256.Equals(left, right);

        public static bool Of<T>(T left, T right)
            where T : INumber<T> => left == right;
    }

    private struct Less : ITest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one or two instructions
        public static Vector256<T> Of<T>(Vector256<T> left, Vector256<T> right) => Vector256.LessThan(left, right);

        public static bool Of<T>(T left, T right)
            where T : INumber<T> => left < right;
    }

    private struct LessOrEqual : ITest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one or two instructions
        public static Vector256<T> Of<T>(Vector256<T> left, Vector256<T> right) => Vector256.LessThanOrEqual(left, right);

        public static bool Of<T>(T left, T right)
            where T : INumber<T> => left <= right;
    }

    private struct Greater : ITest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one or two instructions
        public static Vector256<T> Of<T>(Vector256<T> left, Vector256<T> right) => Vector256.GreaterThan(left, right);

        public static bool Of<T>(T left, T right)
            where T : INumber<T> => left > right;
    }

    private struct GreaterOrEqual : ITest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one or two instructions
        public static Vector256<T> Of<T>(Vector256<T> left, Vector256<T> right) => Vector256.GreaterThanOrEqual(left, right);

        public static bool Of<T>(T left, T right)
            where T : INumber<T> => left >= right;
    }
}
