using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Engine;

/// <summary>
/// The results of a mapped step, in a buffer from the shared pool. A run that completes gives it back when it has its output; the
/// buffer of a run that fails is left to the garbage collector, since compensations may still read it.
/// </summary>
/// <typeparam name="T">The value of a call.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct MapResults<T>
{
    private T[]? _buffer;
    private readonly int _count;

    internal MapResults(int count)
    {
        _buffer = count == 0 ? null : ArrayPool<T>.Shared.Rent(count);
        _count = count;
    }

    /// <summary>The results, in the order of the elements.</summary>
    public readonly ReadOnlySpan<T> Span => new(_buffer, 0, _buffer is null ? 0 : _count);

    /// <summary>The results, in the order of the elements. Valid until the run ends.</summary>
    public readonly ReadOnlyMemory<T> Memory => new(_buffer, 0, _buffer is null ? 0 : _count);

    internal readonly Span<T> Writable => new(_buffer, 0, _buffer is null ? 0 : _count);

    internal readonly T[] Buffer => _buffer!;

    /// <summary>Gives the buffer back. Called once, when nothing reads it any more.</summary>
    public void GiveBack()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            {
                // Only what was written: the rest of a pooled buffer is clean.
                buffer.AsSpan(0, _count).Clear();
            }

            ArrayPool<T>.Shared.Return(buffer);
        }
    }
}
