using Engine.Graphs;

namespace Engine.Internal;

/// <summary>A task and the time at which something happens to it.</summary>
internal struct TimedTask
{
    public long Time;
    public int Task;
}

/// <summary>
/// A binary heap, earliest time first, over memory of the caller: one element more than it ever holds. Which of two equal
/// times comes first depends on nothing but the order of calls.
/// </summary>
internal ref struct TimeHeap(Span<TimedTask> items) : IEndQueue
{
    private readonly Span<TimedTask> _items = items;
    private int _count;
    private long _now;

    public readonly bool IsEmpty => _count == 0;

    public long Next() => _now = _items[0].Time;

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

        items[hole].Time = time;
        items[hole].Task = task;
    }

    public bool TryTake(out int task)
    {
        if (_count == 0 || _items[0].Time != _now)
        {
            task = -1;
            return false;
        }

        task = Pop();
        return true;
    }

    private int Pop()
    {
        Span<TimedTask> items = _items;
        int top = items[0].Task, count = --_count;
        TimedTask last = items[count];

        // An end mark spares the test for a missing second child; then the smaller child is an addition, not a branch that
        // nobody can predict. The last item was a leaf: going down to the leaves and up again is shorter than comparing on the way.
        items[count].Time = long.MaxValue;
        int hole = 0, child = 1;
        while (child < count)
        {
            child += items[child + 1].Time < items[child].Time ? 1 : 0;
            items[hole] = items[child];
            hole = child;
            child = (2 * hole) + 1;
        }

        while (hole > 0)
        {
            int parent = (hole - 1) >> 1;
            if (items[parent].Time <= last.Time)
            {
                break;
            }

            items[hole] = items[parent];
            hole = parent;
        }

        items[hole] = last;
        return top;
    }
}
