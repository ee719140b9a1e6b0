using Engine.Events;
using FsCheck;
using FsCheck.Xunit;

namespace Engine.Tests.Events;

/// <summary>Delivery: once, in order, with retries, and nothing lost in silence, however the events are cut into batches.</summary>
public class EventDeliveryTests
{
    internal const int Retries = 2;

    [Property(MaxTest = 200)]
    public void Batches_end_as_one_by_one_however_events_repeat_and_change_places(int seed, PositiveInt length, bool viaQueue)
    {
        var random = new System.Random(seed);
        ScriptEvent[] events = Scrambled(seed, length.Get * 8);
        var expected = new Recorder(seed);
        var expectedLetters = new DeadLetterStore();
        DeliveryCounts expectedCounts = OneByOne(events, expected, expectedLetters);

        var actual = new Recorder(seed);
        var letters = new DeadLetterStore();
        using EventDelivery<Recorder.Routes, SequenceWindows, DeadLetterStore> delivery =
            EventDelivery.Create(new Recorder.Routes(actual), new SequenceWindows(), letters, Retries, maxEvents: 1 + random.Next(300));
        if (viaQueue)
        {
            EventQueue queue = EventQueueTests.Create(1, isSingle: true, 1 << 20);
            for (int next = 0; next < events.Length;)
            {
                int end = Math.Min(events.Length, next + random.Next(200));
                using EventBatch some = EventScript.BatchOf(events[next..end]);
                queue.EnqueueAll(some);
                next = end;
                delivery.TryDeliver(queue.ConsumerOf(0));
            }

            while (delivery.TryDeliver(queue.ConsumerOf(0)) > 0)
            {
            }
        }
        else
        {
            for (int next = 0; next < events.Length;)
            {
                int end = Math.Min(events.Length, next + random.Next(200));
                using EventBatch some = EventScript.BatchOf(events[next..end]);
                delivery.Deliver(some);
                next = end;
            }
        }

        Assert.Equal(expectedCounts, delivery.Counts);
        Assert.Equal(events.Length, delivery.Counts.Taken);
        Assert.Equal(expected.ByKeyAndType(), actual.ByKeyAndType());
        Assert.Equal(Letters(expectedLetters), Letters(letters));
    }

    [Fact]
    public void Poison_event_holds_back_no_other_event()
    {
        var recorder = new Recorder(seed: 0, isPoison: static header => header.Sequence == 2);
        var letters = new DeadLetterStore();
        using EventDelivery<Recorder.Routes, SequenceWindows, DeadLetterStore> delivery = Create(recorder, letters);
        using var batch = new EventBatch(10);
        foreach (long sequence in (long[])[1, 2, 3])
        {
            batch.Append(new Placed((int)sequence, 0), 5, sequence, 0);
            batch.Append(new Placed((int)sequence, 0), 6, sequence + 10, 0);
        }

        delivery.Deliver(batch);
        Assert.Equal([1, 11, 12, 3, 13], recorder.Handled.Select(static one => one.Sequence));
        StoredDeadLetter letter = Assert.Single(letters.Take());
        Assert.Equal((5, 2, DeadLetterReason.HandlerFailed, Retries + 1), (letter.Header.Key, letter.Header.Sequence, letter.Reason, letter.Attempts));
        Assert.Equal(batch.PayloadOf(2).ToArray(), letter.Payload.ToArray());
        Assert.IsType<FormatException>(letter.Error);
        Assert.Equal(new DeliveryCounts(5, 0, 0, 0, 0, 1, Retries), delivery.Counts);
        Assert.Equal(0, letters.Count);
    }

    [Fact]
    public void Event_that_nobody_handles_or_of_a_wrong_length_is_a_dead_letter_each_time_and_holds_nothing_back()
    {
        var recorder = new Recorder(0);
        var letters = new DeadLetterStore();
        using EventDelivery<Recorder.Routes, SequenceWindows, DeadLetterStore> delivery = Create(recorder, letters);
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        uint placed = EventRouterTests.IdOf<Placed>();
        queue.TryEnqueue(new EventHeader(placed, 3, 1, 1, 0), [1, 2, 3]);
        queue.TryEnqueue(new Placed(1, 1), 1, 1, 0);
        queue.TryEnqueue(new Nobody(4), 1, 2, 0);
        queue.TryEnqueue(new Nobody(4), 1, 2, 0);
        queue.TryEnqueue(new Placed(1, 1), 1, 3, 0);
        Assert.Equal(5, delivery.TryDeliver(queue.ConsumerOf(0)));
        Assert.Equal(0, delivery.TryDeliver(queue.ConsumerOf(0)));
        Assert.Equal([1, 3], recorder.Handled.Select(static one => one.Sequence));
        Assert.Equal([DeadLetterReason.WrongLength, DeadLetterReason.NoHandler, DeadLetterReason.NoHandler], letters.Take().Select(static letter => letter.Reason));
        Assert.Equal(3, delivery.Counts.Undeliverable);
    }

    [Fact]
    public void Sink_that_refuses_ends_delivery_and_the_event_is_still_in_the_queue()
    {
        using EventDelivery<Recorder.Routes, SequenceWindows, DeadLetterStore> delivery = Create(new Recorder(0), new DeadLetterStore(1));
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        queue.TryEnqueue(new Nobody(1), 1, 1, 0);
        queue.TryEnqueue(new Placed(1, 1), 1, 2, 0);
        queue.TryEnqueue(new Nobody(2), 1, 3, 0);
        InvalidOperationException full = Assert.Throws<InvalidOperationException>(() => delivery.TryDeliver(queue.ConsumerOf(0)));
        Assert.Equal([2], delivery.Current.Sequences.ToArray());
        Assert.Same(full, Assert.Throws<InvalidOperationException>(() => delivery.TryDeliver(queue.ConsumerOf(0))).InnerException);
        Assert.True(queue.ConsumerOf(0).TryDequeue(out EventHeader left, new byte[100]));
        Assert.Equal(3, left.Sequence);
    }

    [Fact]
    public async Task Delivery_that_runs_ends_with_its_queue()
    {
        var recorder = new Recorder(0);
        using EventDelivery<Recorder.Routes, SequenceWindows, DeadLetterStore> delivery = Create(recorder, new DeadLetterStore());
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        Task running = delivery.RunAsync(queue.ConsumerOf(0));
        for (int i = 0; i < 2_000; i++)
        {
            await queue.EnqueueAsync(new Placed(i, 0), i % 3, i / 2, 0).Within();
        }

        queue.Complete();
        await running.Within();
        Assert.Equal(2_000, delivery.Counts.Taken);
        Assert.Equal(delivery.Counts.Handled, recorder.Handled.Count);
    }

    [Fact]
    public async Task Delivery_that_breaks_fails_its_queue()
    {
        using EventDelivery<Recorder.Routes, SequenceWindows, Refusing> delivery =
            EventDelivery.Create(new Recorder.Routes(new Recorder(0)), new SequenceWindows(), default(Refusing));
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        Task running = delivery.RunAsync(queue.ConsumerOf(0));
        queue.Enqueue(new Nobody(1), 1, 1, 0);
        NotSupportedException failure = await Assert.ThrowsAsync<NotSupportedException>(() => running.Within());
        Assert.Same(failure, queue.Failure);
        Assert.Throws<InvalidOperationException>(() => queue.Enqueue(new Nobody(1), 1, 1, 0));
    }

    [Fact]
    public async Task Cancelled_delivery_leaves_the_queue_as_it_is()
    {
        using EventDelivery<Recorder.Routes, SequenceWindows, DeadLetterStore> delivery = Create(new Recorder(0), new DeadLetterStore());
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        using var source = new CancellationTokenSource();
        Task running = delivery.RunAsync(queue.ConsumerOf(0), source.Token);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Within());
        Assert.Null(queue.Failure);
        queue.Enqueue(new Placed(1, 1), 1, 1, 0);
        Assert.Equal(1, delivery.TryDeliver(queue.ConsumerOf(0)));
    }

    [Fact]
    public void Delivery_without_failures_allocates_nothing()
    {
        var counter = new Counting();
        using EventDelivery<Counting.Routes, SequenceWindows, DeadLetterStore> delivery =
            EventDelivery.Create(new Counting.Routes(counter), new SequenceWindows(), new DeadLetterStore());
        EventQueue queue = EventQueueTests.Create(1, isSingle: true);
        long sequence = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                queue.Enqueue(new Placed(i, 0), i % 7, sequence++, 0);
                queue.Enqueue(new Paid(i), i % 7, sequence - 1, 0);
            }

            delivery.TryDeliver(queue.ConsumerOf(0));
        }));
        Assert.Equal(counter.Count, delivery.Counts.Handled);
        Assert.Equal(counter.Count, delivery.Counts.Duplicates);
    }

    [Fact]
    public void Numbers_outside_of_their_limits_are_refused()
    {
        var routes = new Counting.Routes(new Counting());
        Assert.Throws<ArgumentOutOfRangeException>(() => EventDelivery.Create(routes, new SequenceWindows(), new DeadLetterStore(), retries: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => EventDelivery.Create(routes, new SequenceWindows(), new DeadLetterStore(), retries: 1_001));
        Assert.Throws<ArgumentOutOfRangeException>(() => EventDelivery.Create(routes, new SequenceWindows(), new DeadLetterStore(), maxEvents: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeadLetterStore(0));
    }

    private static EventDelivery<Recorder.Routes, SequenceWindows, DeadLetterStore> Create(Recorder recorder, DeadLetterStore letters)
        => EventDelivery.Create(new Recorder.Routes(recorder), new SequenceWindows(), letters, Retries);

    /// <summary>Random events of which some come again, some change places with one that is up to 100 before, some are far behind.</summary>
    internal static ScriptEvent[] Scrambled(int seed, int length)
    {
        var random = new System.Random(seed);
        ScriptEvent[] events = EventScript.Random(length, seed, isClustered: seed % 2 == 0);
        for (int i = 0; i < events.Length / 3; i++)
        {
            int at = random.Next(events.Length), other = random.Next(Math.Max(0, at - 100), at + 1);
            (events[at], events[other]) = random.Next(3) == 0 ? (events[other], events[other]) : (events[other], events[at]);
            events[at] = events[at] with { Sequence = random.Next(10) == 0 ? -500 : events[at].Sequence };
        }

        return events;
    }

    /// <summary>The reference: each event by itself, with the obvious history and loop.</summary>
    internal static DeliveryCounts OneByOne(ScriptEvent[] events, Recorder recorder, DeadLetterStore letters)
    {
        var highest = new Dictionary<long, long>();
        var seen = new HashSet<(long, long)>();
        long handled = 0, duplicates = 0, late = 0, undeliverable = 0, givenUp = 0, retries = 0;
        foreach (ScriptEvent one in events)
        {
            using EventBatch batch = EventScript.BatchOf(one);
            EventHeader header = batch.HeaderOf(0);
            if (Recorder.Routes.HandlerOf(header.TypeId) < 0)
            {
                undeliverable++;
                letters.Add(new DeadLetter(header, batch.PayloadOf(0), DeadLetterReason.NoHandler, 0, null));
                continue;
            }

            if (highest.TryGetValue(one.Key, out long last) && last - one.Sequence >= 64)
            {
                late++;
                letters.Add(new DeadLetter(header, batch.PayloadOf(0), DeadLetterReason.Late, 0, null));
                continue;
            }

            highest[one.Key] = highest.ContainsKey(one.Key) ? Math.Max(last, one.Sequence) : one.Sequence;
            if (!seen.Add((one.Key, one.Sequence)))
            {
                duplicates++;
                continue;
            }

            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    recorder.DispatchOneByOne(batch);
                    handled++;
                    break;
                }
                catch (FormatException) when (attempt <= Retries)
                {
                    retries++;
                }
                catch (FormatException error)
                {
                    givenUp++;
                    letters.Add(new DeadLetter(header, batch.PayloadOf(0), DeadLetterReason.HandlerFailed, attempt, error));
                    break;
                }
            }
        }

        return new DeliveryCounts(handled, 0, duplicates, late, undeliverable, givenUp, retries);
    }

    /// <summary>What a letter says; their order is by type within a batch, so it is not compared across keys.</summary>
    internal static string[] Letters(DeadLetterStore store) =>
    [
        .. store.Take()
            .Select(static one => $"{one.Header} {Convert.ToHexString(one.Payload.Span)} {one.Reason} {one.Attempts} {one.Error?.Message}")
            .Order(StringComparer.Ordinal),
    ];

    private readonly struct Refusing : IDeadLetters
    {
        public void Add(in DeadLetter letter) => throw new NotSupportedException("no place for letters");
    }
}

/// <summary>Writes down what it handles, and fails for some events for some time: the same ones for the same seed.</summary>
[EventRouter]
internal sealed partial class Recorder(int seed, Func<EventHeader, bool>? isPoison = null)
{
    private readonly Dictionary<(long, long), int> _attempts = [];

    public List<EventHeader> Handled { get; } = [];

    [OnEvent]
    public void On(in Placed placed, EventHeader header) => Handle(header);

    [OnEvent]
    public void On(ReadOnlySpan<Shipped> shipped, ReadOnlySpan<long> keys, ReadOnlySpan<long> sequences, ReadOnlySpan<long> times)
    {
        for (int i = 0; i < shipped.Length; i++)
        {
            Handled.Add(new EventHeader(EventRouterTests.IdOf<Shipped>(), 0, keys[i], sequences[i], times[i]));
        }
    }

    [OnEvent]
    public void On(in Paid paid, EventHeader header) => Handle(header);

    [OnEvent(Ordered = true)]
    public void On(in Bulky bulky, EventHeader header) => Handle(header);

    public string[] ByKeyAndType() => [.. Handled.GroupBy(static one => (one.Key, one.TypeId)).OrderBy(static group => group.Key).Select(static group => $"{group.Key}: {string.Join(' ', group.Select(static one => one.Sequence))}")];

    private void Handle(EventHeader header)
    {
        int attempt = _attempts[(header.Key, header.Sequence)] = _attempts.GetValueOrDefault((header.Key, header.Sequence)) + 1;
        int failures = isPoison is not null ? (isPoison(header) ? int.MaxValue : 0)
            : seed == 0 ? 0
            : (int)(((ulong)((header.Key * 31) + header.Sequence + seed) * 0x9E37_79B9_7F4A_7C15) >> 61);
        if (attempt <= failures - 4)
        {
            throw new FormatException($"attempt {attempt}");
        }

        Handled.Add(header);
    }
}

/// <summary>Counts.</summary>
[EventRouter]
internal sealed partial class Counting
{
    public long Count { get; private set; }

    [OnEvent]
    public void On(in Placed placed) => Count++;

    [OnEvent]
    public void On(in Paid paid) => Count++;
}
