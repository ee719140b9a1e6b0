using Engine.Graphs;
using Engine.Internal;
using FsCheck.Xunit;

namespace Engine.Tests.Graphs;

public class IdSetTests
{
    [Property(MaxTest = 200)]
    public void Set_gives_what_a_sorted_set_gives(int seed)
    {
        var random = new Random(seed);
        int capacity = random.Next(1, random.Next(1, 20_000));
        ulong[] words = new ulong[IdSet.WordsFor(capacity)];
        var set = new IdSet(words, capacity);
        var expected = new SortedSet<int>();
        for (int action = 0; action < 500; action++)
        {
            if (random.Next(5) < 3)
            {
                int id = random.Next(capacity);
                expected.Add(id);
                set.Add(id);
            }
            else if (set.TryTakeSmallest(out int smallest))
            {
                Assert.Equal(expected.Min, smallest);
                expected.Remove(smallest);
            }
            else
            {
                Assert.Empty(expected);
            }
        }

        while (set.TryTakeSmallest(out int smallest))
        {
            Assert.Equal(expected.Min, smallest);
            expected.Remove(smallest);
        }

        Assert.Empty(expected);
        Assert.All(words, static word => Assert.Equal(0UL, word));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(300_000)]
    public void Last_id_of_each_capacity_is_kept(int capacity)
    {
        var set = new IdSet(new ulong[IdSet.WordsFor(capacity)], capacity);
        set.Add(capacity - 1);
        Assert.True(set.TryTakeSmallest(out int id));
        Assert.Equal(capacity - 1, id);
        Assert.False(set.TryTakeSmallest(out _));
    }
}
