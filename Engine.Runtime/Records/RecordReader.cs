using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Engine.Runtime;

/// <summary>Reads what a <see cref="RecordBuffer"/> wrote, in the same order.</summary>
public ref partial struct RecordReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>A reader at the start of bytes.</summary>
    public RecordReader(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <summary>The bytes that have not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Reads a value without references.</summary>
    /// <exception cref="JournalException">There are not so many bytes left.</exception>
    public T ReadUnmanaged<T>()
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        if (size > _rest.Length)
        {
            ThrowShort();
        }

        T value = MemoryMarshal.Read<T>(_rest);
        _rest = _rest[size..];
        return value;
    }

    /// <summary>Reads a number that <see cref="RecordBuffer.WriteCount"/> wrote.</summary>
    /// <exception cref="JournalException">There is none.</exception>
    public int ReadCount()
    {
        uint value = 0;
        for (int at = 0; at < 5 && at < _rest.Length; at++)
        {
            byte one = _rest[at];
            value |= (uint)(one & 0x7F) << (7 * at);
            if (one < 0x80)
            {
                _rest = _rest[(at + 1)..];
                return (int)(value & int.MaxValue);
            }
        }

        ThrowShort();
        return 0;
    }

    /// <summary>Reads a text, or null.</summary>
    /// <exception cref="JournalException">There is none.</exception>
    public string? ReadString()
    {
        int count = ReadCount();
        return count == 0 ? null : Encoding.UTF8.GetString(ReadBytes(count - 1));
    }

    /// <summary>Reads so many bytes. Valid as long as the record is.</summary>
    /// <exception cref="JournalException">There are not so many left.</exception>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            ThrowShort();
        }

        ReadOnlySpan<byte> bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    [DoesNotReturn]
    private static void ThrowShort() => throw new JournalException(
        JournalFault.WrongFormat, "A record is shorter than what is to be read from it. Open the journal with the version that wrote it.");
}
