using System.Runtime.InteropServices;

namespace Engine.Internal;

/// <summary>The start of a segment that is in use. It is written together with the segment's first frames.</summary>
/// <remarks><code>
///  0        8         16           24       28      32
///  | ENGSEG | number  | end of     | CRC of | CRC of|  ... nothing up to byte 4,096, where frames begin
///  |        |         | the one    | its    | 0-27  |
///  |        |         | before     | last   |       |
///  |        |         |            | frame  |       |
/// </code></remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct SegmentHeader
{
    public const int Size = 32;

    /// <summary>Where frames begin: a page of the disk is all header.</summary>
    public const int FramesStart = 4096;

    private const ulong CurrentMagic = 0x0A474553474E45; // "ENGSEG\n"

    public ulong Magic;
    public long Number;

    /// <summary>The position behind the last frame of the segment before; 0 for the first.</summary>
    public long PreviousEnd;

    /// <summary>The checksum of that frame; 0 where there is none.</summary>
    public uint PreviousCrc;

    public uint Crc;

    public static SegmentHeader Of(in JournalIdentity identity, long number, long previousEnd, uint previousCrc)
    {
        var header = new SegmentHeader { Magic = CurrentMagic, Number = number, PreviousEnd = previousEnd, PreviousCrc = previousCrc };
        header.Crc = header.ComputeCrc(in identity);
        return header;
    }

    public readonly bool IsValid(in JournalIdentity identity, long number) =>
        Magic == CurrentMagic && Number == number && Crc == ComputeCrc(in identity);

    private readonly uint ComputeCrc(in JournalIdentity identity) =>
        Checksum.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<SegmentHeader>(in this))[..^sizeof(uint)], identity.SeedOf(Number));
}
