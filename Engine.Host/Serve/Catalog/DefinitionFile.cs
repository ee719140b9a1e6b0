using System.Buffers.Binary;
using System.Text;
using Engine.Host.Cli;
using Engine.Internal;

namespace Engine.Host.Serve.Catalog;

/// <summary>
/// The definitions of a data folder, appended one behind the other: each is on the disk before it is acknowledged. Read before the host takes the folder,
/// written after: the host's lock is this file's too.
/// </summary>
/// <remarks>
/// <code>
/// file    0 "ENGDEFS1"
/// frame   0 "DEF1"    4 bytes of content (u32)    8 length of the file that was on the disk when it was written (u64)
///        16 bytes of the tenant's name (u16)     18 zero (u16)    20 CRC-32C of bytes 0 to 19, tenant and content (u32)    24 tenant, content
/// </code>
/// What follows the last whole frame is what a crash left of an unfinished write, and is cut off, unless a whole frame stands behind it that was written when
/// the place was on the disk already: then the file is damaged, and nothing is touched.
/// </remarks>
internal sealed class DefinitionFile : IDisposable
{
    public const string FileName = "definitions.log";

    private const int HeaderBytes = 24;
    private const int MaxContentBytes = 64 << 20;

    private readonly Lock _gate = new();
    private readonly IDisk _disk;
    private IDiskFile? _file;
    private long _length;
    private long _readLength = -1;
    private Exception? _failure;

    public DefinitionFile(IDisk disk) => _disk = disk;

    private static ReadOnlySpan<byte> FileMagic => "ENGDEFS1"u8;

    private static ReadOnlySpan<byte> FrameMagic => "DEF1"u8;

    /// <summary>Reads what is there, and changes nothing.</summary>
    /// <exception cref="UserError">The file is damaged, or of another kind.</exception>
    public List<StoredDefinition> Read()
    {
        List<StoredDefinition> definitions = [];
        if (!_disk.List().Contains(FileName))
        {
            _readLength = 0;
            return definitions;
        }

        byte[] bytes;
        using (IDiskFile file = _disk.Open(FileName, forWriting: false))
        {
            bytes = new byte[checked((int)file.Length)];
            int count = file.Read(bytes, 0);
            Array.Resize(ref bytes, count);
        }

        _readLength = bytes.Length;
        if (bytes.Length < FileMagic.Length && FileMagic.StartsWith(bytes))
        {
            // A crash came between its first bytes: there was nothing in it.
            return definitions;
        }

        if (!bytes.AsSpan().StartsWith(FileMagic))
        {
            throw new UserError($"{FileName}: not a file of definitions: it does not begin with {Encoding.ASCII.GetString(FileMagic)}. Restore it from a copy, or move it away.");
        }

        int at = FileMagic.Length;
        while (TryFrame(bytes, at, out StoredDefinition? definition, out int end, out _))
        {
            definitions.Add(definition);
            at = end;
        }

        for (int later = at + 1; later < bytes.Length && (later += IndexOfMagic(bytes, later)) < bytes.Length; later++)
        {
            if (TryFrame(bytes, later, out _, out _, out long synced) && synced > at)
            {
                throw new UserError($"{FileName}: damaged at byte {at}: a definition stood there, and others stand behind it. Restore the file from a copy.");
            }
        }

        _length = at;
        return definitions;
    }

    /// <summary>Opens it to be written: what a crash left is cut off. The caller has the folder's lock.</summary>
    /// <exception cref="UserError">It is not what was read any more.</exception>
    public void Open()
    {
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
        byte[] name = Encoding.UTF8.GetBytes(tenant);
        byte[] frame = new byte[HeaderBytes + name.Length + content.Length];
        FrameMagic.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(16), (ushort)name.Length);
        name.CopyTo(frame, HeaderBytes);
        content.CopyTo(frame.AsSpan(HeaderBytes + name.Length));
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw new IOException($"{FileName} failed before: {_failure.Message}", _failure);
            }

            BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(8), _length);
            BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(20), ChecksumOf(frame));
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
    }

    public void Dispose() => _file?.Dispose();

    private static int IndexOfMagic(byte[] bytes, int at)
    {
        int index = bytes.AsSpan(at).IndexOf(FrameMagic);
        return index < 0 ? bytes.Length : index;
    }

    private static bool TryFrame(byte[] bytes, int at, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StoredDefinition? definition, out int end, out long synced)
    {
        definition = null;
        end = at;
        synced = 0;
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

        synced = BinaryPrimitives.ReadInt64LittleEndian(rest[8..]);
        definition = new StoredDefinition(Encoding.UTF8.GetString(rest.Slice(HeaderBytes, nameLength)), rest[(HeaderBytes + nameLength)..].ToArray());
        end = at + rest.Length;
        return true;
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> frame) => Checksum.Of(frame[HeaderBytes..], Checksum.Of(frame[..20]));
}
