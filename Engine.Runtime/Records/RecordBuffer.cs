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
        // SAFETY: GetSpan gives at least so many bytes, and an unmanaged value may be written at any address.
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(GetSpan(Unsafe.SizeOf<T>())), value);
        Length += Unsafe.SizeOf<T>();
    }

    /// <summary>Writes a number of 0 or more in one to five bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public void WriteCount(int value)
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

    private void Grow(int count)
    {
        if (count > _bytes.Length - Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)Length + count, 2L * _bytes.Length)));
        }
    }
}
