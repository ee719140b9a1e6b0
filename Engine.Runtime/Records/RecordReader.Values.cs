using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Runtime;

/// <summary>Values that are made of others, as <see cref="RecordBuffer"/> writes them.</summary>
public ref partial struct RecordReader
{
    /// <summary>Reads an array of values without references, or null. O(length).</summary>
    /// <exception cref="JournalException">The record is shorter than that.</exception>
    public T[]? ReadArray<T>()
        where T : unmanaged
    {
        int length = ReadCount() - 1;
        return length < 0 ? null : ReadElements<T>(length);
    }

    /// <summary>Reads an array, or null.</summary>
    /// <param name="read">Reads one element.</param>
    /// <exception cref="JournalException">The record is shorter than that.</exception>
    public T[]? ReadArray<T>(RecordRead<T> read)
    {
        int length = ReadCount() - 1;
        return length < 0 ? null : ReadElements(length, read);
    }

    /// <summary>Reads memory that holds values without references. O(length).</summary>
    /// <exception cref="JournalException">The record is shorter than that.</exception>
    public ReadOnlyMemory<T> ReadMemory<T>()
        where T : unmanaged => ReadElements<T>(ReadCount());

    /// <summary>Reads memory.</summary>
    /// <param name="read">Reads one element.</param>
    /// <exception cref="JournalException">The record is shorter than that.</exception>
    public ReadOnlyMemory<T> ReadMemory<T>(RecordRead<T> read) => ReadElements(ReadCount(), read);

    /// <summary>Reads the results of a mapped step into a buffer from the shared pool. O(calls).</summary>
    /// <exception cref="JournalException">The record is shorter than that.</exception>
    public MapResults<T> ReadResults<T>()
        where T : unmanaged
    {
        int count = ReadCount();
        CheckFits((long)count * Unsafe.SizeOf<T>());
        var results = new MapResults<T>(count);
        Fill(results.Writable);
        return results;
    }

    /// <summary>Reads the results of a mapped step into a buffer from the shared pool.</summary>
    /// <param name="read">Reads one of them.</param>
    /// <exception cref="JournalException">The record is shorter than that.</exception>
    public MapResults<T> ReadResults<T>(RecordRead<T> read)
    {
        int count = ReadCount();
        CheckFits(count);
        var results = new MapResults<T>(count);
        Fill(results.Writable, read);
        return results;
    }

    /// <summary>Reads a value without references that may be missing.</summary>
    /// <exception cref="JournalException">The record is shorter than that.</exception>
    public T? ReadNullable<T>()
        where T : unmanaged => ReadUnmanaged<bool>() ? ReadUnmanaged<T>() : null;

    /// <summary>Reads a value that may be missing.</summary>
    /// <param name="read">Reads it where it is there.</param>
    /// <exception cref="JournalException">The record is shorter than that.</exception>
    public T? ReadNullable<T>(RecordRead<T> read)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(read);
        return ReadUnmanaged<bool>() ? read(ref this) : null;
    }

    private T[] ReadElements<T>(int length)
        where T : unmanaged
    {
        CheckFits((long)length * Unsafe.SizeOf<T>());
        T[] values = length == 0 ? [] : GC.AllocateUninitializedArray<T>(length);
        Fill(values.AsSpan());
        return values;
    }

    private T[] ReadElements<T>(int length, RecordRead<T> read)
    {
        CheckFits(length);
        T[] values = length == 0 ? [] : new T[length];
        Fill(values.AsSpan(), read);
        return values;
    }

    private void Fill<T>(scoped Span<T> values)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        ReadBytes(bytes.Length).CopyTo(bytes);
    }

    private void Fill<T>(scoped Span<T> values, RecordRead<T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        foreach (ref T value in values)
        {
            value = read(ref this);
        }
    }

    /// <summary>Before room is made for so many: each takes a byte at least, and a wrong number could ask for any room.</summary>
    private readonly void CheckFits(long bytes)
    {
        if (bytes > _rest.Length)
        {
            ThrowShort();
        }
    }
}
