using System.Buffers.Binary;
using System.Text;

namespace Engine.Host.Serve.Telemetry;

/// <summary>Messages of Protocol Buffers, written field by field into one buffer that is used again.</summary>
internal sealed class ProtoWriter
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    /// <summary>A length that is not known yet takes as many bytes as the longest one; a reader takes leading zeros.</summary>
    private const int LengthBytes = 5;

    private byte[] _bytes = new byte[1_024];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Begins a message inside of the one that is being written; <see cref="End"/> ends it.</summary>
    public int Begin(int field)
    {
        Tag(field, Delimited);
        Reserve(LengthBytes);
        _length += LengthBytes;
        return _length;
    }

    /// <param name="start">What <see cref="Begin"/> gave.</param>
    public void End(int start)
    {
        uint length = (uint)(_length - start);
        for (int index = 0; index < LengthBytes; index++, length >>= 7)
        {
            _bytes[start - LengthBytes + index] = (byte)((length & 0x7f) | (index < LengthBytes - 1 ? 0x80u : 0));
        }
    }

    public void WriteText(int field, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        Tag(field, Delimited);
        int count = Encoding.UTF8.GetByteCount(text);
        PutVarint((ulong)count);
        Reserve(count);
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    public void WriteBytes(int field, ReadOnlySpan<byte> bytes)
    {
        Tag(field, Delimited);
        PutVarint((ulong)bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>Fields that were written elsewhere.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    public void WriteVarint(int field, ulong value)
    {
        Tag(field, Varint);
        PutVarint(value);
    }

    public void WriteFixed32(int field, uint value)
    {
        Tag(field, Fixed32);
        Reserve(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(uint);
    }

    public void WriteFixed64(int field, ulong value)
    {
        Tag(field, Fixed64);
        PutFixed64(value);
    }

    public void WriteDouble(int field, double value) => WriteFixed64(field, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A list of numbers of 64 bits.</summary>
    public void WritePacked(int field, ReadOnlySpan<ulong> values)
    {
        Tag(field, Delimited);
        PutVarint((ulong)values.Length * sizeof(ulong));
        foreach (ulong value in values)
        {
            PutFixed64(value);
        }
    }

    private void Tag(int field, int wireType) => PutVarint(((ulong)field << 3) | (uint)wireType);

    private void PutFixed64(ulong value)
    {
        Reserve(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(ulong);
    }

    private void PutVarint(ulong value)
    {
        Reserve(10);
        for (; value >= 0x80; value >>= 7)
        {
            _bytes[_length++] = (byte)(value | 0x80);
        }

        _bytes[_length++] = (byte)value;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(_length + count)));
        }
    }
}
