using Engine;

var pricing = new PriceOrder(new Catalog { ["desk"] = 480m });     // services by constructor; one instance serves every run
Console.WriteLine(pricing.Run(new Order("desk", 1)));
Console.WriteLine(pricing.Run(new Order("desk", 4)));

[Workflow<Order, Invoice>]
public sealed partial class PriceOrder(Catalog catalog)
{
    [Step] public Quote Price(in Order order) => new(catalog[order.Article] * order.Count);
    [Step] public static Tax Tax(in Quote price) => new(price.Net * 0.19m);         // `price` is the value of step Price
    [Step] public static bool IsLarge(in Quote price) => price.Net > 1000m;
    [Step, When(nameof(IsLarge))] public static Rebate Rebate(in Quote price) => new(price.Net * 0.05m);
    [Step] public static Invoice Invoice(in Quote price, in Tax tax, Maybe<Rebate> rebate) =>   // it may have been skipped
        new(price.Net, tax.Amount, rebate.ValueOr(default).Amount);
}

public sealed class Catalog : Dictionary<string, decimal>;
public readonly record struct Order(string Article, int Count);
public readonly record struct Quote(decimal Net);
public readonly record struct Tax(decimal Amount);
public readonly record struct Rebate(decimal Amount);
public readonly record struct Invoice(decimal Net, decimal Tax, decimal Rebate) { public decimal Total => Net + Tax - Rebate; }
