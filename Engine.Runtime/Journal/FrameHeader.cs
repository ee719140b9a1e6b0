using System.Runtime.InteropServices;

namespace Engine.Internal;

/// <summary>
/// The start of a frame: records that are on the disk together or not at all. Behind it stand the records, each four bytes of
/// length and the bytes themselves, then zeros up to a multiple of eight.
/// </summary>
/// <remarks><code>
///  0        4       8           16         24         32         36            40
///  | length | CRC   | position  | durable  | oldest   | CRC of   | incarnation | records ...
///  |        |       |           |          |          | previous |             |
/// </code>
/// The checksum covers all of the frame but itself and the length before it, which is its extent. Four values make the end of a journal exact:
/// <c>position</c> ties a frame to its place. <c>previous</c> and <c>incarnation</c>, a random number per opening, tie it to what was
/// written before it, so that a frame left over from a write before a crash never continues another history. <c>durable</c> says what was
/// synced when the frame was written: a damaged place below the <c>durable</c> of any later frame has lost
/// something that was on the disk, one above it is the end of a write that a crash interrupted.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct FrameHeader
{
    public const int Size = 40;

    /// <summary>Frames begin and end at multiples of it.</summary>
    public const int Alignment = 8;

    /// <summary>Where the bytes begin that the checksum covers.</summary>
    private const int CheckedStart = 8;

    /// <summary>Bytes from the start of this header to the start of the next frame.</summary>
    public int Length;

    public uint Crc;

    /// <summary>Where the frame begins.</summary>
    public long Position;

    /// <summary>All before this position had been synced when the frame was written.</summary>
    public long Durable;

    /// <summary>Nothing before this position is needed by those who read the journal from its start.</summary>
    public long Oldest;

    /// <summary>The checksum of the frame before this one; 0 for a journal's first.</summary>
    public uint PreviousCrc;

    /// <summary>A number drawn when the journal was opened for writing.</summary>
    public uint Incarnation;

    /// <summary>The header at the start of a span of at least <see cref="Size"/> bytes.</summary>
    public static FrameHeader At(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<FrameHeader>(bytes);

    /// <summary>The checksum that a frame, whole, must have.</summary>
    public static uint CrcOf(ReadOnlySpan<byte> frame, uint seed) => Checksum.Of(frame[CheckedStart..], Checksum.Of(frame[..sizeof(int)], seed));

    /// <summary>Whether the length can be one, for a frame that has so many bytes of its segment before it.</summary>
    public readonly bool HasPlausibleLength(int room) => Length > Size && Length <= room && Length % Alignment == 0;
}
