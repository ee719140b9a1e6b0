using System.Globalization;
using System.Text;
using Engine.Host.Serve.Ingest;

namespace Engine.Tests.Host.Serve.Ingest;

public class EventIdTests
{
    [Fact]
    public void Ids_that_differ_little_have_different_numbers_in_each_half()
    {
        var hash = new EventIdHash(1, 2);
        HashSet<ulong> low = [], high = [];
        int count = 0;
        foreach (string id in Enumerable.Range(0, 60_000).SelectMany(static number => (string[])[$"evt-{number}", $"{number:x32}", $"{number:00000000}-0000-4000-8000-000000000000"]))
        {
            EventId made = hash.Of(Encoding.ASCII.GetBytes(id));
            low.Add(made.Low);
            high.Add(made.High);
            count++;
        }

        // Bytes of zero of every length, and each single bit of 40 bytes.
        for (int length = 0; length <= 64; length++)
        {
            low.Add(hash.Of(new byte[length]).Low);
            high.Add(hash.Of(new byte[length]).High);
            count++;
        }

        for (int bit = 0; bit < 320; bit++)
        {
            byte[] id = new byte[40];
            id[bit / 8] = (byte)(1 << (bit % 8));
            low.Add(hash.Of(id).Low);
            high.Add(hash.Of(id).High);
            count++;
        }

        Assert.Equal((count, count), (low.Count, high.Count));
    }

    [Fact]
    public void Each_bit_of_an_id_turns_about_half_of_the_numbers_bits()
    {
        var hash = new EventIdHash(3, 4);
        var random = new Random(5);
        byte[] id = new byte[24];
        long turned = 0;
        const int Rounds = 2_000;
        for (int round = 0; round < Rounds; round++)
        {
            random.NextBytes(id);
            EventId before = hash.Of(id);
            id[random.Next(id.Length)] ^= (byte)(1 << random.Next(8));
            EventId after = hash.Of(id);
            turned += ulong.PopCount(before.Low ^ after.Low) < 10 || ulong.PopCount(before.High ^ after.High) < 10 ? 1 : 0;
        }

        Assert.Equal(0, turned);
    }

    [Fact]
    public void Other_seeds_give_other_numbers() => Assert.NotEqual(new EventIdHash(1, 2).Of("a"u8), new EventIdHash(2, 2).Of("a"u8));

    [Fact]
    public void Window_knows_the_last_ids_and_forgets_none_of_them_too_early()
    {
        const int Capacity = EventIdWindow.MinCapacity;
        var window = new EventIdWindow(Capacity);
        var hash = new EventIdHash(1, 1);
        var random = new Random(9);
        List<EventId> added = [];
        for (int round = 0; round < 10 * Capacity; round++)
        {
            EventId id = hash.Of(Encoding.ASCII.GetBytes(round.ToString(CultureInfo.InvariantCulture)));
            Assert.True(window.TryAdd(id));
            added.Add(id);
            EventId recent = added[^random.Next(1, Math.Min(added.Count, Capacity) + 1)];
            Assert.True(window.Contains(recent));
            Assert.False(window.TryAdd(recent));
        }

        Assert.False(window.Contains(added[0]));
        Assert.All(added[^Capacity..], id => Assert.True(window.Contains(id)));
        Assert.All(added[..^(2 * Capacity)], id => Assert.False(window.Contains(id)));
    }

    [Fact]
    public void Window_whose_eras_are_counted_from_the_first_again_knows_no_id_of_the_last_time()
    {
        const int Capacity = EventIdWindow.MinCapacity, Eras = ushort.MaxValue;
        var window = new EventIdWindow(Capacity);
        List<(EventId Id, int Era)> marks = [];
        ulong number = 0;
        for (int era = 0; era < (2 * Eras) + 6; era++)
        {
            int count = Capacity;
            if (era % Eras < 4)
            {
                // At an odd place, where nothing is written over it.
                EventId mark = new(1_501u + (2 * (uint)marks.Count), (ulong)era);
                Assert.True(window.TryAdd(mark));
                marks.Add((mark, era));
                count--;
            }

            for (; count > 0; count--, number++)
            {
                if (!window.TryAdd(new EventId((number << 11) | (number % Capacity * 2), 0)))
                {
                    Assert.Fail($"Id {number} passes for one that came before.");
                }
            }

            foreach ((EventId mark, int added) in marks)
            {
                if (window.Contains(mark) != (era - added < 2))
                {
                    Assert.Fail($"In era {era}, an id of era {added} is {(era - added < 2 ? "forgotten" : "known")}.");
                }
            }
        }
    }

    [Theory]
    [InlineData(EventIdWindow.MinCapacity - 1)]
    [InlineData(EventIdWindow.MaxCapacity + 1)]
    public void Window_beyond_its_limits_is_refused(int capacity) => Assert.Throws<ArgumentOutOfRangeException>(() => new EventIdWindow(capacity));
}
