namespace Engine.Internal;

/// <summary>
/// Timers in milliseconds: four wheels of 256 slots, the next one turning once per round of the one before (Varghese and Lauck, 1987).
/// Adding, removing and firing are O(1); nothing is allocated beyond the most timers there have been at once. One thread.
/// </summary>
internal sealed class TimerWheel
{
    private const int None = -1;
    private const int SlotBits = 8;
    private const int SlotCount = 1 << SlotBits;
    private const int WheelCount = 4;

    /// <summary>The farthest a timer can be away without going around: 49 days.</summary>
    private const long Farthest = (1L << (SlotBits * WheelCount)) - 1;

    private readonly int[] _slots = new int[WheelCount * SlotCount];
    private Node[] _nodes = new Node[64];
    private int _free = None;
    private int _made;
    private long _now;

    public TimerWheel(long nowMs)
    {
        _now = nowMs;
        Array.Fill(_slots, None);
    }

    public int Count { get; private set; }

    /// <summary>Adds a timer. One that is due already fires at the next turn.</summary>
    /// <returns>The number to remove it by, until it has fired.</returns>
    public int Add(long dueMs, ShardAttempt subject)
    {
        int index = _free;
        if (index != None)
        {
            _free = _nodes[index].After;
        }
        else
        {
            if (_made == _nodes.Length)
            {
                Array.Resize(ref _nodes, 2 * _nodes.Length);
            }

            index = _made++;
        }

        _nodes[index].DueMs = dueMs;
        _nodes[index].Subject = subject;
        Link(index);
        Count++;
        return index;
    }

    public void Remove(int index)
    {
        Unlink(index);
        Free(index);
    }

    /// <summary>Turns to a time. The timers that are due are taken one by one with <see cref="TryTakeDue"/> before the next turn.</summary>
    public bool TryTakeDue(long nowMs, out ShardAttempt? subject)
    {
        while (true)
        {
            int index = _slots[(int)(_now & (SlotCount - 1))];
            if (index != None && _nodes[index].DueMs <= _now)
            {
                subject = _nodes[index].Subject;
                Remove(index);
                return true;
            }

            if (_now >= nowMs)
            {
                subject = null;
                return false;
            }

            if (Count == 0)
            {
                _now = nowMs;
                continue;
            }

            _now++;
            Cascade();
        }
    }

    /// <summary>When the next timer may be due: never later than it is; <see cref="long.MaxValue"/> where there is none.</summary>
    public long NextMs()
    {
        if (Count == 0)
        {
            return long.MaxValue;
        }

        for (long at = _now; at < _now + SlotCount; at++)
        {
            if (_slots[(int)(at & (SlotCount - 1))] != None)
            {
                return at;
            }

            if ((at & (SlotCount - 1)) == SlotCount - 1)
            {
                // The next wheel moves on here; what it brings may be due at once.
                return at + 1;
            }
        }

        return _now + SlotCount;
    }

    /// <summary>When the first wheel begins a round, the next one hands down a slot, and so on.</summary>
    private void Cascade()
    {
        for (int wheel = 1; wheel < WheelCount && (_now & ((1L << (SlotBits * wheel)) - 1)) == 0; wheel++)
        {
            int slot = (wheel * SlotCount) + (int)((_now >> (SlotBits * wheel)) & (SlotCount - 1));
            int index = _slots[slot];
            _slots[slot] = None;
            while (index != None)
            {
                int after = _nodes[index].After;
                Link(index);
                index = after;
            }
        }
    }

    private void Link(int index)
    {
        long due = Math.Clamp(_nodes[index].DueMs, _now, _now + Farthest);
        int wheel = 0;
        while (wheel < WheelCount - 1 && (due >> (SlotBits * (wheel + 1))) != (_now >> (SlotBits * (wheel + 1))))
        {
            wheel++;
        }

        int slot = (wheel * SlotCount) + (int)((due >> (SlotBits * wheel)) & (SlotCount - 1));
        ref Node node = ref _nodes[index];
        node.Slot = slot;
        node.Before = None;
        node.After = _slots[slot];
        if (node.After != None)
        {
            _nodes[node.After].Before = index;
        }

        _slots[slot] = index;
    }

    private void Unlink(int index)
    {
        ref Node node = ref _nodes[index];
        if (node.After != None)
        {
            _nodes[node.After].Before = node.Before;
        }

        if (node.Before != None)
        {
            _nodes[node.Before].After = node.After;
        }
        else
        {
            _slots[node.Slot] = node.After;
        }
    }

    private void Free(int index)
    {
        _nodes[index].Subject = null;
        _nodes[index].After = _free;
        _free = index;
        Count--;
    }

    private struct Node
    {
        public long DueMs;
        public ShardAttempt? Subject;
        public int Slot;
        public int Before;
        public int After;
    }
}
