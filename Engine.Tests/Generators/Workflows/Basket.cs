namespace Engine.Tests.Generators.Workflows;

public readonly record struct Item(string Name, int Count);

public sealed record Purchase(Item[] Items)
{
    public bool IsGift { get; init; }

    public List<string> Calls { get; } = [];
}

/// <summary>Mapped steps without and with a value, over an array, over memory, over the results of another one, and skippable ones.</summary>
[Workflow<Purchase, string>]
public sealed partial class Basket(int each)
{
    [Step]
    public static Item[] Items(in Purchase input) => input.Items;

    [Step, Map(nameof(Items))]
    public int Price(in Item items, Purchase input) => items.Count < 0 ? throw new ArgumentOutOfRangeException(items.Name) : (items.Count * each) + (input.IsGift ? 1 : 0);

    [Step, Map(nameof(Items)), After(nameof(Price))]
    public static void Pack(Item items, Purchase input) => input.Calls.Add("pack " + items.Name);

    [Step]
    public static bool IsGift(in Purchase input) => input.IsGift;

    [Step, Map(nameof(Price), Max = 100), When(nameof(IsGift))]
    public static string Label(int price) => $"<{price}>";

    [Step]
    public static ReadOnlyMemory<char> Letters(in Purchase input) => string.Concat((input.Items ?? []).Select(static item => item.Name)).AsMemory();

    [Step, Map(nameof(Letters), Max = 8)]
    public static int Code(char letters, ReadOnlySpan<int> price) => letters + price.Length;

    [Step]
    public static string Sum(ReadOnlySpan<int> price, ReadOnlyMemory<int> code, Maybe<ReadOnlyMemory<string>> label)
    {
        int sum = 0;
        foreach (int one in price)
        {
            sum += one;
        }

        string labels = label.TryGet(out ReadOnlyMemory<string> all) ? string.Join(" ", all.ToArray()) : "none";
        return $"{sum}, {string.Join(" ", code.ToArray())}, {labels}";
    }
}
