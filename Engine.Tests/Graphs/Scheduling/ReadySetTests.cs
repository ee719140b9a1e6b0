using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs.Scheduling;

/// <summary>Both ready sets against a sorted set.</summary>
public class ReadySetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1_000)]
    [InlineData(SmallRankSet.MaxCapacity)]
    public void Small_set_gives_what_a_sorted_set_gives(int capacity)
        => Check(new SmallRankSet(Dirty(IdSet.WordsFor(capacity)), capacity), capacity);

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(SmallRankSet.MaxCapacity)]
    [InlineData(SmallRankSet.MaxCapacity + 1)]
    [InlineData(300_000)]
    public void Set_over_used_memory_gives_what_a_sorted_set_gives(int capacity)
        => Check(new IdSet(Dirty(IdSet.WordsFor(capacity)), capacity), capacity);

    private static void Check<TSet>(TSet set, int capacity)
        where TSet : IReadySet, allows ref struct
    {
        var random = new Random(capacity);
        var expected = new SortedSet<int>();
        set.Add(capacity - 1);
        expected.Add(capacity - 1);
        for (int action = 0; action < 2_000; action++)
        {
            Assert.Equal(expected.Count == 0, set.IsEmpty);
            if (expected.Count == 0 || random.Next(action < 1_000 ? 3 : 2) > 0)
            {
                int rank = random.Next(capacity);
                set.Add(rank);
                expected.Add(rank);
            }
            else
            {
                Assert.Equal(expected.Min, set.TakeMin());
                expected.Remove(expected.Min);
            }
        }
    }

    private static ulong[] Dirty(int count)
    {
        ulong[] words = new ulong[count];
        Array.Fill(words, ulong.MaxValue);
        return words;
    }
}
