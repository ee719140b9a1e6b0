using Engine.Events;

namespace Engine.Tests.Events;

[Event]
internal readonly partial record struct Placed(long Customer, double Amount);

[Event(Id = 0xCAFE)]
internal readonly partial record struct Shipped(int Parcel, short Weight, byte Kind);

[Event]
internal readonly partial record struct Paid(double Amount);

[Event]
internal readonly partial record struct Bulky(long A, long B, long C, long D, long E, long F, long G, long H, long I);

[Event]
internal readonly partial record struct Renamed(byte Flag);

[Event]
internal readonly partial record struct Moved(long From, long To, long Item);

/// <summary>No router takes it.</summary>
#pragma warning disable ENG102
[Event]
internal readonly partial record struct Nobody(int Value);
#pragma warning restore ENG102

/// <summary>Every kind of synchronous handler; what each saw goes into a log, one per type because the order across types is not promised.</summary>
[EventRouter(MaxKeys = 1000)]
internal sealed partial class EveryKind
{
    public const double Least = 100;

    public readonly List<string>[] Logs = [[], [], [], [], [], []];

    public int SpanCalls { get; private set; }

    internal struct Balance
    {
        public double Amount;
        public int Count;
    }

    internal struct Last
    {
        public long Sequence;
    }

    [OnEvent]
    public void On(in Placed placed, long key, ref Balance balance)
    {
        balance.Amount += placed.Amount;
        balance.Count++;
        Logs[0].Add($"{key} {placed}");
    }

    [OnEvent]
    public void On(ReadOnlySpan<Shipped> shipped, ReadOnlySpan<long> keys, ReadOnlySpan<long> times)
    {
        SpanCalls++;
        for (int i = 0; i < shipped.Length; i++)
        {
            Logs[1].Add($"{keys[i]} {times[i]} {shipped[i]}");
        }
    }

    [OnEvent(Where = "Amount >= 100")]
    public void On(Paid paid, in EventHeader header, ref Balance balance, ref Last last)
    {
        balance.Amount -= paid.Amount;
        balance.Count += 1000;
        last.Sequence += header.Sequence;
        Logs[2].Add($"{header} {paid}");
    }

    [OnEvent]
    public void On(in Bulky bulky, long sequence, long time) => Logs[3].Add($"{sequence} {time} {bulky.A} {bulky.I}");

    [OnEvent(Ordered = true, Where = "Flag < 200")]
    public void On(in Renamed renamed, long key, ref Last last)
    {
        last.Sequence++;
        Logs[4].Add($"{key} {renamed}");
    }

    [OnEvent(Ordered = true)]
    public void On(in Moved moved) => Logs[4].Add(moved.ToString());

    /// <summary>All that the handlers have left behind.</summary>
    public string EndState() => string.Join('\n', Logs.Select(static log => string.Join(';', log))
        .Append(string.Join(';', Enumerable.Range(0, BalanceByKey.Count).OrderBy(i => BalanceByKey.KeyAt(i)).Select(i => $"{BalanceByKey.KeyAt(i)} {BalanceByKey.StateAt(i).Amount} {BalanceByKey.StateAt(i).Count}")))
        .Append(string.Join(';', Enumerable.Range(0, LastByKey.Count).OrderBy(i => LastByKey.KeyAt(i)).Select(i => $"{LastByKey.KeyAt(i)} {LastByKey.StateAt(i).Sequence}"))));
}

/// <summary>The same filter over every column and some types of member, as spans.</summary>
[EventRouter]
internal sealed partial class Filters
{
    public long Count { get; private set; }

    public double Sum { get; private set; }

    [OnEvent(Where = "key > 3")]
    public void On(ReadOnlySpan<Placed> placed, ReadOnlySpan<long> keys, ReadOnlySpan<long> sequences)
    {
        for (int i = 0; i < placed.Length; i++)
        {
            Count += (keys[i] * 31) + sequences[i];
            Sum += placed[i].Amount;
        }
    }

    [OnEvent(Where = "Weight != -7")]
    public void On(ReadOnlySpan<Shipped> shipped)
    {
        foreach (ref readonly Shipped one in shipped)
        {
            Count += one.Parcel;
        }
    }

    [OnEvent(Where = "sequence <= 20")]
    public void On(in Moved moved, long time) => Count += moved.Item + time;

    [OnEvent(Where = "time == 5")]
    public void On(in Paid paid) => Sum += paid.Amount;

    [OnEvent(Where = "A < -1")]
    public void On(ReadOnlySpan<Bulky> bulky) => Count += bulky.Length;

    [OnEvent]
    public static void On(in Renamed renamed, ref Seen seen) => seen.Count += renamed.Flag;

    internal struct Seen
    {
        public int Count;
    }
}

/// <summary>Handlers that suspend, beside one that does not.</summary>
[EventRouter]
internal sealed partial class Waiting(Func<long, ValueTask> wait)
{
    public List<string> Log { get; } = [];

    [OnEvent]
    public void On(in Placed placed) => Log.Add($"placed {placed.Customer}");

    [OnEvent(Where = "Amount > 1")]
    public async ValueTask OnAsync(Paid paid, long key, CancellationToken cancellationToken)
    {
        await wait(key);
        cancellationToken.ThrowIfCancellationRequested();
        Log.Add($"paid {paid.Amount}");
    }

    [OnEvent(Ordered = true)]
    public void On(in Renamed renamed) => Log.Add($"renamed {renamed.Flag}");
}
