using System.Runtime.InteropServices;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// What a journal is for its whole life, in a file of its own that is written once: every other file is read in its light.
/// </summary>
/// <remarks><code>
///  0        8         12        16        24       32       36       40
///  | ENGJRNL| version | segment | id low  | id high| zero   | CRC    |
///  |        |         | bytes   |         |        |        | of 0-35|
/// </code></remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct JournalIdentity
{
    public const string FileName = "journal.id";
    public const int Size = 40;
    public const uint CurrentVersion = 2;
    private const string TemporaryName = "journal.id.new";
    private const ulong CurrentMagic = 0x0A4C4E524A474E45; // "ENGJRNL\n"

    public ulong Magic;
    public uint Version;
    public int SegmentBytes;
    public ulong IdLow;
    public ulong IdHigh;
    public uint Zero;
    public uint Crc;

    /// <summary>The start of every checksum in a segment: bytes that another journal, or an earlier use of the file, left behind do not pass.</summary>
    public readonly uint SeedOf(long segmentNumber)
    {
        Span<ulong> parts = [IdLow, IdHigh, (ulong)segmentNumber];
        return Checksum.Of(MemoryMarshal.AsBytes(parts));
    }

    /// <summary>Makes the file. Before it there is no journal: whatever else lies in the folder does not count.</summary>
    public static JournalIdentity Create(IDisk disk, int segmentBytes, UInt128 id)
    {
        var identity = new JournalIdentity
        {
            Magic = CurrentMagic,
            Version = CurrentVersion,
            SegmentBytes = segmentBytes,
            IdLow = (ulong)id,
            IdHigh = (ulong)(id >> 64),
        };
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<JournalIdentity>(in identity));
        identity.Crc = Checksum.Of(bytes[..^sizeof(uint)]);
        if (disk.List().Contains(TemporaryName))
        {
            disk.Delete(TemporaryName);
        }

        using (IDiskFile file = disk.Create(TemporaryName))
        {
            file.Write(bytes, 0);
            file.Sync();
        }

        disk.Rename(TemporaryName, FileName);
        disk.SyncFolder();
        return identity;
    }

    /// <summary>Reads the file; null where there is none.</summary>
    /// <exception cref="JournalException">It is no such file, is damaged, or belongs to a newer version.</exception>
    public static JournalIdentity? Read(IDisk disk)
    {
        if (!disk.List().Contains(FileName))
        {
            return null;
        }

        JournalIdentity identity = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<JournalIdentity>(ref identity));
        using IDiskFile file = disk.Open(FileName, forWriting: false);
        if (file.Read(bytes, 0) < Size || identity.Magic != CurrentMagic)
        {
            throw new JournalException(JournalFault.WrongFormat, $"{FileName} is not that of a journal. Choose another folder, or restore the file from a copy.");
        }

        if (identity.Version != CurrentVersion)
        {
            throw new JournalException(
                JournalFault.WrongFormat,
                $"{FileName} says format {identity.Version}; this version reads format {CurrentVersion}. Open it with the version that wrote it.");
        }

        if (identity.Crc != Checksum.Of(bytes[..^sizeof(uint)]))
        {
            throw new JournalException(JournalFault.Corrupt, $"{FileName} is damaged: its checksum is wrong. Restore it from a copy; it never changes.");
        }

        return identity;
    }
}
