using System.Numerics;
using System.Runtime.InteropServices;

namespace FraudScoringSample;

/// <summary>Loops over columns: vectors while they are full, then one by one.</summary>
internal static class Kernels
{
    public static void Look(ReadOnlySpan<float> spend, ReadOnlySpan<float> speed, Span<float> look)
    {
        int i = 0;
        for (; i <= look.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Formulas.Look(new Vector<float>(spend[i..]), new Vector<float>(speed[i..])).CopyTo(look[i..]);
        }

        for (; i < look.Length; i++)
        {
            look[i] = Formulas.Look(spend[i], speed[i]);
        }
    }

    public static void IsSuspicious(ReadOnlySpan<float> look, Span<bool> isSuspicious)
    {
        Span<byte> flags = MemoryMarshal.AsBytes(isSuspicious);
        var limit = new Vector<float>(Formulas.Suspicious);
        int i = 0, width = Vector<float>.Count;
        for (; i <= look.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector<int> a = Vector.GreaterThan(new Vector<float>(look[i..]), limit);
            Vector<int> b = Vector.GreaterThan(new Vector<float>(look[(i + width)..]), limit);
            Vector<int> c = Vector.GreaterThan(new Vector<float>(look[(i + (2 * width))..]), limit);
            Vector<int> d = Vector.GreaterThan(new Vector<float>(look[(i + (3 * width))..]), limit);
            Vector<sbyte> all = Vector.Narrow(Vector.Narrow(a, b), Vector.Narrow(c, d));
            (Vector.AsVectorByte(all) & Vector<byte>.One).CopyTo(flags[i..]);
        }

        for (; i < look.Length; i++)
        {
            isSuspicious[i] = look[i] > Formulas.Suspicious;
        }
    }

    public static void Risk(ReadOnlySpan<float> spend, ReadOnlySpan<float> speed, ReadOnlySpan<float> look, Span<float> risk)
    {
        int i = 0;
        for (; i <= risk.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Formulas.Risk(new Vector<float>(spend[i..]), new Vector<float>(speed[i..]), new Vector<float>(look[i..])).CopyTo(risk[i..]);
        }

        for (; i < risk.Length; i++)
        {
            risk[i] = Formulas.Risk(spend[i], speed[i], look[i]);
        }
    }
}
