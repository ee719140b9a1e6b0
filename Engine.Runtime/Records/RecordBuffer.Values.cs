using System.Runtime.InteropServices;

namespace Engine.Runtime;

/// <summary>Values that are made of others: arrays, and such that may be missing.</summary>
public sealed partial class RecordBuffer
{
    /// <summary>Writes an array of values without references, or null. O(length), no allocation but for the buffer's growth.</summary>
    public void WriteArray<T>(T[]? values)
        where T : unmanaged
    {
        if (WriteLength(values))
        {
            WriteBytes(MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }

    /// <summary>Writes an array, or null.</summary>
    /// <param name="values">The array.</param>
    /// <param name="write">Writes one element: at least one byte.</param>
    public void WriteArray<T>(T[]? values, RecordWrite<T> write)
    {
        if (WriteLength(values))
        {
            WriteEach(values, write);
        }
    }

    /// <summary>Writes memory that holds values without references. O(length), no allocation but for the buffer's growth.</summary>
    public void WriteMemory<T>(ReadOnlyMemory<T> values)
        where T : unmanaged => WriteSpan(values.Span);

    /// <summary>Writes memory.</summary>
    /// <param name="values">The memory.</param>
    /// <param name="write">Writes one element: at least one byte.</param>
    public void WriteMemory<T>(ReadOnlyMemory<T> values, RecordWrite<T> write)
    {
        WriteCount(values.Length);
        WriteEach(values.Span, write);
    }

    /// <summary>Writes the results of a mapped step whose calls give values without references. O(calls).</summary>
    public void WriteResults<T>(MapResults<T> results)
        where T : unmanaged => WriteSpan(results.Span);

    /// <summary>Writes the results of a mapped step.</summary>
    /// <param name="results">The results.</param>
    /// <param name="write">Writes one of them: at least one byte.</param>
    public void WriteResults<T>(MapResults<T> results, RecordWrite<T> write)
    {
        WriteCount(results.Span.Length);
        WriteEach(results.Span, write);
    }

    /// <summary>Writes a value without references that may be missing.</summary>
    public void WriteNullable<T>(T? value)
        where T : unmanaged
    {
        WriteUnmanaged(value.HasValue);
        if (value.HasValue)
        {
            WriteUnmanaged(value.GetValueOrDefault());
        }
    }

    /// <summary>Writes a value that may be missing.</summary>
    /// <param name="value">The value.</param>
    /// <param name="write">Writes it where it is there.</param>
    public void WriteNullable<T>(T? value, RecordWrite<T> write)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(write);
        WriteUnmanaged(value.HasValue);
        if (value.HasValue)
        {
            write(this, value.GetValueOrDefault());
        }
    }

    /// <summary>The number of elements and one, or 0 for null; whether there is an array.</summary>
    private bool WriteLength(Array? values)
    {
        WriteCount(values is null ? 0 : values.Length + 1);
        return values is not null;
    }

    private void WriteSpan<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        WriteCount(values.Length);
        WriteBytes(MemoryMarshal.AsBytes(values));
    }

    private void WriteEach<T>(ReadOnlySpan<T> values, RecordWrite<T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        foreach (T value in values)
        {
            write(this, value);
        }
    }
}
