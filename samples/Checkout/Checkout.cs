using Engine;

namespace CheckoutSample;

/// <summary>
/// Reserves the goods and prices them at the same time, charges the card, and writes an audit record. Whatever goes wrong
/// after the reservation gives the goods back.
/// </summary>
[Workflow<Order, Receipt>]
public sealed partial class Checkout(Stock stock, Bank bank, AuditLog audit, PriceOrder pricing)
{
    [Step, Retry(3, DelayMs = 20, Backoff = Backoff.Exponential, On = typeof(StockBusyException))]
    public ValueTask<Reservation> Reserve(Order order, CancellationToken cancellationToken) => stock.ReserveAsync(order, cancellationToken);

    [Compensate(nameof(Reserve))]
    public ValueTask Release(Reservation reserve, CancellationToken cancellationToken) => stock.ReleaseAsync(reserve, cancellationToken);

    [SubWorkflow<PriceOrder>]
    public partial Price Bill(in Order order);

    [Step, Timeout(250)]
    public ValueTask<Receipt> Charge(Order order, Price bill, Reservation reserve, CancellationToken cancellationToken) =>
        bank.ChargeAsync(order.Card, bill.Amount, reserve.Id, cancellationToken);

    [Step]
    public void Audit(in Order order, Receipt charge) => audit.Add($"{order.Customer} paid {charge.Amount} ({charge.Id})");
}

/// <summary>A workflow of its own, whose steps become steps of the checkout: `Bill.Net`, `Bill.Rebate`, `Bill.Total`.</summary>
[Workflow<Order, Price>]
public sealed partial class PriceOrder
{
    [Step]
    public static decimal Net(in Order order) => order.Count * 480m;

    [Step]
    public static bool IsBulk(in Order order) => order.Count >= 100;

    [Step, When(nameof(IsBulk))]
    public static decimal Rebate(decimal net) => net * 0.1m;

    [Step]
    public static Price Total(decimal net, Maybe<decimal> rebate) => new(net - rebate.ValueOr(0));
}

public sealed record Order(string Customer, string Card, int Count);

public sealed record Reservation(string Id, int Count);

public readonly record struct Price(decimal Amount);

public sealed record Receipt(string Id, decimal Amount);
