namespace Engine.Internal;

/// <summary>Requests on their way to a shard: bounded, many writers, one reader (Vyukov's array queue). Full is an answer, not a wait.</summary>
internal sealed class RequestRing
{
    private readonly Cell[] _cells;
    private readonly int _mask;
    private PaddedCursor _tail;
    private PaddedCursor _head;

    /// <param name="capacity">A power of two.</param>
    public RequestRing(int capacity)
    {
        _cells = new Cell[capacity];
        _mask = capacity - 1;
        for (int index = 0; index < capacity; index++)
        {
            _cells[index].Turn = index;
        }
    }

    public bool IsEmpty => Volatile.Read(ref _cells[(int)_head.Value & _mask].Turn) != _head.Value + 1;

    public bool TryAdd(ShardRequest request)
    {
        while (true)
        {
            long tail = Volatile.Read(ref _tail.Value);
            ref Cell cell = ref _cells[(int)tail & _mask];
            long turn = Volatile.Read(ref cell.Turn);
            if (turn == tail)
            {
                if (Interlocked.CompareExchange(ref _tail.Value, tail + 1, tail) == tail)
                {
                    cell.Request = request;

                    // Release: who sees the turn sees the request.
                    Volatile.Write(ref cell.Turn, tail + 1);
                    return true;
                }
            }
            else if (turn < tail)
            {
                return false;
            }
        }
    }

    /// <summary>Takes the next one. Only the shard calls it.</summary>
    public ShardRequest? TryTake()
    {
        long head = _head.Value;
        ref Cell cell = ref _cells[(int)head & _mask];
        if (Volatile.Read(ref cell.Turn) != head + 1)
        {
            return null;
        }

        ShardRequest request = cell.Request!;
        cell.Request = null;
        Volatile.Write(ref cell.Turn, head + _cells.Length);
        _head.Value = head + 1;
        return request;
    }

    private struct Cell
    {
        public long Turn;
        public ShardRequest? Request;
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 128)]
    private struct PaddedCursor
    {
        [System.Runtime.InteropServices.FieldOffset(64)]
        public long Value;
    }
}
