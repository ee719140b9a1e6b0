using Engine.Events;
using FsCheck.Xunit;

namespace Engine.Tests.Events;

/// <summary>The batch path of a router: it agrees with the handlers called one by one, whatever comes in whatever batches.</summary>
public class EventRouterTests
{
    public static TheoryData<int> Lengths()
    {
        var lengths = new TheoryData<int>();
        for (int length = 0; length <= (2 * 64) + 1; length++)
        {
            lengths.Add(length);
        }

        return lengths;
    }

    [Property(MaxTest = 300)]
    public void Batches_leave_what_events_one_by_one_leave(byte[] kinds, int seed, byte boundary)
    {
        ScriptEvent[] events = EventScript.Of(kinds, seed);
        EveryKind oneByOne = new();
        DispatchResult expected = OneByOne(oneByOne, events);

        Assert.Equal(expected, InBatches(new EveryKind(), events, Math.Max(1, (int)boundary), out string state));
        Assert.Equal(oneByOne.EndState(), state);
        Assert.Equal(expected, InBatches(new EveryKind(), events, Math.Max(1, events.Length), out state));
        Assert.Equal(WithoutBoundaries(oneByOne), state);
        Assert.Equal(events.Length, expected.Handled + expected.Filtered + expected.Unknown);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Batch_of_every_length_leaves_what_its_events_leave(int length)
    {
        foreach (bool isClustered in new[] { false, true })
        {
            ScriptEvent[] events = EventScript.Random(length, length, isClustered);
            EveryKind oneByOne = new(), inBatch = new();
            Filters filtersOneByOne = new(), filtersInBatch = new();
            using EventBatch batch = EventScript.BatchOf(events);

            Assert.Equal(oneByOne.DispatchOneByOne(batch), inBatch.Dispatch(batch));
            Assert.Equal(oneByOne.EndState(), inBatch.EndState());
            Assert.Equal(filtersOneByOne.DispatchOneByOne(batch), filtersInBatch.Dispatch(batch));
            Assert.Equal((filtersOneByOne.Count, filtersOneByOne.Sum), (filtersInBatch.Count, filtersInBatch.Sum));
            Assert.Equal(States(filtersOneByOne), States(filtersInBatch));
        }
    }

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(1_000, true)]
    [InlineData(50_000, false)]
    [InlineData(50_000, true)]
    public void Long_batch_leaves_what_its_events_leave(int length, bool isClustered)
    {
        ScriptEvent[] events = EventScript.Random(length, 7, isClustered);
        EveryKind oneByOne = new(), inBatch = new();
        using EventBatch batch = EventScript.BatchOf(events);

        Assert.Equal(oneByOne.DispatchOneByOne(batch), inBatch.Dispatch(batch));

        Assert.Equal(oneByOne.EndState(), inBatch.EndState());
        Assert.Equal(1, inBatch.SpanCalls);
    }

    [Property(MaxTest = 100)]
    public void Order_between_keys_does_not_matter_to_states_per_key(byte[] kinds, int seed)
    {
        ScriptEvent[] events = EventScript.Of(kinds, seed);
        EveryKind mixed = new(), sorted = new();
        using EventBatch batch = EventScript.BatchOf(events), byKey = EventScript.BatchOf(events.OrderBy(static one => one.Key));

        mixed.Dispatch(batch);
        sorted.Dispatch(byKey);

        Assert.Equal(TablesOf(mixed), TablesOf(sorted));
    }

    [Fact]
    public void Result_says_where_events_went()
    {
        using EventBatch batch = EventScript.BatchOf(
            new ScriptEvent(0, 1, 1, 1, 5), new ScriptEvent(2, 1, 2, 1, 99), new ScriptEvent(2, 1, 3, 1, 100), new ScriptEvent(6, 1, 4, 1, 0), new ScriptEvent(4, 1, 5, 1, 220));

        Assert.Equal(new DispatchResult(Handled: 2, Filtered: 2, Unknown: 1), new EveryKind().Dispatch(batch));
        IEventRouter router = new EveryKind();
        Assert.True(router.Handles(0xCAFE));
        Assert.False(router.Handles(IdOf<Nobody>()));
    }

    [Fact]
    public void Two_kinds_of_router_take_one_batch_in_turn()
    {
        using EventBatch batch = EventScript.BatchOf(EventScript.Random(100, 3, isClustered: false));
        EveryKind first = new(), second = new();
        Filters other = new();

        first.Dispatch(batch);
        other.Dispatch(batch);
        second.Dispatch(batch);

        Assert.Equal(first.EndState(), second.EndState());
        Assert.NotEqual(0, other.Count);
    }

    [Fact]
    public void Dispatch_allocates_nothing()
    {
        var router = new Filters();
        using EventBatch batch = EventScript.BatchOf(EventScript.Random(2_000, 1, isClustered: false));

        Assert.Equal(0, Allocations.Of(() => router.Dispatch(batch)));
        Assert.Equal(0, Allocations.Of(() => router.DispatchOneByOne(batch)));
        Assert.NotEqual(0, router.Count);
    }

    [Fact]
    public void Batch_is_refilled_and_dispatched_without_allocation()
    {
        var router = new Filters();
        using var batch = new EventBatch(512, 512 * 72);
        ScriptEvent[] events = EventScript.Random(512, 1, isClustered: false);

        Assert.Equal(0, Allocations.Of(() =>
        {
            batch.Clear();
            foreach (ScriptEvent one in events)
            {
                batch.Append(new Placed(one.Value, one.Value), one.Key, one.Sequence, one.Time);
                if (batch.Count == batch.Capacity)
                {
                    break;
                }
            }

            router.Dispatch(batch);
        }));
    }

    [Fact]
    public void Handler_cannot_change_or_dispatch_the_batch_that_it_reads()
    {
        using EventBatch batch = EventScript.BatchOf(new ScriptEvent(0, 1, 1, 1, 1));
        var router = new Reentrant { Act = () => batch.Clear() };
        Assert.Contains("being dispatched", Assert.Throws<InvalidOperationException>(() => router.Dispatch(batch)).Message, StringComparison.Ordinal);

        router.Act = () => router.Dispatch(batch);
        Assert.Throws<InvalidOperationException>(() => router.Dispatch(batch));
        router.Act = () => batch.Append(new Placed(1, 1), 1, 1, 1);
        Assert.Throws<InvalidOperationException>(() => router.Dispatch(batch));
        router.Act = batch.Dispose;
        Assert.Throws<InvalidOperationException>(() => router.Dispatch(batch));

        router.Act = static () => { };
        Assert.Equal(1, router.Dispatch(batch).Handled);
    }

    [Fact]
    public void Event_of_another_length_than_the_handlers_is_refused_before_any_handler_runs()
    {
        using var batch = new EventBatch(4);
        batch.Append(new Placed(1, 1), 1, 1, 1);
        batch.TryAppend(new EventHeader(0xCAFE, 16, 1, 1, 1), new byte[16]);
        var router = new EveryKind();

        Assert.Contains("have 8 bytes in the router and 16 in the batch", Assert.Throws<InvalidOperationException>(() => router.Dispatch(batch)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => router.Dispatch(batch));
        Assert.Empty(router.Logs[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Fault_is_tried_again_and_given_up_and_the_others_are_handled_once(int retries)
    {
        int[] values = [.. Enumerable.Range(0, 50)];
        using EventBatch batch = EventScript.BatchOf(values.SelectMany(static value => new[]
        {
            new ScriptEvent(0, value, value, 1, value), new ScriptEvent(1, value, value, 1, value), new ScriptEvent(5, value, value, 1, value),
        }));
        var router = new Failing();
        var faults = new Retries(retries);

        DispatchResult result = router.Dispatch(batch, ref faults);

        Assert.Equal(new DispatchResult(130, 20, 0), result);
        Assert.Equal(values.Where(static value => value % 10 != 3), router.Placed);
        Assert.Equal(values.Where(static value => value >= 20 && value % 10 != 3), router.Moved);
        Assert.Equal(values.Where(static value => value != 25), router.Shipped.Distinct());
        Assert.Equal(
            values.Where(static value => value % 10 == 3).Select(static value => $"Placed {value}").Append("Shipped 25")
                .Concat(values.Where(static value => value >= 20 && value % 10 == 3).Select(static value => $"Moved {value}")).Select(name => $"{name} after {retries + 1}"),
            faults.GivenUp);
    }

    [Fact]
    public void Exception_of_a_handler_comes_out_as_it_is_and_leaves_the_batch_usable()
    {
        using EventBatch batch = EventScript.BatchOf(new ScriptEvent(0, 1, 1, 1, 3));
        var router = new Failing();

        Assert.Equal("3", Assert.Throws<FormatException>(() => router.Dispatch(batch)).Message);
        batch.Clear();
        EventScript.Append(batch, [new ScriptEvent(0, 1, 1, 1, 4)]);
        Assert.Equal(1, router.Dispatch(batch).Handled);
    }

    [Fact]
    public void State_for_more_keys_than_allowed_fails_loudly()
    {
        using EventBatch batch = EventScript.BatchOf(Enumerable.Range(0, 1001).Select(static i => new ScriptEvent(0, i, 1, 1, 1)));
        var router = new EveryKind();

        Assert.Contains("for 1000 keys", Assert.Throws<InvalidOperationException>(() => router.Dispatch(batch)).Message, StringComparison.Ordinal);

        Assert.Equal(1000, router.BalanceByKey.Count);
    }

    internal static uint IdOf<T>()
        where T : IEvent => T.EventTypeId;

    private static DispatchResult OneByOne(EveryKind router, ScriptEvent[] events)
    {
        using EventBatch batch = EventScript.BatchOf(events);
        return router.DispatchOneByOne(batch);
    }

    private static DispatchResult InBatches(EveryKind router, ScriptEvent[] events, int size, out string state)
    {
        DispatchResult sum = default;
        using var batch = new EventBatch(size, size * 72);
        foreach (ScriptEvent[] part in events.Chunk(size))
        {
            EventScript.Append(batch, part);
            DispatchResult one = router.Dispatch(batch);
            sum = new DispatchResult(sum.Handled + one.Handled, sum.Filtered + one.Filtered, sum.Unknown + one.Unknown);
            batch.Clear();
        }

        state = router.EndState();
        return sum;
    }

    /// <summary>Where batches end does not show.</summary>
    private static string WithoutBoundaries(EveryKind router) => router.EndState();

    private static string TablesOf(EveryKind router) => string.Join('\n', router.EndState().Split('\n')[^2..]);

    private static string States(Filters router) =>
        string.Join(';', Enumerable.Range(0, router.SeenByKey.Count).OrderBy(i => router.SeenByKey.KeyAt(i)).Select(i => $"{router.SeenByKey.KeyAt(i)} {router.SeenByKey.StateAt(i).Count}"));

    private struct Retries(int retries) : IEventFaults
    {
        public List<string> GivenUp { get; } = [];

        public readonly bool TryAgain(in EventHeader header, ReadOnlySpan<byte> payload, int attempts, Exception error)
        {
            if (attempts <= retries)
            {
                return true;
            }

            string name = header.TypeId == IdOf<Placed>() ? nameof(Placed) : header.TypeId == IdOf<Shipped>() ? nameof(Shipped) : nameof(Moved);
            GivenUp.Add($"{name} {header.Sequence} after {attempts}");
            return false;
        }
    }
}

/// <summary>Does what a test wants in the middle of a dispatch.</summary>
[EventRouter]
internal sealed partial class Reentrant
{
    public Action Act { get; set; } = static () => { };

    [OnEvent]
    public void On(in Placed placed) => Act();
}

/// <summary>Fails for some events, always.</summary>
[EventRouter]
internal sealed partial class Failing
{
    public List<int> Placed { get; } = [];

    public List<int> Shipped { get; } = [];

    public List<int> Moved { get; } = [];

    [OnEvent]
    public void On(in Placed placed)
    {
        ThrowIf(placed.Customer % 10 == 3, placed.Customer);
        Placed.Add((int)placed.Customer);
    }

    [OnEvent]
    public void On(ReadOnlySpan<Shipped> shipped)
    {
        foreach (ref readonly Shipped one in shipped)
        {
            ThrowIf(one.Parcel == 25, one.Parcel);
            Shipped.Add(one.Parcel);
        }
    }

    [OnEvent(Ordered = true, Where = "To >= 20")]
    public void On(in Moved moved)
    {
        ThrowIf(moved.To % 10 == 3, moved.To);
        Moved.Add((int)moved.To);
    }

    private static void ThrowIf(bool fails, long value)
    {
        if (fails)
        {
            throw new FormatException(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
