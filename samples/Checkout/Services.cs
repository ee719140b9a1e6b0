namespace CheckoutSample;

/// <summary>The warehouse is busy for a moment: worth another attempt.</summary>
public sealed class StockBusyException() : Exception("the warehouse is busy");

/// <summary>The bank said no: not worth another attempt.</summary>
public sealed class CardDeclinedException(string card) : Exception($"card '{card}' was declined");

/// <summary>A warehouse in memory that refuses the next calls as often as it is told to.</summary>
public sealed class Stock(int available)
{
    private int _busyCalls;
    private int _reservations;

    public int Available { get; private set; } = available;

    public void BeBusyFor(int calls) => _busyCalls = calls;

    public async ValueTask<Reservation> ReserveAsync(Order order, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        if (_busyCalls-- > 0)
        {
            throw new StockBusyException();
        }

        Available -= order.Count;
        return new Reservation($"R{++_reservations}", order.Count);
    }

    public async ValueTask ReleaseAsync(Reservation reservation, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        Available += reservation.Count;
    }
}

/// <summary>A bank in memory: one card is good, one is declined, and one never answers.</summary>
public sealed class Bank
{
    public decimal Taken { get; private set; }

    public async ValueTask<Receipt> ChargeAsync(string card, decimal amount, string reservation, CancellationToken cancellationToken)
    {
        await Task.Delay(card == "silent" ? Timeout.Infinite : 1, cancellationToken);
        if (card == "declined")
        {
            throw new CardDeclinedException(card);
        }

        Taken += amount;
        return new Receipt($"paid for {reservation}", amount);
    }
}

/// <summary>Where the audit records go.</summary>
public sealed class AuditLog
{
    private readonly List<string> _records = [];

    public IReadOnlyList<string> Records => _records;

    public void Add(string record) => _records.Add(record);
}
