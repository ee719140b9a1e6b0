namespace Engine.Graphs;

/// <summary>A task and the time at which something happens to it.</summary>
internal struct TimedTask
{
    public long Time;
    public int Task;
}

/// <summary>A binary heap, earliest time first, over memory of the caller. Which of two equal times comes first does not matter to its users.</summary>
internal ref struct TimeHeap(Span<TimedTask> items)
{
    private readonly Span<TimedTask> _items = items;
    private int _count;

    public readonly int Count => _count;

    public readonly long MinTime => _items[0].Time;

    public readonly int MinTask => _items[0].Task;

    public void Push(long time, int task)
    {
        Span<TimedTask> items = _items;
        int hole = _count++;
        while (hole > 0)
        {
            int parent = (hole - 1) >> 1;
            if (items[parent].Time <= time)
            {
                break;
            }

            items[hole] = items[parent];
            hole = parent;
        }

        items[hole] = new TimedTask { Time = time, Task = task };
    }

    public int Pop()
    {
        Span<TimedTask> items = _items;
        int top = items[0].Task, count = --_count;
        TimedTask last = items[count];
        int hole = 0;
        for (int child = 1; child < count; child = (2 * hole) + 1)
        {
            if (child + 1 < count && items[child + 1].Time < items[child].Time)
            {
                child++;
            }

            if (items[child].Time >= last.Time)
            {
                break;
            }

            items[hole] = items[child];
            hole = child;
        }

        items[hole] = last;
        return top;
    }
}
