using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Host.Bench.Batches;

/// <summary>What the workflows with conditions have beside <see cref="Arithmetic{T}"/>.</summary>
internal static class Conditions<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>About half of the benchmarks' values are above it.</summary>
    public static bool IsLarge(T gross) => gross > T.CreateTruncating(500);

    public static T Total(T sum, T fee, T rebate, T surcharge) => sum + fee - rebate + surcharge;

    /// <summary>One value at a time: what a comparison makes of a column does not fit the bytes of a bool.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AreLarge(ReadOnlySpan<T> gross, Span<bool> result)
    {
        gross = gross[..result.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = IsLarge(gross[i]);
        }
    }

    /// <summary>By hand: one value for the lanes that are large, and for the others what was there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Where<TOperator>(ReadOnlySpan<bool> isLarge, bool wanted, ReadOnlySpan<T> a, Span<T> result)
        where TOperator : struct, IOneColumn<T>
    {
        a = a[..result.Length];
        isLarge = isLarge[..result.Length];
        for (int i = 0; i < result.Length; i++)
        {
            if (isLarge[i] == wanted)
            {
                result[i] = TOperator.Of(a[i]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Totals(ReadOnlySpan<T> sum, ReadOnlySpan<T> fee, ReadOnlySpan<bool> isLarge, ReadOnlySpan<T> rebate, ReadOnlySpan<T> surcharge, Span<T> result)
    {
        sum = sum[..result.Length];
        fee = fee[..result.Length];
        isLarge = isLarge[..result.Length];
        rebate = rebate[..result.Length];
        surcharge = surcharge[..result.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Total(sum[i], fee[i], isLarge[i] ? rebate[i] : T.Zero, isLarge[i] ? T.Zero : surcharge[i]);
        }
    }

    /// <summary>By hand, with vectors: both branches for all lanes, and a choice at the end. No bools at all.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Totals(ReadOnlySpan<T> sum, ReadOnlySpan<T> fee, ReadOnlySpan<T> gross, ReadOnlySpan<T> rebate, ReadOnlySpan<T> surcharge, Span<T> result)
    {
        int length = result.Length, i = 0;
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(Math.Min(sum.Length, fee.Length), Math.Min(gross.Length, Math.Min(rebate.Length, surcharge.Length))), length);

        // SAFETY: all are as long as the result, and a vector is read and written only where all its elements are.
        ref T sums = ref MemoryMarshal.GetReference(sum), fees = ref MemoryMarshal.GetReference(fee), grosses = ref MemoryMarshal.GetReference(gross);
        ref T rebates = ref MemoryMarshal.GetReference(rebate), surcharges = ref MemoryMarshal.GetReference(surcharge), target = ref MemoryMarshal.GetReference(result);
        var limit = new Vector<T>(T.CreateTruncating(500));
        for (; i <= length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> isLarge = Vector.GreaterThan(Vector.LoadUnsafe(ref grosses, (nuint)i), limit);
            Vector<T> less = Vector.ConditionalSelect(isLarge, Vector.LoadUnsafe(ref rebates, (nuint)i), Vector<T>.Zero);
            Vector<T> more = Vector.ConditionalSelect(isLarge, Vector<T>.Zero, Vector.LoadUnsafe(ref surcharges, (nuint)i));
            (Vector.LoadUnsafe(ref sums, (nuint)i) + Vector.LoadUnsafe(ref fees, (nuint)i) - less + more).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < length; i++)
        {
            bool isLarge = IsLarge(gross[i]);
            result[i] = Total(sum[i], fee[i], isLarge ? rebate[i] : T.Zero, isLarge ? T.Zero : surcharge[i]);
        }
    }
}
