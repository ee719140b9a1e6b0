using CommunityToolkit.HighPerformance.Buffers;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>The time that a task takes of a worker; sorts by worker, then by start.</summary>
internal readonly record struct WorkerSpan(int Worker, int Task, long Start, long End) : IComparable<WorkerSpan>
{
    public int CompareTo(WorkerSpan other)
    {
        int order = Worker.CompareTo(other.Worker);
        order = order != 0 ? order : Start.CompareTo(other.Start);
        return order != 0 ? order : Task.CompareTo(other.Task);
    }

    /// <summary>Refuses tasks that share a worker at some time; those of no length share nothing. O(n log n), scratch from the pool.</summary>
    public static void EnsureApart(ReadOnlySpan<long> start, ReadOnlySpan<long> end, ReadOnlySpan<int> worker)
    {
        using SpanOwner<WorkerSpan> owner = SpanOwner<WorkerSpan>.Allocate(start.Length);
        Span<WorkerSpan> spans = owner.Span;
        int count = 0;
        for (int task = 0; task < start.Length; task++)
        {
            if (start[task] < end[task])
            {
                spans[count++] = new WorkerSpan(worker[task], task, start[task], end[task]);
            }
        }

        spans = spans[..count];
        spans.Sort();
        for (int i = 1; i < spans.Length; i++)
        {
            WorkerSpan last = spans[i - 1], next = spans[i];
            if (last.Worker == next.Worker && last.End > next.Start)
            {
                Throw.OverlappingTasks(last.Task, last.End, next.Task, next.Start, next.Worker);
            }
        }
    }
}
