using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
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
    public async Task Observers_of_the_page_make_activities_and_measurements_of_its_names()
    {
        Assert.Equal(("Engine", "Engine"), (TracingObserver.SourceName, MetricsObserver.MeterName));
        var activities = new ConcurrentBag<string>();
        using var activityListener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Engine",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => activities.Add(activity.OperationName),
        };
        ActivitySource.AddActivityListener(activityListener);
        var instruments = new ConcurrentBag<string>();
        using var meterListener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Engine")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meterListener.SetMeasurementEventCallback<long>((instrument, _, _, _) => instruments.Add(instrument.Name));
        meterListener.SetMeasurementEventCallback<double>((instrument, _, _, _) => instruments.Add(instrument.Name));
        meterListener.Start();

        var shop = new Shop();
        var checkout = new Checkout(shop, shop);
        var order = new Order("desk");
        CancellationToken cancellationToken = default;
        var observer = new ObserverPair<TracingObserver, MetricsObserver>(new(), new());
        Receipt receipt = await checkout.RunAsync(order, default, observer, cancellationToken);
        Assert.Equal("desk paid", receipt.Text);

        // Other tests may be observed at the same time: what is there is what counts.
        Assert.Superset(new HashSet<string>(["Checkout", "Reserve", "Charge"]), activities.ToHashSet());
        Assert.Superset(new HashSet<string>(["engine.runs", "engine.steps", "engine.run.duration", "engine.step.duration"]), instruments.ToHashSet());
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
