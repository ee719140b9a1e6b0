using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Guide.AsyncAndPolicies;

[Workflow<Order, Receipt>]
public sealed partial class Checkout(IStock stock, IBank bank)
{
    [Step, Retry(3, DelayMs = 50, Backoff = Backoff.Exponential, Jitter = true, On = typeof(StockBusyException))]
    public ValueTask<Reservation> Reserve(Order order, CancellationToken cancellationToken) => stock.ReserveAsync(order, cancellationToken);

    [Compensate(nameof(Reserve))]
    public ValueTask Release(Reservation reserve, CancellationToken cancellationToken) => stock.ReleaseAsync(reserve, cancellationToken);

    [Step, Timeout(2_000)]
    public ValueTask<Receipt> Charge(Order order, Reservation reserve, CancellationToken cancellationToken) =>
        bank.ChargeAsync(order, reserve, cancellationToken);
}

public sealed record Order(string Article);

public sealed record Reservation(string Article);

public sealed record Receipt(string Text);

public sealed class StockBusyException : Exception;

public interface IStock
{
    ValueTask<Reservation> ReserveAsync(Order order, CancellationToken cancellationToken);

    ValueTask ReleaseAsync(Reservation reservation, CancellationToken cancellationToken);
}

public interface IBank
{
    ValueTask<Receipt> ChargeAsync(Order order, Reservation reservation, CancellationToken cancellationToken);
}

/// <summary>docs/guide/async-and-policies.md.</summary>
public class AsyncAndPoliciesTests
{
    [Fact]
    public async Task Checkout_of_the_page_charges_what_it_reserved()
    {
        var shop = new Shop();
        var checkout = new Checkout(shop, shop);
        var order = new Order("desk");
        CancellationToken cancellationToken = default;
        Receipt receipt = await checkout.RunAsync(order, cancellationToken);
        Assert.Equal("desk paid", receipt.Text);
        Assert.Equal(["reserve", "charge"], shop.Calls);
    }

    [Fact]
    public async Task Options_of_the_page_are_those_of_the_run()
    {
        var shop = new Shop { BusyCalls = 3 };
        var checkout = new Checkout(shop, shop);
        var order = new Order("desk");
        var time = new FakeTimeProvider();
        CancellationToken cancellationToken = default;
        using var stop = new CancellationTokenSource();
        Task clock = Drive(time, stop.Token);
        var options = new RunOptions { TimeProvider = time, Seed = 42, Degree = 4 };
        Receipt receipt = await checkout.RunAsync(order, options, cancellationToken);
        await stop.CancelAsync();
        await clock;
        Assert.Equal("desk paid", receipt.Text);
        Assert.Equal(["reserve", "reserve", "reserve", "reserve", "charge"], shop.Calls);
    }

    [Fact]
    public async Task Charge_that_fails_gives_the_goods_back_and_the_caller_its_exception()
    {
        var failure = new InvalidOperationException("declined");
        var shop = new Shop { Failure = failure };
        Exception thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await new Checkout(shop, shop).RunAsync(new Order("desk")));
        Assert.Same(failure, thrown);
        Assert.Equal(["reserve", "charge", "release"], shop.Calls);
    }

    private static async Task Drive(FakeTimeProvider time, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }

    private sealed class Shop : IStock, IBank
    {
        public List<string> Calls { get; } = [];

        public int BusyCalls { get; set; }

        public Exception? Failure { get; init; }

        public ValueTask<Reservation> ReserveAsync(Order order, CancellationToken cancellationToken)
        {
            Calls.Add("reserve");
            return BusyCalls-- > 0 ? ValueTask.FromException<Reservation>(new StockBusyException()) : new(new Reservation(order.Article));
        }

        public async ValueTask ReleaseAsync(Reservation reservation, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Calls.Add("release");
        }

        public async ValueTask<Receipt> ChargeAsync(Order order, Reservation reservation, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Calls.Add("charge");
            return Failure is null ? new Receipt($"{reservation.Article} paid") : throw Failure;
        }
    }
}
