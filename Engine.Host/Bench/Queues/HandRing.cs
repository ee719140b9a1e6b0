using System.Runtime.InteropServices;

namespace Engine.Host.Bench.Queues;

/// <summary>The baseline: a ring for one producer and one consumer as one writes it by hand, with padded cursors and copies of the other side's.</summary>
internal sealed class HandRing<T>(int capacity)
{
    private readonly T[] _items = new T[capacity];
    private readonly int _mask = capacity - 1;
    private HandRingCursors _cursors;

    /// <summary>Puts in as many as there is room for.</summary>
    public int TryEnqueue(ReadOnlySpan<T> items)
    {
        long tail = _cursors.Tail;
        if (_items.Length - (tail - _cursors.KnownHead) < items.Length)
        {
            _cursors.KnownHead = Volatile.Read(in _cursors.Head);
        }

        int count = (int)Math.Min(items.Length, _items.Length - (tail - _cursors.KnownHead));
        Span<T> run = _items.AsSpan((int)tail & _mask);
        int first = Math.Min(count, run.Length);
        items[..first].CopyTo(run);
        items[first..count].CopyTo(_items);
        Volatile.Write(ref _cursors.Tail, tail + count);
        return count;
    }

    /// <summary>What there is, up to the ring's end; <see cref="Release"/> gives it back.</summary>
    public ReadOnlySpan<T> Peek(int most)
    {
        long head = _cursors.Head;
        if (_cursors.KnownTail - head < most)
        {
            _cursors.KnownTail = Volatile.Read(in _cursors.Tail);
        }

        int index = (int)head & _mask;
        return _items.AsSpan(index, (int)Math.Min(Math.Min(most, _cursors.KnownTail - head), _items.Length - index));
    }

    public void Release(int count) => Volatile.Write(ref _cursors.Head, _cursors.Head + count);
}

/// <summary>Its cursors, two cache lines apart; not inside, since a generic type has no explicit layout.</summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct HandRingCursors
{
    [FieldOffset(128)]
    public long Tail;

    [FieldOffset(136)]
    public long KnownHead;

    [FieldOffset(256)]
    public long Head;

    [FieldOffset(264)]
    public long KnownTail;
}
