using Engine;

namespace DurableCheckoutSample;

/// <summary>
/// Takes goods from the shelf, charges the card and hands out a parcel. Each of the three changes the world, so each passes on
/// its idempotency key: after a crash it may be called again, and the shop then knows what it has done already.
/// </summary>
[Workflow<Order, Receipt>(Hosted = true)]
public sealed partial class Checkout(Shop shop)
{
    [Step]
    public ValueTask<long> Reserve(Order order, StepContext context) => shop.DoAsync("reserve", context.IdempotencyKey, order.Number);

    [Step]
    public static decimal Price(in Order order) => order.Count * 480m * (order.Count >= 3 ? 0.9m : 1m);

    [Step]
    public ValueTask<long> Charge(Order order, decimal price, long reserve, StepContext context) => shop.DoAsync("charge", context.IdempotencyKey, order.Number);

    [Step]
    public ValueTask<long> Send(Order order, long charge, StepContext context) => shop.DoAsync("send", context.IdempotencyKey, order.Number);

    [Step]
    public static Receipt Receipt(in Order order, decimal price, long send) => new(order.Number, price, send);
}

public readonly record struct Order(int Number, int Count);

public readonly record struct Receipt(int Order, decimal Amount, long Parcel);
