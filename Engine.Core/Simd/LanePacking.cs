using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>Packs the values of some lanes side by side, puts them back, and makes of them what may be missing.</summary>
internal static class LanePacking
{
    public static void Pack<T>(ReadOnlySpan<T> column, ReadOnlySpan<int> lanes, Span<T> packed)
    {
        packed = packed[..lanes.Length];
        for (int k = 0; k < lanes.Length; k++)
        {
            packed[k] = column[lanes[k]];
        }
    }

    public static void Unpack<T>(ReadOnlySpan<T> packed, ReadOnlySpan<int> lanes, Span<T> column)
    {
        packed = packed[..lanes.Length];
        for (int k = 0; k < lanes.Length; k++)
        {
            column[lanes[k]] = packed[k];
        }
    }

    public static void Wrap<T>(ReadOnlySpan<T> column, ReadOnlySpan<byte> ran, Span<Maybe<T>> values)
    {
        column = column[..values.Length];
        if (ran.IsEmpty)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = new Maybe<T>(column[i]);
            }

            return;
        }

        ran = ran[..values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new Maybe<T>(KeptIf(column[i], ran[i]), ran[i] != 0);
        }
    }

    public static void PackMaybe<T>(ReadOnlySpan<T> column, ReadOnlySpan<byte> ran, ReadOnlySpan<int> lanes, Span<Maybe<T>> packed)
    {
        packed = packed[..lanes.Length];
        if (ran.IsEmpty)
        {
            for (int k = 0; k < lanes.Length; k++)
            {
                packed[k] = new Maybe<T>(column[lanes[k]]);
            }

            return;
        }

        for (int k = 0; k < lanes.Length; k++)
        {
            int lane = lanes[k];
            packed[k] = new Maybe<T>(KeptIf(column[lane], ran[lane]), ran[lane] != 0);
        }
    }

    /// <summary>The value where the flag is 1, its default where it is 0: by a mask, as nobody can foresee which lanes run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Into the loop: the sizes are constants there.
    private static T KeptIf<T>(T value, byte flag)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            return flag != 0 ? value : default!;
        }

        return Unsafe.SizeOf<T>() switch
        {
            sizeof(byte) => Unsafe.BitCast<byte, T>((byte)(Unsafe.BitCast<T, byte>(value) & -flag)),
            sizeof(ushort) => Unsafe.BitCast<ushort, T>((ushort)(Unsafe.BitCast<T, ushort>(value) & -flag)),
            sizeof(uint) => Unsafe.BitCast<uint, T>(Unsafe.BitCast<T, uint>(value) & (uint)-flag),
            sizeof(ulong) => Unsafe.BitCast<ulong, T>(Unsafe.BitCast<T, ulong>(value) & (ulong)-(long)flag),
            _ => flag != 0 ? value : default!,
        };
    }
}
