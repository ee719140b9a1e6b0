using MemoryPack;

namespace Engine.Tests.Generators.Workflows;

public enum Route : byte
{
    Air,
    Sea,
    Land,
}

/// <summary>A value without references, with one that may be missing and bytes between its members that belong to none.</summary>
public readonly record struct Weight(byte Class, double Kilos, int? Pieces);

[MemoryPackable]
public sealed partial record Address(string Street, string? City);

[MemoryPackable]
public readonly partial record struct Label(string Text, Weight Weight);

[MemoryPackable]
public sealed partial record Parcel(int Id, string Customer, string[] Items, Address To)
{
    /// <summary>The step that throws.</summary>
    public string? Fails { get; init; }
}

/// <summary>What its steps reach outside.</summary>
public sealed class Depot
{
    private readonly List<string> _calls = [];

    /// <summary>What has been called, in order.</summary>
    public string[] Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public T Call<T>(Parcel parcel, string step, T value)
    {
        lock (_calls)
        {
            _calls.Add($"{step} {parcel.Id}");
        }

        return parcel.Fails == step ? throw new InvalidOperationException(step) : value;
    }

    public async Task<T> CallAsync<T>(Parcel parcel, string step, T value)
    {
        await Task.Yield();
        return Call(parcel, step, value);
    }
}

/// <summary>A child whose steps join the plan, with a state, a condition and a compensation.</summary>
[Workflow<Parcel, Weight>(Hosted = true)]
public sealed partial class Weigh(Depot depot)
{
    [State]
    public struct Scale
    {
        public double Kilos;
        public int Count;
    }

    [Step(Pure = true)]
    public static bool IsHeavy(Parcel input) => input.Items.Length > 2;

    [Step, When(nameof(IsHeavy))]
    public void Lift(Parcel input, ref Scale scale) => scale.Kilos = depot.Call(input, "Lift", scale.Kilos + 100);

    [Step, After(nameof(Lift)), Output]
    public Weight Total(Parcel input, in Scale scale) => new(7, depot.Call(input, "Total", scale.Kilos + input.Items.Length), input.Items.Length > 1 ? input.Items.Length : null);

    [Compensate(nameof(Total))]
    public void Unload(Parcel input, Weight total) => depot.Call(input, $"Unload {total.Kilos}", 0);
}

/// <summary>A child that runs as one step, again and again.</summary>
[Workflow<int, int>]
public sealed partial class Shorten
{
    [Step]
    public static int Half(int input) => input / 2;
}

/// <summary>A hosted workflow with every kind of value, of step and of recording.</summary>
[Workflow<Parcel, string>(Hosted = true)]
public sealed partial class Fulfil(Depot depot, Weigh weigh, Shorten shorten)
{
    [State]
    public struct Totals
    {
        public long Letters;
        public Route Last;
    }

    [Step(Pure = true)]
    public static string[] Items(Parcel input) => input.Items;

    [Step]
    public string? Note(Parcel input) => depot.Call(input, "Note", input.Id % 2 == 0 ? null : "handle with care");

    [Step]
    public static int[]? Codes(Parcel input) => input.Id % 3 == 0 ? null : [input.Id, input.Id + 1];

    [Step]
    public static ReadOnlyMemory<char> Letters(Parcel input) => input.Customer.AsMemory(1);

    [Step]
    public static ReadOnlyMemory<string?> Marks(Parcel input) => new string?[] { null, "", input.Customer };

    [Step]
    public static decimal? Rebate(Parcel input) => input.Id > 3 ? 1.5m : null;

    [Step]
    public static Label?[] Stickers(Parcel input) => [null, new Label(input.Customer, new Weight(1, 2, 3))];

    [Step, Map(nameof(Items))]
    public int Size(string items, Parcel input) => depot.Call(input, "Size " + items, items.Length);

    [Step, Map(nameof(Items))]
    public async ValueTask<Label> Print(string items, Parcel input) => new(await depot.CallAsync(input, "Print " + items, items), default);

    [Step]
    public void Count(Parcel input, ReadOnlySpan<int> size, ref Totals totals)
    {
        foreach (int one in size)
        {
            totals.Letters += depot.Call(input, "Count", one);
        }
    }

    [SubWorkflow<Weigh>]
    public partial Weight Load(Parcel input);

    [Step, After(nameof(Count))]
    public Route Choose(Parcel input, ref Totals totals) => totals.Last = depot.Call(input, "Choose", (Route)(input.Id % 3));

    [Step, Case(nameof(Choose), Route.Air)]
    public async Task<Address> Fly(Parcel input) => await depot.CallAsync(input, "Fly", input.To with { City = null });

    [Step, Default(nameof(Choose))]
    public (int Days, Route By) Drive(Parcel input, Route choose) => depot.Call(input, "Drive", (input.Id, choose));

    [Step(Durable = true), Retry(2)]
    public ValueTask<Guid> Reserve(Parcel input, Weight load) => new(depot.CallAsync(input, "Reserve", new Guid(input.Id, 2, 3, new byte[8])));

    [Compensate(nameof(Reserve))]
    public async ValueTask Release(Parcel input, Guid reserve) => await depot.CallAsync(input, $"Release {reserve}", 0);

    [SubWorkflow<Shorten>, Repeat(nameof(IsShort), Max = 40)]
    public partial int Cut([From(nameof(Seed))] int seed);

    [Step]
    public static int Seed(Parcel input) => input.Id * 1000;

    [Batch]
    public static void Cost(ReadOnlySpan<int> cut, ReadOnlySpan<Weight> load, Span<long> cost)
    {
        for (int i = 0; i < cost.Length; i++)
        {
            cost[i] = cut[i] + (long)load[i].Kilos;
        }
    }

    [Step(Name = "Dispatched"), After(nameof(Reserve))]
    public Task Dispatch(Parcel input) => depot.CallAsync(input, "Dispatch", 0);

    [Step(Durable = true), After(nameof(Dispatch)), Output]
    public string Report(
        Parcel input,
        in Totals totals,
        string? note,
        int[]? codes,
        ReadOnlyMemory<char> letters,
        ReadOnlyMemory<string?> marks,
        decimal? rebate,
        Label?[] stickers,
        ReadOnlySpan<Label> print,
        in Weight load,
        Maybe<Address> fly,
        Maybe<(int Days, Route By)> drive,
        Guid reserve,
        long cost) => depot.Call(input, "Report", string.Join(
            "; ",
            input,
            totals.Letters,
            totals.Last,
            note ?? "none",
            codes is null ? "none" : string.Join(",", codes),
            letters,
            string.Join(",", marks.ToArray().Select(static mark => mark ?? "null")),
            rebate,
            string.Join(",", stickers),
            string.Join(",", print.ToArray()),
            load,
            fly,
            drive,
            reserve,
            cost));

    public static bool IsShort(int value) => value < 10;
}
