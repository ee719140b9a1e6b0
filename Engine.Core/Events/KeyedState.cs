using System.Numerics;
using System.Runtime.CompilerServices;
using Engine.Internal;

namespace Engine.Events;

/// <summary>
/// A struct per key, <see langword="default"/> until it is first asked for: what handlers take by <c>ref</c>. Open addressing over dense
/// entries; finding a state is O(1) and allocates nothing once the table has grown to the keys that there are.
/// </summary>
/// <remarks>One owner, as the router that it belongs to.</remarks>
/// <typeparam name="TState">The state of one key.</typeparam>
public sealed class KeyedState<TState>
    where TState : struct
{
    /// <summary>How many keys the largest table holds.</summary>
    public const int MaxKeyLimit = 1 << 28;

    private const int FirstLength = 16;

    private readonly int _maxKeys;
    private int[] _buckets = new int[2 * FirstLength];
    private Entry[] _entries = new Entry[FirstLength];
    private int _shift = 64 - BitOperations.Log2(2 * FirstLength);

    /// <summary>An empty table.</summary>
    /// <param name="maxKeys">How many keys it holds at most.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1, or more than <see cref="MaxKeyLimit"/>.</exception>
    public KeyedState(int maxKeys)
    {
        if (maxKeys is < 1 or > MaxKeyLimit)
        {
            ThrowEvents.BadMaxKeys(maxKeys, MaxKeyLimit);
        }

        _maxKeys = maxKeys;
    }

    /// <summary>How many keys have a state.</summary>
    public int Count { get; private set; }

    /// <summary>The state of a key, made if there is none. The reference is valid until a key is added or removed.</summary>
    /// <exception cref="InvalidOperationException">There are as many keys as may be.</exception>
    public ref TState this[long key]
    {
        get
        {
            int[] buckets = _buckets;
            Entry[] entries = _entries;
            uint mask = (uint)buckets.Length - 1;
            for (uint probe = (uint)Hash(key); ; probe++)
            {
                int position = buckets[probe & mask] - 1;
                if ((uint)position >= (uint)entries.Length)
                {
                    return ref Add(key);
                }

                if (entries[position].Key == key)
                {
                    return ref entries[position].State;
                }
            }
        }
    }

    /// <summary>The state of a key, if it has one.</summary>
    public bool TryGet(long key, out TState state)
    {
        int bucket = Find(key);
        state = bucket < 0 ? default : _entries[_buckets[bucket] - 1].State;
        return bucket >= 0;
    }

    /// <summary>The key at a position, 0 to <see cref="Count"/> - 1; the order is that of arrival until a key is removed.</summary>
    public long KeyAt(int position) => At(position).Key;

    /// <summary>The state at a position.</summary>
    public ref TState StateAt(int position) => ref At(position).State;

    /// <summary>Forgets a key; the last one takes its position.</summary>
    /// <returns>False where it has no state.</returns>
    public bool Remove(long key)
    {
        int bucket = Find(key);
        if (bucket < 0)
        {
            return false;
        }

        int position = _buckets[bucket] - 1, last = Count - 1;
        if (position != last)
        {
            _buckets[Find(_entries[last].Key)] = position + 1;
            _entries[position] = _entries[last];
        }

        _entries[last] = default;
        Count = last;
        CloseGap(bucket);
        return true;
    }

    /// <summary>Forgets all keys; the memory stays.</summary>
    public void Clear()
    {
        _buckets.AsSpan().Clear();
        _entries.AsSpan(0, Count).Clear();
        Count = 0;
    }

    private ref Entry At(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Count, nameof(position));
        return ref _entries[position];
    }

    // Fibonacci hashing: the high bits of a product with 2^64 / golden ratio, which spreads keys in a row evenly.
    private int Hash(long key) => (int)((ulong)key * 0x9E3779B97F4A7C15 >> _shift);

    private int Find(long key)
    {
        int mask = _buckets.Length - 1;
        for (int bucket = Hash(key); _buckets[bucket] != 0; bucket = (bucket + 1) & mask)
        {
            if (_entries[_buckets[bucket] - 1].Key == key)
            {
                return bucket;
            }
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // once per key
    private ref TState Add(long key)
    {
        if (Count == _maxKeys)
        {
            ThrowEvents.TooManyKeys(typeof(TState).Name, _maxKeys);
        }

        if (Count == _entries.Length)
        {
            Grow();
        }

        int position = Count++;
        _entries[position].Key = key;
        Insert(position);
        return ref _entries[position].State;
    }

    private void Insert(int position)
    {
        int mask = _buckets.Length - 1, bucket = Hash(_entries[position].Key);
        while (_buckets[bucket] != 0)
        {
            bucket = (bucket + 1) & mask;
        }

        _buckets[bucket] = position + 1;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, 2 * _entries.Length);
        _buckets = new int[2 * _entries.Length];
        _shift = 64 - BitOperations.Log2((uint)_buckets.Length);
        for (int position = 0; position < Count; position++)
        {
            Insert(position);
        }
    }

    /// <summary>Moves entries behind an emptied bucket forward, as far as their own bucket allows, so that no search ends too early.</summary>
    private void CloseGap(int gap)
    {
        int mask = _buckets.Length - 1;
        for (int bucket = (gap + 1) & mask; _buckets[bucket] != 0; bucket = (bucket + 1) & mask)
        {
            int home = Hash(_entries[_buckets[bucket] - 1].Key);
            if (((bucket - home) & mask) >= ((bucket - gap) & mask))
            {
                _buckets[gap] = _buckets[bucket];
                gap = bucket;
            }
        }

        _buckets[gap] = 0;
    }

    private struct Entry
    {
        public long Key;
        public TState State;
    }
}
