using Engine.Events;

namespace Engine.Host.Bench.Events;

/// <summary>Events of 16 types from a batch to handlers that update a state, beside a hand-written switch over the same events.</summary>
internal static class EventSuite
{
    /// <summary>Events of a pass over ready batches: more than a branch predictor learns, and in the cache.</summary>
    private const int ReadyEvents = 65_536;

    /// <summary>Longer streams go over it several times: 48 MB of records.</summary>
    private const int LongestSource = 1_000_000;

    private const string SwitchRecords = "a switch per record";
    private const string Switch = "a switch per event";
    private const string SwitchAndDictionary = "a dictionary and a switch per event";

    public static BenchSuite Create() => new("events",
    [
        Ready("ready-1000-random", 1_000, isClustered: false),
        Ready("ready-1000-clustered", 1_000, isClustered: true),
        Ready("ready-10000-random", 10_000, isClustered: false),
        Ready("ready-10000-clustered", 10_000, isClustered: true),
        Single("single-1000-random", isClustered: false),
        Single("single-1000-clustered", isClustered: true),
        Keyed("keyed-1000-random"),
        Wide("wide-1000-random"),
        Stream("stream-1k", 1_000, 1_000),
        Stream("stream-10k", 10_000, 1_000),
        Stream("stream-100k", 100_000, 1_000),
        Stream("stream-1M", 1_000_000, 1_000),
        Stream("stream-10M", 10_000_000, 1_000),
        Stream("stream-100k-by-10", 100_000, 10),
        Stream("stream-100k-by-100", 100_000, 100),
        Stream("stream-100k-by-10000", 100_000, 10_000),
    ])
    {
        Unit = "event",
    };

    /// <summary>Handlers of spans, batches filled beforehand: the budget's row.</summary>
    private static BenchCase Ready(string name, int length, bool isClustered) => Totals(name, isClustered, source =>
    {
        var router = new SpanRouter();
        EventBatch[] batches = source.Batches(length, isWide: false);
        return (router.Totals, () => DispatchAll(router, batches));
    });

    /// <summary>Handlers of one event.</summary>
    private static BenchCase Single(string name, bool isClustered) => Totals(name, isClustered, source =>
    {
        var router = new SingleRouter();
        EventBatch[] batches = source.Batches(1_000, isWide: false);
        return (router.Totals, () => DispatchAll(router, batches));
    });

    /// <summary>Events of 16 to 64 bytes.</summary>
    private static BenchCase Wide(string name) => Totals(name, isClustered: false, source =>
    {
        var router = new WideRouter();
        EventBatch[] batches = source.Batches(1_000, isWide: true);
        return (router.Totals, () => DispatchAll(router, batches));
    });

    private static BenchCase Totals(string name, bool isClustered, Func<EventSource, (EventTotals Totals, Action Run)> ours) => new(name, () =>
    {
        var source = new EventSource(ReadyEvents, isClustered);
        (EventTotals totals, Action run) = ours(source);
        return Subject(source, totals, run);
    })
    {
        Baseline = Switch,
    };

    /// <summary>From records in a buffer, as they come over a wire, through one batch that is filled again and again.</summary>
    private static BenchCase Stream(string name, int count, int length) => new(name, () =>
    {
        int distinct = Math.Min(count, LongestSource), rounds = count / distinct;
        byte[] records = new EventSource(distinct, isClustered: false).Records();
        var router = new SpanRouter();
        var batch = new EventBatch(length, length * 16);
        var loops = new EventLoops();
        long ours = 0, theirs = 0;
        return new BenchSubject
        {
            Run = () =>
            {
                for (int round = 0; round < rounds; round++)
                {
                    for (int start = 0; start < records.Length; start += length * EventSource.RecordBytes)
                    {
                        batch.Clear();
                        batch.AppendRecords(records.AsSpan(start, Math.Min(length * EventSource.RecordBytes, records.Length - start)));
                        router.Dispatch(batch);
                    }
                }

                ours += rounds;
            },
            Baseline = () =>
            {
                for (int round = 0; round < rounds; round++)
                {
                    loops.SwitchRecords(records);
                }

                theirs += rounds;
            },
            Verify = () => Difference(router.Totals, ours, loops.Totals, theirs),
            UnitCount = count,
            Size = count,
        };
    })
    {
        Baseline = SwitchRecords,
    };

    /// <summary>A state per key.</summary>
    private static BenchCase Keyed(string name) => new(name, () =>
    {
        var source = new EventSource(ReadyEvents, isClustered: false);
        EventBatch[] batches = source.Batches(1_000, isWide: false);
        var router = new KeyRouter();
        var loops = new EventLoops();
        long ours = 0, theirs = 0;
        return new BenchSubject
        {
            Run = () =>
            {
                DispatchAll(router, batches);
                ours++;
            },
            Baseline = () =>
            {
                loops.SwitchWithKeys(source.TypeColumn, source.KeyColumn, source.PayloadColumn);
                theirs++;
            },
            Verify = () =>
            {
                for (int i = 0; i < router.EventBalanceByKey.Count; i++)
                {
                    EventBalance our = router.EventBalanceByKey.StateAt(i), their = loops.BalanceOf(router.EventBalanceByKey.KeyAt(i));
                    if (our.Amount / ours != their.Amount / theirs || our.Count / ours != their.Count / theirs)
                    {
                        return $"key {router.EventBalanceByKey.KeyAt(i)} has {our.Amount} of {our.Count} events here, {their.Amount} of {their.Count} in the loop";
                    }
                }

                return router.EventBalanceByKey.Count > 0 ? null : "no key has a state";
            },
            UnitCount = ReadyEvents,
            Size = ReadyEvents,
        };
    })
    {
        Baseline = SwitchAndDictionary,
    };

    private static void DispatchAll<TRouter>(TRouter router, EventBatch[] batches)
        where TRouter : class, IEventRouter
    {
        foreach (EventBatch batch in batches)
        {
            router.Dispatch(batch);
        }
    }

    private static BenchSubject Subject(EventSource source, EventTotals totals, Action run)
    {
        var loops = new EventLoops();
        long ours = 0, theirs = 0;
        return new BenchSubject
        {
            Run = () =>
            {
                run();
                ours++;
            },
            Baseline = () =>
            {
                loops.Switch(source.TypeColumn, source.PayloadColumn);
                theirs++;
            },
            Verify = () => Difference(totals, ours, loops.Totals, theirs),
            UnitCount = source.Count,
            Size = source.Count,
        };
    }
    private static string? Difference(EventTotals our, long ours, EventTotals their, long theirs) => our.Check(ours) == their.Check(theirs)
        ? null
        : $"the totals are {our.Check(ours)} here and {their.Check(theirs)} in the loop";
}
