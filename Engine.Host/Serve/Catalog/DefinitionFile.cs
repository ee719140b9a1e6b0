using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Engine.Host.Cli;
using Engine.Internal;

namespace Engine.Host.Serve.Catalog;

/// <summary>
/// The definitions of a data folder, and what of them was removed, appended one behind the other: each is on the disk before it is acknowledged. Read
/// before the host takes the folder, written after: the host's lock is this file's too. It is written anew when most of it has been removed.
/// </summary>
/// <remarks>
/// <code>
/// file    0 "ENGDEFS1"
/// frame   0 "DEF1"    4 bytes of content (u32)    8 length of the file that was on the disk when it was written (u64)
///        16 bytes of the tenant's name (u16)     18 kind (u16)    20 CRC-32C of bytes 0 to 19, tenant and content (u32)    24 tenant, content
/// </code>
/// Of kind 0 the content is a definition, and one of the same workflow that stands before is gone; of kind 1 it is the id of a workflow whose definition stands before, and is removed.
/// What follows the last whole frame is what a crash left of an unfinished write, and is cut off, unless a whole frame stands behind it that was written when
/// the place was on the disk already: then the file is damaged, and nothing is touched.
/// </remarks>
internal sealed partial class DefinitionFile : IDisposable
{
    public const string FileName = "definitions.log";

    public const int HeaderBytes = 24;

    private const int MaxContentBytes = 64 << 20;

    private readonly IDisk _disk;
    private IDiskFile? _file;
    private long _length;
    private long _readLength = -1;
    private long _removedBytes;
    private bool _isTorn;
    private Exception? _failure;

    public DefinitionFile(IDisk disk) => _disk = disk;

    /// <summary>Whether nothing was ever written to it.</summary>
    public bool IsNew { get; private set; } = true;

    private static ReadOnlySpan<byte> FileMagic => "ENGDEFS1"u8;

    public static ReadOnlySpan<byte> FrameMagic => "DEF1"u8;

    /// <summary>Reads what is there, and changes nothing.</summary>
    /// <exception cref="UserError">The file is damaged, or of another kind.</exception>
    public List<StoredDefinition> Read()
    {
        if (!_disk.List().Contains(FileName))
        {
            _readLength = 0;
            return [];
        }

        byte[] bytes;
        using (IDiskFile file = _disk.Open(FileName, forWriting: false))
        {
            bytes = ReadAll(file);
        }

        _readLength = bytes.Length;
        if (bytes.Length <= FileMagic.Length && !FileMagic.SequenceEqual(bytes) && bytes.AsSpan(FileMagic.CommonPrefixLength(bytes)).IndexOfAnyExcept((byte)0) < 0)
        {
            // A crash came while it was made, before there was anything in it.
            return [];
        }

        if (!bytes.AsSpan().StartsWith(FileMagic))
        {
            throw new UserError($"{FileName}: not a file of definitions: it does not begin with {Encoding.ASCII.GetString(FileMagic)}. Restore it from a copy, or move it away.");
        }

        List<Frame> frames = ReadFrames(bytes);
        int at = frames.Count == 0 ? FileMagic.Length : frames[^1].End;
        for (int later = at + 1; later < bytes.Length && (later += IndexOfMagic(bytes, later)) < bytes.Length; later++)
        {
            if (TryFrame(bytes, later, out Frame? frame) && frame.SyncedLength > at)
            {
                throw new UserError($"{FileName}: damaged at byte {at}: a definition stood there, and others stand behind it. Restore the file from a copy.");
            }
        }

        _length = at;
        IsNew = frames.Count == 0;
        List<Frame> living = Living(frames);
        _removedBytes = at - FileMagic.Length - living.Sum(static frame => (long)frame.Length);
        return [.. living.Select(static frame => frame.Definition)];
    }

    /// <summary>Opens it to be written: what a crash left is cut off. The caller has the folder's lock.</summary>
    /// <exception cref="UserError">It is not what was read any more.</exception>
    public void Open()
    {
        DropUnfinishedCopy();
        bool exists = _disk.List().Contains(FileName);
        if (!exists)
        {
            _file = _disk.Create(FileName);
        }
        else
        {
            _file = _disk.Open(FileName, forWriting: true);
            if (_file.Length != _readLength)
            {
                throw new UserError($"{FileName}: another engine wrote to it while this one started. Start it again.");
            }
        }

        if (_length == 0)
        {
            _file.Write(FileMagic, 0);
            _length = FileMagic.Length;
        }

        OverwriteRest();
        _disk.SyncFolder();
    }

    /// <summary>Appends definitions and removals. They are on the disk when this returns. O(bytes), one synced write; now and then, after removals, O(file).</summary>
    /// <exception cref="IOException">The disk did not take them. It is tried again with the next ones, unless the file itself was lost while it was written anew.</exception>
    public void Append(DefinitionFrames frames)
    {
        if (_failure is not null)
        {
            throw new IOException($"{FileName} failed before: {_failure.Message}", _failure);
        }

        if (_isTorn)
        {
            OverwriteRest();
            _isTorn = false;
        }

        frames.Seal(_length);
        try
        {
            _file!.Write(frames.Bytes, _length);
            _file.Sync();
        }
        catch
        {
            // Nobody knows what of it is on the disk: it must be gone before other frames stand in its place.
            _isTorn = true;
            throw;
        }

        _length += frames.Length;
        _removedBytes += frames.RemovedBytes;
        CleanIfWorthwhile();
    }

    public void Dispose() => _file?.Dispose();

    private static byte[] ReadAll(IDiskFile file)
    {
        byte[] bytes = new byte[checked((int)file.Length)];
        int count = file.Read(bytes, 0);
        Array.Resize(ref bytes, count);
        return bytes;
    }

    /// <summary>Says how long the file was that was on the disk before a frame, and seals it.</summary>
    public static void Seal(Span<byte> frame, long syncedLength)
    {
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], syncedLength);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[20..], ChecksumOf(frame));
    }

    /// <summary>What is behind the last frame is overwritten with zeros: frames that follow must not be mixed with what a crash or a full disk left.</summary>
    private void OverwriteRest()
    {
        long rest = _file!.Length - _length;
        if (rest > 0)
        {
            _file.Write(new byte[rest], _length);
        }

        _file.Sync();
    }

    private static int IndexOfMagic(byte[] bytes, int at)
    {
        int index = bytes.AsSpan(at).IndexOf(FrameMagic);
        return index < 0 ? bytes.Length : index;
    }

    private static List<Frame> ReadFrames(byte[] bytes)
    {
        List<Frame> frames = [];
        for (int at = FileMagic.Length; TryFrame(bytes, at, out Frame? frame); at = frame.End)
        {
            frames.Add(frame);
        }

        return frames;
    }

    private static bool TryFrame(byte[] bytes, int at, [NotNullWhen(true)] out Frame? frame)
    {
        frame = null;
        ReadOnlySpan<byte> rest = bytes.AsSpan(Math.Min(at, bytes.Length));
        if (rest.Length < HeaderBytes || !rest.StartsWith(FrameMagic))
        {
            return false;
        }

        int contentLength = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[16..]);
        if (contentLength is < 0 or > MaxContentBytes || rest.Length < HeaderBytes + nameLength + contentLength)
        {
            return false;
        }

        rest = rest[..(HeaderBytes + nameLength + contentLength)];
        if (BinaryPrimitives.ReadUInt32LittleEndian(rest[20..]) != ChecksumOf(rest))
        {
            return false;
        }

        frame = new Frame(
            (DefinitionKind)BinaryPrimitives.ReadUInt16LittleEndian(rest[18..]),
            new StoredDefinition(Encoding.UTF8.GetString(rest.Slice(HeaderBytes, nameLength)), rest[(HeaderBytes + nameLength)..].ToArray()),
            at,
            at + rest.Length,
            BinaryPrimitives.ReadInt64LittleEndian(rest[8..]));
        return true;
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> frame) => Checksum.Of(frame[HeaderBytes..], Checksum.Of(frame[..20]));

    private sealed record Frame(DefinitionKind Kind, StoredDefinition Definition, int Start, int End, long SyncedLength)
    {
        public int Length => End - Start;
    }
}
