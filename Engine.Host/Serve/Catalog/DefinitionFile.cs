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
/// Of kind 0 the content is a definition; of kind 1 it is the id of a workflow whose definition stands before, and is removed.
/// What follows the last whole frame is what a crash left of an unfinished write, and is cut off, unless a whole frame stands behind it that was written when
/// the place was on the disk already: then the file is damaged, and nothing is touched.
/// </remarks>
internal sealed partial class DefinitionFile : IDisposable
{
    public const string FileName = "definitions.log";

    private const int HeaderBytes = 24;
    private const int MaxContentBytes = 64 << 20;

    private readonly Lock _gate = new();
    private readonly IDisk _disk;
    private IDiskFile? _file;
    private long _length;
    private long _readLength = -1;
    private long _removedBytes;
    private Exception? _failure;

    public DefinitionFile(IDisk disk) => _disk = disk;

    /// <summary>Whether nothing was ever written to it.</summary>
    public bool IsNew { get; private set; } = true;

    private static ReadOnlySpan<byte> FileMagic => "ENGDEFS1"u8;

    private static ReadOnlySpan<byte> FrameMagic => "DEF1"u8;

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

        // What is behind the last frame is overwritten with zeros first: frames that follow must not be mixed with what a crash left.
        long rest = _file.Length - _length;
        if (rest > 0)
        {
            _file.Write(new byte[rest], _length);
        }

        _file.Sync();
        _disk.SyncFolder();
    }

    /// <summary>Appends a definition. It is on the disk when this returns. O(bytes), one synced write.</summary>
    /// <exception cref="IOException">The disk did not take it; nothing more is taken in this process.</exception>
    public void Append(string tenant, ReadOnlySpan<byte> content)
    {
        lock (_gate)
        {
            AppendFrame(ToFrame(Kind.Definition, Encoding.UTF8.GetBytes(tenant), content));
        }
    }

    /// <summary>Appends that a definition was removed. It is on the disk when this returns. O(bytes of the id), one synced write; now and then O(file).</summary>
    /// <param name="tenant">Whose it was.</param>
    /// <param name="workflow">Its id.</param>
    /// <param name="contentBytes">What it takes in the file.</param>
    /// <exception cref="IOException">The disk did not take it; nothing more is taken in this process.</exception>
    public void AppendRemoval(string tenant, string workflow, int contentBytes)
    {
        byte[] name = Encoding.UTF8.GetBytes(tenant);
        byte[] frame = ToFrame(Kind.Removal, name, Encoding.UTF8.GetBytes(workflow));
        lock (_gate)
        {
            AppendFrame(frame);
            _removedBytes += frame.Length + HeaderBytes + name.Length + contentBytes;
            CleanIfWorthwhile();
        }
    }

    public void Dispose() => _file?.Dispose();

    private static byte[] ReadAll(IDiskFile file)
    {
        byte[] bytes = new byte[checked((int)file.Length)];
        int count = file.Read(bytes, 0);
        Array.Resize(ref bytes, count);
        return bytes;
    }

    private static byte[] ToFrame(Kind kind, ReadOnlySpan<byte> tenant, ReadOnlySpan<byte> content)
    {
        byte[] frame = new byte[HeaderBytes + tenant.Length + content.Length];
        FrameMagic.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(16), (ushort)tenant.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(18), (ushort)kind);
        tenant.CopyTo(frame.AsSpan(HeaderBytes));
        content.CopyTo(frame.AsSpan(HeaderBytes + tenant.Length));
        return frame;
    }

    /// <summary>Says how long the file was that was on the disk before a frame, and seals it.</summary>
    private static void Seal(Span<byte> frame, long syncedLength)
    {
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], syncedLength);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[20..], ChecksumOf(frame));
    }

    private void AppendFrame(byte[] frame)
    {
        if (_failure is not null)
        {
            throw new IOException($"{FileName} failed before: {_failure.Message}", _failure);
        }

        Seal(frame, _length);
        try
        {
            _file!.Write(frame, _length);
            _file.Sync();
        }
        catch (Exception exception)
        {
            // Nobody knows what of it is on the disk: what is written behind it might not be found again.
            _failure = exception;
            throw;
        }

        _length += frame.Length;
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
            (Kind)BinaryPrimitives.ReadUInt16LittleEndian(rest[18..]),
            new StoredDefinition(Encoding.UTF8.GetString(rest.Slice(HeaderBytes, nameLength)), rest[(HeaderBytes + nameLength)..].ToArray()),
            at,
            at + rest.Length,
            BinaryPrimitives.ReadInt64LittleEndian(rest[8..]));
        return true;
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> frame) => Checksum.Of(frame[HeaderBytes..], Checksum.Of(frame[..20]));

    private enum Kind : ushort
    {
        Definition = 0,
        Removal = 1,
    }

    private sealed record Frame(Kind Kind, StoredDefinition Definition, int Start, int End, long SyncedLength)
    {
        public int Length => End - Start;
    }
}
