using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Host.Bench.Batches;

/// <summary>Loops over columns of one length, as someone writes them by hand: one value at a time, or a vector.</summary>
// Not inlined: each loop has registers of its own, as in generated code.
internal static class ColumnLoops<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Each<TOperator>(ReadOnlySpan<T> a, Span<T> result)
        where TOperator : struct, IOneColumn<T>
    {
        a = a[..result.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = TOperator.Of(a[i]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Each<TOperator>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> result)
        where TOperator : struct, ITwoColumns<T>
    {
        a = a[..result.Length];
        b = b[..result.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = TOperator.Of(a[i], b[i]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Vectors<TOperator>(ReadOnlySpan<T> a, Span<T> result)
        where TOperator : struct, IOneColumn<T>
    {
        a = a[..result.Length];

        // SAFETY: a is as long as the result, and a vector is read and written only where all its elements are.
        ref T first = ref MemoryMarshal.GetReference(a), target = ref MemoryMarshal.GetReference(result);
        int i = 0;
        for (; i <= result.Length - (2 * Vector<T>.Count); i += 2 * Vector<T>.Count)
        {
            TOperator.Of(Vector.LoadUnsafe(ref first, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
            TOperator.Of(Vector.LoadUnsafe(ref first, (nuint)(i + Vector<T>.Count))).StoreUnsafe(ref target, (nuint)(i + Vector<T>.Count));
        }

        for (; i < result.Length; i++)
        {
            result[i] = TOperator.Of(a[i]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Vectors<TOperator>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> result)
        where TOperator : struct, ITwoColumns<T>
    {
        a = a[..result.Length];
        b = b[..result.Length];

        // SAFETY: a and b are as long as the result, and a vector is read and written only where all its elements are.
        ref T first = ref MemoryMarshal.GetReference(a), second = ref MemoryMarshal.GetReference(b), target = ref MemoryMarshal.GetReference(result);
        int i = 0;
        for (; i <= result.Length - (2 * Vector<T>.Count); i += 2 * Vector<T>.Count)
        {
            int next = i + Vector<T>.Count;
            TOperator.Of(Vector.LoadUnsafe(ref first, (nuint)i), Vector.LoadUnsafe(ref second, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
            TOperator.Of(Vector.LoadUnsafe(ref first, (nuint)next), Vector.LoadUnsafe(ref second, (nuint)next)).StoreUnsafe(ref target, (nuint)next);
        }

        for (; i < result.Length; i++)
        {
            result[i] = TOperator.Of(a[i], b[i]);
        }
    }
}
