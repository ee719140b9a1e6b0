using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs.Scheduling;

/// <summary>Both queues of running tasks against a sorted set of (end, task): the same times, and at each time the same tasks.</summary>
public class EndQueueTests
{
    private const int TaskCount = 3_000;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(EndRing.Size)]
    public void Ring_gives_what_a_sorted_set_gives(int costLimit)
    {
        ulong[] words = new ulong[EndRing.Size / 64];
        Array.Fill(words, ulong.MaxValue);
        Check(new EndRing(words, new int[EndRing.Size], new int[TaskCount]), costLimit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(EndRing.Size)]
    [InlineData(long.MaxValue / TaskCount)]
    public void Heap_gives_what_a_sorted_set_gives(long costLimit) => Check(new TimeHeap(new TimedTask[TaskCount + 1]), costLimit);

    private static void Check<TQueue>(TQueue queue, long costLimit)
        where TQueue : IEndQueue, allows ref struct
    {
        var random = new Random(3);
        var expected = new SortedSet<(long End, int Task)>();
        long now = 0;
        int started = 0;
        while (true)
        {
            Assert.Equal(expected.Count == 0, queue.IsEmpty);
            for (int room = random.Next(40); started < TaskCount && (room > 0 || expected.Count == 0); room--)
            {
                long end = now + random.NextInt64(costLimit);
                expected.Add((end, started));
                queue.Push(end, started++);
            }

            if (expected.Count == 0)
            {
                break;
            }

            now = expected.Min.End;
            Assert.Equal(now, queue.Next());
            var ended = new List<int>();
            while (queue.TryTake(out int task))
            {
                ended.Add(task);
            }

            ended.Sort();
            Assert.Equal(expected.TakeWhile(item => item.End == now).Select(static item => item.Task), ended);
            expected.RemoveWhere(item => item.End == now);
        }

        Assert.Equal(TaskCount, started);
    }
}
