namespace Engine.Tests.Guide.Nested;

[Workflow<Trip, Offer>]
public sealed partial class PlanTrip(Fares fares)
{
    [Step] public decimal Fare(in Trip trip) => fares.Price(trip);
    [Step] public static bool IsLong(in Trip trip) => trip.Nights > 6;
    [Step, When(nameof(IsLong))] public static decimal Rebate(decimal fare) => fare * 0.1m;
    [Step] public static Offer Offer(decimal fare, Maybe<decimal> rebate) => new(fare - rebate.ValueOr(0));
}

[Workflow<Trip, Booking>]
public sealed partial class BookTrip(PlanTrip planning, Hotel hotel)
{
    [SubWorkflow<PlanTrip>] public partial Offer Plan(in Trip trip);
    [Step] public ValueTask<int> RoomAsync(Trip trip) => hotel.ReserveAsync(trip);
    [Compensate(nameof(RoomAsync))] public ValueTask CancelAsync(int room) => hotel.CancelAsync(room);
    [Step] public Booking Book(in Trip trip, in Offer plan, int room) => hotel.Confirm(trip, plan, room);
}

[Workflow<Trip, string>]
public sealed partial class Advertise(BookTrip booking)
{
    [SubWorkflow<BookTrip>, Retry(2)] public partial ValueTask<Booking> Booked(Trip trip, CancellationToken cancellationToken);
    [Compensate(nameof(Booked))] public static void Undo(Booking booked) => booked.Log.Add("undone");
    [Step] public static string Text(Booking booked) => $"{booked.Nights} nights, {booked.Price}";
}

[Workflow<Guess, Guess>]
public sealed partial class Improve
{
    [Step] public static Guess Next(in Guess input) => input with { Root = (input.Root + (input.Of / input.Root)) / 2 };
}

[Workflow<Guess, double>]
public sealed partial class SquareRoot
{
    [SubWorkflow<Improve>, Repeat(nameof(IsGood), Max = 50)] public partial Guess Improved(in Guess guess);
    private static bool IsGood(in Guess guess) => Math.Abs((guess.Root * guess.Root) - guess.Of) < 1e-9;
    [Step] public static double Root(in Guess improved) => improved.Root;
}

public sealed record Trip(string To, int Nights);

public sealed record Offer(decimal Price);

public sealed record Booking(int Nights, decimal Price, List<string> Log);

public readonly record struct Guess(double Of, double Root);

public sealed class Fares
{
    public decimal Price(Trip trip) => trip.To == "nowhere" ? throw new ArgumentException(trip.To) : trip.Nights * 50;
}

public sealed class Hotel
{
    public List<string> Log { get; } = [];

    public int Failures { get; set; }

    public async ValueTask<int> ReserveAsync(Trip trip)
    {
        await Task.Yield();
        Log.Add("reserved");
        return trip.Nights;
    }

    public async ValueTask CancelAsync(int room)
    {
        await Task.Yield();
        Log.Add($"cancelled {room}");
    }

    public Booking Confirm(Trip trip, Offer offer, int room) =>
        Failures-- > 0 ? throw new InvalidOperationException("overbooked") : new Booking(room, offer.Price, Log);
}

[Workflow<Basket, Bill>]
public sealed partial class PriceBasket(Shop shop)
{
    [Step] public static Item[] Items(in Basket basket) => basket.Items;
    [Step, Map(nameof(Items))] public static decimal Price(in Item items) => items.Count * items.Each;
    [Step, Map(nameof(Items), Max = 100), Retry(2)] public ValueTask<int> StockAsync(Item items) => shop.StockAsync(items.Name);
    [Step] public static Bill Bill(ReadOnlySpan<decimal> price, ReadOnlySpan<int> stock) => new(Sum(price), stock.Contains(0));

    private static decimal Sum(ReadOnlySpan<decimal> prices)
    {
        decimal sum = 0;
        foreach (decimal price in prices)
        {
            sum += price;
        }

        return sum;
    }
}

public sealed record Basket(Item[] Items);

public readonly record struct Item(string Name, int Count, decimal Each);

public readonly record struct Bill(decimal Total, bool Waits);

public sealed class Shop
{
    public int Failures { get; set; }

    public async ValueTask<int> StockAsync(string name)
    {
        await Task.Yield();
        return Failures-- > 0 ? throw new IOException(name) : name.Length % 3;
    }
}

/// <summary>docs/guide/nested-and-mapped.md.</summary>
public class NestedAndMappedTests
{
    [Theory]
    [InlineData(2, 100)]
    [InlineData(10, 450)]
    public async Task Steps_of_a_sub_workflow_are_steps_of_the_plan(int nights, int price)
    {
        var history = new RunHistory();
        Booking booking = await NewBookTrip(new Hotel()).RunAsync(new Trip("Rome", nights), default, new RecordingObserver(history));

        Assert.Equal(price, booking.Price);
        Assert.Equal(nights > 6 ? StepStatus.Completed : StepStatus.Skipped, history.StatusOf("Plan.Rebate"));
        Assert.Equal(["RoomAsync", "Plan_Fare", "Plan_IsLong", "Plan_Rebate", "Plan_Offer", "Book"], Enum.GetNames<BookTrip.Steps>().OrderBy(static name => name == "RoomAsync" ? 0 : 1));
    }

    [Fact]
    public async Task Failure_in_a_sub_workflow_undoes_steps_of_the_parent()
    {
        var hotel = new Hotel();
        await Assert.ThrowsAsync<InvalidOperationException>(() => NewBookTrip(new Hotel { Failures = 1 }).RunAsync(new Trip("Rome", 1)).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => NewBookTrip(hotel).RunAsync(new Trip("nowhere", 1)).AsTask());
        Assert.Equal(["reserved", "cancelled 1"], hotel.Log);
    }

    [Fact]
    public async Task Sub_workflow_with_a_policy_runs_as_one_step()
    {
        var hotel = new Hotel { Failures = 1 };
        Assert.Equal("2 nights, 100", await new Advertise(NewBookTrip(hotel)).RunAsync(new Trip("Rome", 2)));
        Assert.Equal(["reserved", "cancelled 2", "reserved"], hotel.Log);
    }

    [Fact]
    public void Rounds_end_when_the_value_will_do_or_at_the_limit()
    {
        Assert.Equal(3, new SquareRoot().Run(new Guess(9, 1)), 1e-6);
        Assert.Equal(50, Assert.Throws<RepeatLimitException>(() => new SquareRoot().Run(new Guess(-9, 1))).Limit);
    }

    [Fact]
    public async Task Mapped_steps_keep_the_order_and_try_each_element_again()
    {
        var basket = new Basket([new("ab", 2, 5), new("abc", 1, 7)]);
        Assert.Equal(new Bill(17, Waits: true), await new PriceBasket(new Shop { Failures = 2 }).RunAsync(basket));
        Assert.Equal("ab", (await Assert.ThrowsAsync<IOException>(() => new PriceBasket(new Shop { Failures = 9 }).RunAsync(new Basket([basket.Items[0]])).AsTask())).Message);
    }

    private static BookTrip NewBookTrip(Hotel hotel) => new(new PlanTrip(new Fares()), hotel);
}
