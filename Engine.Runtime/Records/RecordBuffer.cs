using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Engine.Runtime;

/// <summary>Bytes of one record in the making. Generated code writes values into it; it is used again for the next record.</summary>
public sealed partial class RecordBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[256];

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    /// <summary>What has been written. Valid until more is.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Writes the bytes of a value that has no references.</summary>
    public void WriteUnmanaged<T>(in T value)
        where T : unmanaged
    {
        int at = Length;
        Grow(Unsafe.SizeOf<T>());

        // SAFETY: so many bytes are there from this place on, and an unmanaged value may be written at any address.
        Unsafe.WriteUnaligned(ref _bytes[at], value);
        Length = at + Unsafe.SizeOf<T>();
    }

    /// <summary>Writes a number of 0 or more in one to five bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public void WriteCount(int value)
    {
        if ((uint)value < 0x80 && Length < _bytes.Length)
        {
            _bytes[Length++] = (byte)value;
            return;
        }

        WriteLongCount(value);
    }

    /// <summary>Writes a text, or null.</summary>
    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteCount(0);
            return;
        }

        int count = Encoding.UTF8.GetByteCount(value);
        WriteCount(count + 1);
        Length += Encoding.UTF8.GetBytes(value, GetSpan(count));
    }

    /// <summary>Writes bytes as they are.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(1, sizeHint));
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(Math.Max(1, sizeHint));
        return _bytes.AsSpan(Length);
    }

    internal void Clear() => Length = 0;

    /// <summary>Takes back what was written behind a length.</summary>
    internal void Shorten(int length) => Length = length;

    private void WriteLongCount(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Span<byte> span = GetSpan(5);
        int at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[at++] = (byte)(value | 0x80);
        }

        span[at++] = (byte)value;
        Length += at;
    }

    private void Grow(int count)
    {
        if (count > _bytes.Length - Length)
        {
            MakeLarger(count);
        }
    }

    private void MakeLarger(int count) =>
        Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)Length + count, 2L * _bytes.Length)));
}
