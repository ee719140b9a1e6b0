using Engine.Events;

namespace Engine.Tests.Events;

public class KeyedStateTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 40)]
    [InlineData(3, 5_000)]
    public void Table_does_what_a_dictionary_does(int seed, int keys)
    {
        var random = new Random(seed);
        var table = new KeyedState<long>(keys);
        var model = new Dictionary<long, long>();
        for (int i = 0; i < 20_000; i++)
        {
            // Multiples of a large power share their high bits, and so many of their buckets.
            long key = (long)random.Next(keys) << (40 * (i & 1));
            if (model.Count >= keys && !model.ContainsKey(key))
            {
                key = model.Keys.First();
            }

            switch (random.Next(4))
            {
                case 0:
                    Assert.Equal(model.Remove(key), table.Remove(key));
                    break;
                case 1:
                    Assert.Equal(model.TryGetValue(key, out long expected), table.TryGet(key, out long found));
                    Assert.Equal(expected, found);
                    break;
                default:
                    model[key] = model.GetValueOrDefault(key) + i;
                    table[key] += i;
                    break;
            }
        }

        Assert.Equal(model.OrderBy(static pair => pair.Key), Enumerable.Range(0, table.Count).Select(i => KeyValuePair.Create(table.KeyAt(i), table.StateAt(i))).OrderBy(static pair => pair.Key));
        table.Clear();
        Assert.Equal(0, table.Count);
        Assert.All(model.Keys, key => Assert.False(table.TryGet(key, out _)));
        Assert.Equal(0, table[model.Keys.First()]);
    }

    [Fact]
    public void More_keys_than_allowed_are_refused()
    {
        var table = new KeyedState<int>(2);
        table[0] = table[-1] = 5;

        Assert.Contains("for 2 keys", Assert.Throws<InvalidOperationException>(() => table[7]).Message, StringComparison.Ordinal);

        Assert.Equal(5, table[0]);
        Assert.True(table.Remove(0));
        table[7] = 8;
        Assert.Equal((2, 5, 8), (table.Count, table[-1], table[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedState<int>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.KeyAt(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.StateAt(-1));
    }

    [Fact]
    public void Known_keys_cost_no_memory()
    {
        var table = new KeyedState<long>(1000);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int key = 0; key < 1000; key++)
            {
                table[key]++;
            }
        }));
        Assert.Equal(table[0], table[999]);
    }
}
