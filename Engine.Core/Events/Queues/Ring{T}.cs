using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>
/// A bounded ring of elements from one or many producers to one consumer. It never waits: a side that cannot go on is told so.
/// </summary>
/// <remarks>
/// <para>
/// A producer claims positions, writes its elements there and publishes the claim; the consumer looks how far everything is published,
/// reads, and releases. Positions count up from 0 for ever; an element lies at its position modulo the capacity. A claim becomes
/// visible as a whole.
/// </para>
/// <para>
/// The tail is what has been claimed, and each claim is published by one word, a <em>mark</em>: at the place of its first position stands the
/// position behind its last. The consumer goes from mark to mark and leaves the tail alone, so that it stays in its producer's cache. A mark that is left from an earlier round never misleads it: that claim started a capacity or more before and was at most a
/// capacity long, so that it ends at or before the position where the consumer looks, and only an end behind that counts.
/// </para>
/// <para>
/// Order of memory. (1) Elements before their publication: the mark is written with release and read with acquire, so a
/// consumer that sees it sees the elements. (2) Reads before reuse: the head is written with release after the reads and read with
/// acquire before a claim, so nobody writes over what is being read. (3) One producer's knowledge of the head may come from another:
/// <see cref="RingCursors.KnownHead"/> is written with release and read with acquire as well, which carries (2) on.
/// </para>
/// </remarks>
internal sealed class Ring<T>
    where T : unmanaged
{
    /// <summary>What <see cref="Claim"/> answers when the ring is closed.</summary>
    public const int Closed = -1;

    /// <summary>How many elements the largest ring holds.</summary>
    public const int MaxCapacity = 1 << 28;

    private const long ClosedBit = long.MinValue;

    private readonly T[] _elements;
    private readonly long[] _marks;
    private readonly int _mask;
    private readonly bool _isSingleProducer;
    private RingCursors _cursors;

    /// <param name="capacity">How many elements it holds, a power of two.</param>
    /// <param name="isSingleProducer">Whether only one thread at a time claims, publishes and closes.</param>
    public Ring(int capacity, bool isSingleProducer)
    {
        Debug.Assert(capacity is >= 1 and <= MaxCapacity && BitOperations.IsPow2(capacity), "The queue rounds its capacity.");
        _elements = new T[capacity];
        _marks = new long[capacity];
        _mask = capacity - 1;
        _isSingleProducer = isSingleProducer;
    }

    public int Capacity => _mask + 1;

    public bool IsSingleProducer => _isSingleProducer;

    /// <summary>Whether no more claims are given.</summary>
    public bool IsClosed => Volatile.Read(in _cursors.Tail) < 0;

    /// <summary>Whether no more claims are given, and all that were have been released. Acquire on the tail: what comes after sees the last element too.</summary>
    public bool IsDrained
    {
        get
        {
            long tail = Volatile.Read(in _cursors.Tail);
            return tail < 0 && (tail & ~ClosedBit) == Volatile.Read(in _cursors.Head);
        }
    }

    /// <summary>How many positions are claimed and not released, as far as one can say from outside.</summary>
    public int Count => (int)Math.Clamp((Volatile.Read(in _cursors.Tail) & ~ClosedBit) - Volatile.Read(in _cursors.Head), 0, Capacity);

    /// <summary>How many positions are free, as far as one can say: for a single producer at least so many are, for one of many it is a guess.</summary>
    public int Free
    {
        get
        {
            long head = Volatile.Read(in _cursors.Head);
            return (int)Math.Clamp(Capacity - ((Volatile.Read(in _cursors.Tail) & ~ClosedBit) - head), 0, Capacity);
        }
    }

    /// <summary>Takes positions for a producer, who must write and publish them all.</summary>
    /// <param name="least">Fewer are of no use to it.</param>
    /// <param name="most">More are not wanted; at least <paramref name="least"/>, at most the capacity.</param>
    /// <param name="start">The first of them.</param>
    /// <returns>How many, or 0 where fewer than <paramref name="least"/> are free, or <see cref="Closed"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // in the single-producer case a handful of instructions
    public int Claim(int least, int most, out long start) => _isSingleProducer ? ClaimAlone(least, most, out start) : ClaimAmongMany(least, most, out start);

    /// <summary>Publishes a claim that has been written. One producer may give back the end of its claim; one of many must publish all of it.</summary>
    /// <remarks>Release: the elements are seen by whoever sees the mark.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a store or two
    public void Publish(long start, long end)
    {
        if (_isSingleProducer)
        {
            Volatile.Write(ref _cursors.Tail, end);
        }

        Volatile.Write(ref _marks[(int)start & _mask], end);
    }

    /// <summary>
    /// Ends the giving of claims. What is claimed can still be published. Only the producer may close a ring with one producer.
    /// </summary>
    /// <returns>False where it was closed.</returns>
    /// <remarks>
    /// One word says both how much was claimed and that it was all, so no claim falls between. Full fence among many; for one producer
    /// a release behind its last publication.
    /// </remarks>
    public bool Close()
    {
        if (!_isSingleProducer)
        {
            return Interlocked.Or(ref _cursors.Tail, ClosedBit) >= 0;
        }

        long tail = _cursors.Tail;
        Volatile.Write(ref _cursors.Tail, tail | ClosedBit);
        return tail >= 0;
    }

    /// <summary>The element at a position that the caller has claimed or seen published.</summary>
    public ref T this[long position]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // an index
        get => ref _elements[(int)position & _mask];
    }

    /// <summary>Whether so many elements from a position on lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // an addition and a comparison
    public bool IsRun(long position, int count) => ((int)position & _mask) + count <= _mask + 1;

    /// <summary>The elements from a position on, as far as they lie side by side: up to <paramref name="count"/>, fewer where the ring's end comes first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a slice
    public Span<T> Run(long position, int count)
    {
        int index = (int)position & _mask;
        return _elements.AsSpan(index, Math.Min(count, _elements.Length - index));
    }

    /// <summary>Writes elements at positions that the caller has claimed.</summary>
    public void Write(long position, ReadOnlySpan<T> elements)
    {
        Span<T> run = Run(position, elements.Length);
        elements[..run.Length].CopyTo(run);
        elements[run.Length..].CopyTo(_elements);
    }

    /// <summary>Reads elements at positions that the caller has seen published.</summary>
    public void Read(long position, Span<T> elements)
    {
        Span<T> run = Run(position, elements.Length);
        run.CopyTo(elements);
        _elements.AsSpan(0, elements.Length - run.Length).CopyTo(elements[run.Length..]);
    }

    /// <summary>The consumer's: how many elements it knows to be published from <see cref="Head"/> on; no look at what producers write.</summary>
    public int Known => (int)(_cursors.KnownEnd - _cursors.Head);

    /// <summary>The consumer's: how many elements are published from <see cref="Head"/> on; looks for more only where it knows of fewer than wanted.</summary>
    /// <remarks>Acquire on each mark: see (1).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // two loads of the consumer's own line in the usual case
    public int Look(int wanted)
    {
        int known = Known;
        return known >= wanted ? known : LookFurther(wanted);
    }

    /// <summary>The consumer's: the first position not released.</summary>
    public long Head => _cursors.Head;

    /// <summary>The consumer's: gives positions back that it has read.</summary>
    /// <remarks>Release: the reads come before it, see (2).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one store
    public void Release(long end) => Volatile.Write(ref _cursors.Head, end);

    private int ClaimAlone(int least, int most, out long start)
    {
        // Its own cursor: nobody else writes it.
        long tail = _cursors.Tail;
        start = tail;
        if (tail < 0)
        {
            return Closed;
        }

        long free = Capacity - (tail - _cursors.KnownHead);
        if (free < most)
        {
            // Acquire, see (2): what the consumer read up to there it has read.
            long head = Volatile.Read(in _cursors.Head);
            _cursors.KnownHead = head;
            free = Capacity - (tail - head);
        }

        return free < least ? 0 : (int)Math.Min(free, most);
    }

    private int ClaimAmongMany(int least, int most, out long start)
    {
        long tail = Volatile.Read(in _cursors.Tail);
        while (tail >= 0)
        {
            // A tail that is out of date may lie before the head; then more than the capacity seems free, and the exchange fails.
            long free = Capacity - (tail - Volatile.Read(in _cursors.KnownHead));
            if (free < most)
            {
                // Acquire and release, see (2) and (3). An older value that overwrites a newer one makes the ring look fuller, never emptier.
                long head = Volatile.Read(in _cursors.Head);
                Volatile.Write(ref _cursors.KnownHead, head);
                free = Capacity - (tail - head);
                if (free < least)
                {
                    start = tail;
                    return 0;
                }
            }

            int granted = (int)Math.Min(free, most);
            long seen = Interlocked.CompareExchange(ref _cursors.Tail, tail + granted, tail);
            if (seen == tail)
            {
                start = tail;
                return granted;
            }

            tail = seen;
        }

        start = tail;
        return Closed;
    }

    private int LookFurther(int wanted)
    {
        long head = _cursors.Head, end = _cursors.KnownEnd;
        while (end - head < wanted)
        {
            long mark = Volatile.Read(in _marks[(int)end & _mask]);
            if (mark <= end)
            {
                break;
            }

            end = mark;
        }

        _cursors.KnownEnd = end;
        return (int)(end - head);
    }
}
