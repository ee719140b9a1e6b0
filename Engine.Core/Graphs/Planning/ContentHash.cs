using System.Numerics;
using System.Runtime.InteropServices;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>
/// A 32-bit hash over everything in a graph. Each step is a xor, a multiplication and a rotation of 64 bits, so that costs
/// which are all multiples of some power of two still differ in every bit; four chains side by side hide the latency.
/// </summary>
internal static class ContentHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Never 0. O(nodes + edges), about 8 bytes per cycle.</summary>
    public static int Of(Digraph graph)
    {
        ulong hash = (ulong)graph.NodeCount;
        hash = Add(hash, MemoryMarshal.AsBytes(graph.Offsets));
        hash = Add(hash, MemoryMarshal.AsBytes(graph.Targets));
        hash = Add(hash, MemoryMarshal.AsBytes(graph.Costs));
        hash = Add(hash, MemoryMarshal.AsBytes(graph.EdgeCosts));
        int folded = (int)(((hash ^ (hash >> 32)) * Multiplier) >> 32);
        return folded == 0 ? 1 : folded;
    }

    private static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong first = Mix(hash, 1), second = Mix(hash, 2), third = Mix(hash, 3), fourth = Mix(hash, 4);
        int i = 0;
        for (; i <= words.Length - 4; i += 4)
        {
            first = Mix(first, words[i]);
            second = Mix(second, words[i + 1]);
            third = Mix(third, words[i + 2]);
            fourth = Mix(fourth, words[i + 3]);
        }

        for (; i < words.Length; i++)
        {
            first = Mix(first, words[i]);
        }

        // Arrays hold whole ints: at most one is left over.
        foreach (int rest in MemoryMarshal.Cast<byte, int>(bytes[(words.Length * sizeof(ulong))..]))
        {
            second = Mix(second, (uint)rest);
        }

        return Mix(Mix(Mix(Mix(first, second), third), fourth), (ulong)bytes.Length);
    }

    private static ulong Mix(ulong hash, ulong word) => BitOperations.RotateLeft((hash ^ word) * Multiplier, 31);
}
