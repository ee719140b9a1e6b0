using Engine.Events;
using FsCheck;
using FsCheck.Xunit;

namespace Engine.Tests.Events;

/// <summary>Duplicates within the window are recognised exactly; what lies outside is said to.</summary>
public class SequenceWindowsTests
{
    [Property(MaxTest = 300)]
    public void Windows_agree_with_a_list_of_all_that_came(int seed, PositiveInt length, NonNegativeInt shape)
    {
        var random = new System.Random(seed);
        int windowLength = 64 << (shape.Get % 3);
        var windows = new SequenceWindows(windowLength, maxKeys: 8);
        var seen = new Dictionary<long, (long Highest, HashSet<long> Sequences)>();
        long[] middle = [.. Enumerable.Range(0, 8).Select(_ => random.Next(3) switch
        {
            0 => random.NextInt64(-100, 100),
            1 => long.MaxValue - 200,
            _ => long.MinValue + 200,
        })];
        for (int i = 0; i < length.Get * 20; i++)
        {
            int key = random.Next(8);
            long sequence = middle[key] + random.Next(-180, 180);
            if (random.Next(4) == 0)
            {
                middle[key] = Math.Min(middle[key] + random.Next(30), long.MaxValue - 200);
            }

            Assert.Equal(Expected(seen, windowLength, key, sequence), windows.Observe(key, sequence));
        }

        Assert.Equal(seen.Count, windows.Keys);
        Assert.Equal(0, windows.ForgottenKeys);
    }

    [Fact]
    public void Sequences_at_both_ends_of_the_numbers_are_told_apart()
    {
        var windows = new SequenceWindows();
        Assert.Equal(EventArrival.New, windows.Observe(1, long.MinValue));
        Assert.Equal(EventArrival.Duplicate, windows.Observe(1, long.MinValue));
        Assert.Equal(EventArrival.New, windows.Observe(1, long.MaxValue));
        Assert.Equal(EventArrival.Late, windows.Observe(1, long.MinValue));
        Assert.Equal(EventArrival.New, windows.Observe(1, long.MaxValue - 63));
        Assert.Equal(EventArrival.Late, windows.Observe(1, long.MaxValue - 64));
        Assert.Equal(EventArrival.Duplicate, windows.Observe(1, long.MaxValue));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void Key_is_remembered_while_fewer_than_the_stated_other_keys_come(int maxKeys)
    {
        for (int others = 0; others < maxKeys; others++)
        {
            for (int before = 0; before < 3 * maxKeys; before++)
            {
                var windows = new SequenceWindows(64, maxKeys);
                for (int key = 0; key < before; key++)
                {
                    windows.Observe(1_000 + key, 0);
                }

                windows.Observe(7, 5);
                for (int key = 0; key < others; key++)
                {
                    windows.Observe(2_000 + key, 0);
                }

                Assert.Equal(EventArrival.Duplicate, windows.Observe(7, 5));
                Assert.Equal(EventArrival.New, windows.Observe(7, 4));
            }
        }
    }

    [Fact]
    public void Keys_that_are_forgotten_are_counted_and_start_again()
    {
        var windows = new SequenceWindows(64, maxKeys: 4);
        for (int key = 0; key < 100; key++)
        {
            Assert.Equal(EventArrival.New, windows.Observe(key, 1));
            Assert.Equal(key + 1, windows.Keys + windows.ForgottenKeys);
            Assert.InRange(windows.Keys, Math.Min(key + 1, 4), 8);
        }

        Assert.Equal(EventArrival.New, windows.Observe(0, 1));
        Assert.Equal(EventArrival.Duplicate, windows.Observe(0, 1));
    }

    [Fact]
    public void Key_that_keeps_coming_outlives_any_number_of_others()
    {
        var windows = new SequenceWindows(64, maxKeys: 3);
        windows.Observe(-1, 0);
        for (int key = 0; key < 1_000; key++)
        {
            windows.Observe(key, 0);
            Assert.Equal(EventArrival.Duplicate, windows.Observe(-1, key));
            Assert.Equal(EventArrival.New, windows.Observe(-1, key + 1));
        }

        Assert.Equal(1_001, windows.Keys + windows.ForgottenKeys);
    }

    [Fact]
    public void Observing_allocates_nothing()
    {
        var windows = new SequenceWindows(128, maxKeys: 100);
        long sequence = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int key = 0; key < 1_000; key++)
            {
                windows.Observe(key * 7 % 300, sequence++);
            }
        }));
    }

    [Fact]
    public void Numbers_outside_of_their_limits_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceWindows(63));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceWindows(SequenceWindows.MaxWindowLength + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceWindows(64, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceWindows(64, SequenceWindows.MaxKeyLimit + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceWindows(SequenceWindows.MaxWindowLength, SequenceWindows.MaxKeyLimit));
        Assert.Equal(128, new SequenceWindows(65, 1).WindowLength);
    }

    private static EventArrival Expected(Dictionary<long, (long Highest, HashSet<long> Sequences)> seen, int windowLength, long key, long sequence)
    {
        if (!seen.TryGetValue(key, out (long Highest, HashSet<long> Sequences) one))
        {
            seen[key] = (sequence, [sequence]);
            return EventArrival.New;
        }

        if ((Int128)one.Highest - sequence >= windowLength)
        {
            return EventArrival.Late;
        }

        seen[key] = (Math.Max(one.Highest, sequence), one.Sequences);
        return one.Sequences.Add(sequence) ? EventArrival.New : EventArrival.Duplicate;
    }
}
