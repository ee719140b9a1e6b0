using Engine.Host.Run;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Engine.Tests.Host.Run;

public class ReadyQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(300_000)]
    public void Queue_filled_to_capacity_gives_every_rank_once_in_order(int capacity)
    {
        var queue = new ReadyQueue(capacity);
        int[] ranks = [.. Enumerable.Range(0, capacity)];
        new Random(7).Shuffle(ranks);
        foreach (int rank in ranks)
        {
            queue.Add(rank);
        }

        Assert.Equal(capacity, queue.Count);
        for (int expected = 0; expected < capacity; expected++)
        {
            Assert.Equal(expected, queue.TakeSmallest());
        }

        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Queue_without_capacity_is_empty() => Assert.Equal(0, new ReadyQueue(0).Count);

    [Property]
    public bool Queue_under_any_mix_of_adds_and_takes_equals_a_sorted_set(int seed, PositiveInt size)
    {
        int capacity = size.Get * 97;
        var random = new Random(seed);
        var queue = new ReadyQueue(capacity);
        var model = new SortedSet<int>();
        for (int i = 0; i < 300; i++)
        {
            int rank = random.Next(capacity);
            if (random.Next(5) < 3 && model.Add(rank))
            {
                queue.Add(rank);
            }
            else if (model.Count > 0)
            {
                int smallest = model.Min;
                model.Remove(smallest);
                if (queue.TakeSmallest() != smallest)
                {
                    return false;
                }
            }

            if (queue.Count != model.Count)
            {
                return false;
            }
        }

        return true;
    }
}
