using Engine;

namespace CheckoutSample;

/// <summary>
/// Reserves the goods and prices them at the same time, charges the card, and writes an audit record. Whatever goes wrong
/// after the reservation gives the goods back.
/// </summary>
[Workflow<Order, Receipt>]
public sealed partial class Checkout(Stock stock, Bank bank, AuditLog audit)
{
    [Step, Retry(3, DelayMs = 20, Backoff = Backoff.Exponential, On = typeof(StockBusyException))]
    public ValueTask<Reservation> Reserve(Order order, CancellationToken cancellationToken) => stock.ReserveAsync(order, cancellationToken);

    [Compensate(nameof(Reserve))]
    public ValueTask Release(Reservation reserve, CancellationToken cancellationToken) => stock.ReleaseAsync(reserve, cancellationToken);

    [Step]
    public static Price Price(in Order order) => new(order.Count * 480m);

    [Step, Timeout(250)]
    public ValueTask<Receipt> Charge(Order order, Price price, Reservation reserve, CancellationToken cancellationToken) =>
        bank.ChargeAsync(order.Card, price.Amount, reserve.Id, cancellationToken);

    [Step]
    public void Audit(in Order order, Receipt charge) => audit.Add($"{order.Customer} paid {charge.Amount} ({charge.Id})");
}

public sealed record Order(string Customer, string Card, int Count);

public sealed record Reservation(string Id, int Count);

public readonly record struct Price(decimal Amount);

public sealed record Receipt(string Id, decimal Amount);
