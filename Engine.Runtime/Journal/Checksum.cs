using System.Numerics;
using System.Runtime.InteropServices;

namespace Engine.Internal;

/// <summary>CRC-32C (Castagnoli), as in iSCSI and ext4: one instruction per eight bytes.</summary>
internal static class Checksum
{
    /// <summary>The checksum of bytes that follow others with a given checksum; 0 at the start.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        uint crc = ~seed;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte one in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }
}
