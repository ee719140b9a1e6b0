namespace Engine.Tests.Generators.Workflows;

public readonly record struct Order(int Id, decimal Net);

public readonly record struct Quote(decimal Net);

public readonly record struct Tax(decimal Amount);

public readonly record struct Rebate(decimal Amount);

public readonly record struct Invoice(decimal Net, decimal Tax, decimal Rebate);

public interface ICatalog
{
    Quote Quote(in Order order);
}

public sealed class ListPrices : ICatalog
{
    public Quote Quote(in Order order) => order.Net < 0 ? throw new ArgumentOutOfRangeException(nameof(order)) : new(order.Net);
}

/// <summary>The example of the README: steps named like their types, a service, one condition.</summary>
[Workflow<Order, Invoice>]
public sealed partial class PriceOrder(ICatalog catalog)
{
    [Step]
    public Quote Price(in Order order) => catalog.Quote(order);

    [Step]
    public static Tax Tax(in Quote price) => new(price.Net * 0.19m);

    [Step]
    public static bool IsLarge(in Quote price) => price.Net > 1000m;

    [Step, When(nameof(IsLarge))]
    public static Rebate Rebate(in Quote price) => new(price.Net * 0.05m);

    [Step]
    public static Invoice Invoice(in Quote price, in Tax tax, Maybe<Rebate> rebate) =>
        new(price.Net, tax.Amount, rebate.ValueOr(default).Amount);
}
