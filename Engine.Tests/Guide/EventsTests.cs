using Engine.Events;
using Engine.Tests.Generators;

namespace Engine.Tests.Guide.Events;

[Event] public readonly partial record struct OrderPlaced(double Amount, int Items);
[Event] public readonly partial record struct OrderPaid(double Amount);
[Event] public readonly partial record struct OrderCancelled(int Reason);

[EventRouter]
public sealed partial class Sales
{
    public double Placed { get; private set; }

    public double LargePayments { get; private set; }

    public struct Customer { public double Open; public int Orders; }

    [OnEvent]
    public void On(ReadOnlySpan<OrderPlaced> orders)                              // all of a batch, side by side
    {
        foreach (ref readonly OrderPlaced order in orders)
        {
            Placed += order.Amount;
        }
    }

    [OnEvent(Where = "Amount >= 1000")]                                           // filtered before the handler sees them
    public void On(in OrderPaid paid) => LargePayments += paid.Amount;

    [OnEvent]
    public static void On(in OrderCancelled cancelled, ref Customer customer) => customer.Orders--;   // the state of the event's key
}

[EventRouter]
public sealed partial class Balances
{
    public struct Customer { public double Open; public int Negative; }

    [OnEvent(Ordered = true)]
    public static void On(in OrderPlaced order, ref Customer customer) => customer.Open += order.Amount;

    [OnEvent(Ordered = true)]
    public static void On(in OrderPaid paid, ref Customer customer)
    {
        customer.Open -= paid.Amount;
        customer.Negative += customer.Open < 0 ? 1 : 0;                           // right only if the order came before
    }
}

[EventRouter]
public sealed partial class Notifications(Func<long, CancellationToken, ValueTask> mail)
{
    [OnEvent]
    public ValueTask On(OrderPaid paid, long key, CancellationToken cancellationToken) => mail(key, cancellationToken);
}

public struct ThreeTimes(List<EventHeader> givenUp) : IEventFaults
{
    public readonly bool TryAgain(in EventHeader header, ReadOnlySpan<byte> payload, int attempts, Exception error)
    {
        if (attempts < 3)
        {
            return true;
        }

        givenUp.Add(header);                                                      // or keep the payload, too
        return false;
    }
}

[EventRouter]
public sealed partial class Strict
{
    public int Handled { get; private set; }

    [OnEvent]
    public void On(in OrderPaid paid)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(paid.Amount);
        Handled++;
    }
}

public sealed record Order(long Customer, double Amount);

[Workflow<Order, double>, StartsOn<OrderPlaced>(Input = nameof(OrderOf))]
public sealed partial class Pricing
{
    public static Order OrderOf(in OrderPlaced placed, long key) => new(key, placed.Amount);

    [Step] public static double Tax(Order input) => input.Amount * 0.19;

    [Step, Output] public static double Total(Order input, double tax) => input.Amount + tax;
}

/// <summary>docs/guide/events.md.</summary>
public class EventsTests
{
    private static readonly GuidePage Page = GuidePage.Read("events.md");

    [Fact]
    public void Sales_handles_a_batch()
    {
        TimeProvider clock = TimeProvider.System;
        var sales = new Sales();
        using var batch = new EventBatch(maxEvents: 10_000);
        batch.Append(new OrderPlaced(Amount: 250, Items: 3), key: 7, sequence: 1, time: clock.GetUtcNow().Ticks);
        batch.Append(new OrderPaid(Amount: 1250), key: 8, sequence: 1, time: clock.GetUtcNow().Ticks);
        batch.Append(new OrderPaid(Amount: 250), key: 7, sequence: 2, time: clock.GetUtcNow().Ticks);

        DispatchResult result = sales.Dispatch(batch);        // Handled 2, Filtered 1, Unknown 0
        batch.Clear();                                        // the memory stays

        Assert.Equal(new DispatchResult(2, 1, 0), result);
        Assert.Equal((250, 1250), (sales.Placed, sales.LargePayments));
    }

    [Fact]
    public void Balances_sees_orders_before_their_payment()
    {
        var balances = new Balances();
        using var batch = new EventBatch(100);
        for (int key = 0; key < 20; key++)
        {
            batch.Append(new OrderPlaced(10, 1), key, 1, 0);
            batch.Append(new OrderPaid(10), key, 2, 0);
        }

        Assert.Equal(40, balances.Dispatch(batch).Handled);
        Assert.All(Enumerable.Range(0, 20), key => Assert.True(balances.CustomerByKey.TryGet(key, out Balances.Customer customer) && customer is { Open: 0, Negative: 0 }));
    }

    [Fact]
    public async Task Notifications_are_sent_one_after_the_other()
    {
        List<long> sent = [];
        var notifications = new Notifications(async (key, cancellationToken) =>
        {
            await Task.Yield();
            sent.Add(key);
        });
        using var batch = new EventBatch(10);
        batch.Append(new OrderPaid(1), 3, 1, 0);
        batch.Append(new OrderPaid(1), 4, 1, 0);

        DispatchResult result = await notifications.DispatchAsync(batch);

        Assert.Equal(2, result.Handled);
        Assert.Equal([3, 4], sent);
    }

    [Fact]
    public void Orders_start_runs()
    {
        var pricing = new Pricing();
        using var batch = new EventBatch(10);
        batch.Append(new OrderPaid(1), 3, 1, 0);
        batch.Append(new OrderPlaced(100, 1), 7, 1, 0);

        double[] totals = new double[pricing.CountStarts(batch)];
        int[] positions = new int[totals.Length];
        BatchResult result = pricing.RunEvents(batch, totals, events: positions);       // one run per OrderPlaced, as lanes of RunBatch

        Assert.Equal(1, result.Completed);
        Assert.Equal([119.0], totals);
        Assert.Equal([1], positions);
    }

    [Fact]
    public void Payment_that_fails_is_given_up_after_three_attempts()
    {
        var strict = new Strict();
        using var batch = new EventBatch(10);
        batch.Append(new OrderPaid(1), 1, 1, 0);
        batch.Append(new OrderPaid(-1), 2, 1, 0);
        batch.Append(new OrderPaid(1), 3, 1, 0);

        List<EventHeader> givenUp = [];
        var faults = new ThreeTimes(givenUp);
        strict.Dispatch(batch, ref faults);                   // the others are handled

        Assert.Equal([2], givenUp.Select(static header => header.Key));
        Assert.Equal(2, strict.Handled);
    }

    [Fact]
    public void Records_go_through_a_buffer()
    {
        using EventBatch batch = new(10), other = new(10);
        batch.Append(new OrderPaid(5), 1, 1, 0);

        byte[] buffer = new byte[batch.RecordBytes];
        batch.WriteRecords(buffer);                           // to a socket, a file, another process
        int count = other.AppendRecords(buffer);              // all of them, or none and an error that names the byte

        Assert.Equal(1, count);
        Assert.Equal(new OrderPaid(5), other.Read<OrderPaid>(0));
    }

    [Fact]
    public void Forgotten_handler_is_answered_as_the_page_says()
    {
        string events = Page.Code(1);
        int handler = events.IndexOf("    [OnEvent(Where", StringComparison.Ordinal);
        int next = events.IndexOf("    [OnEvent]\n    public static void On(in OrderCancelled", StringComparison.Ordinal);
        Page.AssertAnswer(1, DiagnosticProgram.Compile(("Sales.cs", events.Remove(handler, next - handler))));
    }
}
