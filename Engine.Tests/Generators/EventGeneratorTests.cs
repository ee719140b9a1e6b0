extern alias generators;

using generators::Engine.Generators.Events;

namespace Engine.Tests.Generators;

/// <summary>The text that completes events and routers, and what an edit costs.</summary>
public class EventGeneratorTests
{
    private const string Source = """
        namespace Shop;

        [Event] public readonly partial record struct Placed(long Customer, double Amount);
        [Event(Id = 7)] public partial struct Shipped { public int Parcel; }

        public partial class Outer
        {
            [Event] internal readonly partial record struct Paid(float @class);

            [EventRouter(MaxKeys = 10)]
            internal sealed partial class Totals
            {
                internal struct Balance { public double Amount; }

                [OnEvent(Where = "Amount > 1.5")] public void On(in Placed placed, long key, ref Balance balance) => balance.Amount += placed.Amount + key;
                [OnEvent(Where = "key != -3")] public void On(ReadOnlySpan<Shipped> shipped, ReadOnlySpan<long> keys) { }
                [OnEvent(Ordered = true, Where = "@class <= 2")] public static void @event(Paid paid, in Engine.Events.EventHeader header) { }
            }
        }

        [EventRouter]
        public partial class Waiting
        {
            [OnEvent] public ValueTask On(Placed placed, long sequence, CancellationToken token) => default;
            [OnEvent] public void On(in Shipped shipped, Engine.Events.EventHeader header, long time) { }
        }
        """;

    [Fact]
    public void Text_of_events_and_routers_is_the_snapshot() => PlainGeneratorRun<EventGenerator>.AssertSnapshot(Source, "Events.txt");

    [Fact]
    public void Generated_code_compiles_with_every_warning_as_an_error() => PlainGeneratorRun<EventGenerator>.AssertCompilesStrictly(Source);

    [Fact]
    public void Id_is_made_from_the_full_name_and_stays()
    {
        // FNV-1a of "Shop.Placed" and "Shop.Outer.Paid": whoever wrote them down, in a file or another language, must find them again.
        Assert.Equal(0xBF9CF968u, Fnv("foobar"));
        string text = string.Concat(PlainGeneratorRun<EventGenerator>.Of(out _, Source).GeneratedSources.Select(static source => source.SourceText.ToString()));
        Assert.Contains($"EventTypeId => 0x{Fnv("Shop.Placed"):X8}u", text, StringComparison.Ordinal);
        Assert.Contains($"EventTypeId => 0x{Fnv("Shop.Outer.Paid"):X8}u", text, StringComparison.Ordinal);
        Assert.Contains("EventTypeId => 0x00000007u", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("balance.Amount += placed.Amount + key", "balance.Amount += 2 * placed.Amount")]
    [InlineData("namespace Shop;", "// a comment\nnamespace Shop;")]
    [InlineData("{ public double Amount; }", "{ public double Amount; public int Count; }")]
    public void Edit_that_changes_no_handler_leaves_every_stage_unchanged(string old, string replacement) =>
        PlainGeneratorRun<EventGenerator>.AssertUnchangedAfter(Source, old, replacement, EventGenerator.EventStage, EventGenerator.RouterStage);

    [Fact]
    public void Router_with_errors_still_serves_its_callers()
    {
        PlainGeneratorRun<EventGenerator>.AssertCompiles("""
            [Event] public readonly partial record struct Placed(long Customer);

            [EventRouter] public partial class Sync
            {
                [OnEvent] public void On(in Placed placed, int what) { }
            }

            [EventRouter] public partial class Async
            {
                [OnEvent] public ValueTask On(Placed placed, int what) => default;
            }

            public static class Caller
            {
                public static IEventRouter Both(Sync sync, Async async, Engine.Events.EventBatch batch)
                {
                    sync.Dispatch(batch);
                    sync.DispatchOneByOne(batch);
                    _ = async.DispatchAsync(batch);
                    return sync.Handles(1) || async.Handles(2) ? sync : sync;
                }
            }
            """);
    }

    private static uint Fnv(string text) => text.Aggregate(2166136261u, static (hash, one) => (hash ^ one) * 16777619u);
}
