using Engine.Internal;

namespace Engine.Tests.Events;

/// <summary>
/// The ring, driven step by step: claim, write, publish, look, read, release are separate calls, so that one thread can play any
/// interleaving of producers and a consumer at the boundaries between them, and replay it from its seed.
/// </summary>
public class RingTests
{
    public static TheoryData<int, bool, int> Shapes()
    {
        var shapes = new TheoryData<int, bool, int>();
        foreach (int capacity in (int[])[1, 2, 4, 8, 64])
        {
            shapes.Add(capacity, true, 1);
            shapes.Add(capacity, false, 1);
            shapes.Add(capacity, false, 2);
            shapes.Add(capacity, false, 5);
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Ring_under_any_order_of_steps_keeps_each_producers_order_and_loses_nothing(int capacity, bool isSingle, int producers)
    {
        for (int seed = 0; seed < 200; seed++)
        {
            try
            {
                new Interleaving(capacity, isSingle, producers, seed).Run();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {exception.Message}", exception);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ring_that_is_full_refuses_and_grants_what_it_has(bool isSingle)
    {
        var ring = new Ring<int>(8, isSingle);
        Assert.Equal(6, ring.Claim(1, 6, out long start));
        ring.Publish(start, start + 6);
        Assert.Equal(2, ring.Free);
        Assert.Equal(0, ring.Claim(3, 5, out _));
        Assert.Equal(2, ring.Claim(1, 5, out start));
        ring.Publish(start, start + 2);
        Assert.Equal(0, ring.Claim(1, 1, out _));
        Assert.Equal(8, ring.Look(8));
        ring.Release(5);
        Assert.Equal(5, ring.Claim(5, 5, out _));
    }

    [Fact]
    public void Claim_that_is_not_published_holds_back_those_behind_it()
    {
        var ring = new Ring<int>(8, isSingleProducer: false);
        ring.Claim(2, 2, out long first);
        ring.Claim(3, 3, out long second);
        ring.Publish(second, second + 3);
        Assert.Equal(0, ring.Look(1));
        ring.Publish(first, first + 2);
        Assert.Equal(5, ring.Look(5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ring_that_is_closed_grants_nothing_and_is_drained_when_all_claims_are_released(bool isSingle)
    {
        var ring = new Ring<int>(4, isSingle);
        ring.Claim(3, 3, out long start);
        if (isSingle)
        {
            ring.Publish(start, start + 3);
        }

        Assert.True(ring.Close());
        Assert.False(ring.Close());
        Assert.Equal(Ring<int>.Closed, ring.Claim(1, 1, out _));
        Assert.False(ring.IsDrained);
        if (!isSingle)
        {
            Assert.Equal(0, ring.Look(1));
            ring.Publish(start, start + 3);
        }

        Assert.Equal(3, ring.Look(4));
        Assert.False(ring.IsDrained);
        ring.Release(3);
        Assert.True(ring.IsDrained);
        Assert.Equal(0, ring.Look(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Elements_around_the_rings_end_are_written_and_read_as_they_are(bool isSingle)
    {
        var ring = new Ring<long>(8, isSingle);
        Span<long> read = stackalloc long[8];
        for (int round = 0; round < 20; round++)
        {
            int length = 1 + (round * 3 % 8);
            Assert.Equal(length, ring.Claim(length, length, out long start));
            long[] written = [.. Enumerable.Range(0, length).Select(i => start + i)];
            ring.Write(start, written);
            ring.Publish(start, start + length);
            Assert.Equal(length, ring.Look(length));
            ring.Read(ring.Head, read[..length]);
            Assert.Equal(written, read[..length].ToArray());
            ring.Release(start + length);
        }
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    public void Ring_between_threads_keeps_each_producers_order_and_loses_nothing(bool isSingle, int producers)
    {
        const int PerProducer = 60_000;
        var ring = new Ring<Item>(64, isSingle);
        Thread[] threads = [.. Enumerable.Range(0, producers).Select(producer => new Thread(() =>
        {
            var spinner = default(SpinWait);
            for (int next = 0; next < PerProducer;)
            {
                int granted = ring.Claim(1, Math.Min(1 + (next % 7), PerProducer - next), out long start);
                for (int i = 0; i < granted; i++)
                {
                    ring[start + i] = new Item(producer, next, ~next);
                    next++;
                }

                if (granted > 0)
                {
                    ring.Publish(start, start + granted);
                }
                else
                {
                    spinner.SpinOnce(sleep1Threshold: -1);
                }
            }
        }))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        int[] expected = new int[producers];
        var waiting = default(SpinWait);
        for (int seen = 0; seen < producers * PerProducer;)
        {
            int count = ring.Look(1);
            if (count == 0)
            {
                waiting.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            long head = ring.Head;
            for (int i = 0; i < count; i++)
            {
                Item item = ring[head + i];
                Assert.Equal(expected[item.Producer]++, item.Number);
                Assert.Equal(~item.Number, item.Check);
            }

            ring.Release(head + count);
            seen += count;
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.Equal(0, ring.Look(1));
        Assert.All(expected, static count => Assert.Equal(PerProducer, count));
    }

    [Fact]
    public unsafe void Cursors_of_both_sides_are_two_cache_lines_apart()
    {
        var cursors = default(RingCursors);
        Assert.Equal(512, sizeof(RingCursors));
        Assert.Equal(128, (byte*)&cursors.Tail - (byte*)&cursors);
        Assert.Equal(256, (byte*)&cursors.Head - (byte*)&cursors);
        Assert.Equal(264, (byte*)&cursors.KnownEnd - (byte*)&cursors);
    }

    private readonly record struct Item(int Producer, int Number, int Check);

    /// <summary>Producers and a consumer as machines of single steps, in an order drawn from a seed.</summary>
    private sealed class Interleaving(int capacity, bool isSingle, int producers, int seed)
    {
        private const int PerProducer = 40;

        private readonly Ring<Item> _ring = new(capacity, isSingle);
        private readonly Random _random = new(seed);
        private readonly Producer[] _producers = [.. Enumerable.Range(0, producers).Select(static _ => new Producer())];
        private readonly int[] _expected = new int[producers];
        private int _claimed;
        private int _released;
        private int _visible;
        private int _readTo;

        public void Run()
        {
            int total = producers * PerProducer;
            for (int step = 0; _released < total; step++)
            {
                Assert.True(step < 1_000_000, "it does not end");
                int who = _random.Next(producers + 1);
                if (who == producers)
                {
                    Consume();
                }
                else
                {
                    Produce(who);
                }

                Assert.InRange(_claimed - _released, 0, capacity);
                Assert.Equal(_claimed - _released, isSingle ? _ring.Count + Pending() : _ring.Count);
            }

            Assert.Equal(0, _ring.Look(1));
            Assert.All(_expected, static count => Assert.Equal(PerProducer, count));
        }

        /// <summary>What a single producer has claimed and not published: its tail does not show it.</summary>
        private int Pending() => _producers[0].Granted;

        private void Produce(int who)
        {
            Producer producer = _producers[who];
            if (producer.Granted == 0)
            {
                int left = PerProducer - producer.Next;
                if (left == 0)
                {
                    return;
                }

                int most = Math.Min(1 + _random.Next(capacity), left), least = 1 + _random.Next(most);
                int granted = _ring.Claim(least, most, out producer.Start);
                Assert.True(granted == 0 || (granted >= least && granted <= most), $"granted {granted} of {least} to {most}");
                Assert.Equal(capacity - (_claimed - _released) >= least, granted > 0);
                producer.Granted = granted;
                producer.Written = 0;
                _claimed += granted;
            }
            else if (producer.Written < producer.Granted)
            {
                _ring[producer.Start + producer.Written++] = new Item(who, producer.Next, ~producer.Next);
                producer.Next++;
            }
            else
            {
                _ring.Publish(producer.Start, producer.Start + producer.Granted);
                producer.Granted = 0;
            }
        }

        private void Consume()
        {
            if (_readTo < _visible)
            {
                Item item = _ring[_ring.Head + _readTo++];
                Assert.Equal(_expected[item.Producer]++, item.Number);
                Assert.Equal(~item.Number, item.Check);
            }
            else if (_visible > 0)
            {
                _ring.Release(_ring.Head + _visible);
                _released += _visible;
                _visible = _readTo = 0;
            }
            else
            {
                int wanted = 1 + _random.Next(capacity), published = _ring.Look(wanted);
                _visible = Math.Min(published, 1 + _random.Next(capacity));
            }
        }

        private sealed class Producer
        {
            public int Next;
            public int Granted;
            public int Written;
            public long Start;
        }
    }
}
