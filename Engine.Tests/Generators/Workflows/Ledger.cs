namespace Engine.Tests.Generators.Workflows;

/// <summary>An input that says where its run goes wrong: bit n of the faults makes step n throw.</summary>
public readonly record struct Entry(int Id, int Amount, int Faults);

public enum Booking
{
    None,
    Cash,
    Credit,
}

/// <summary>Everything at once that a run without waiting can do; what was called is kept per input, in its order.</summary>
[Workflow<Entry, string>]
public sealed partial class Ledger
{
    public const int NetFault = 1, RebateFault = 2, BookFault = 4, TotalFault = 8, ReleaseFault = 16, CancelFault = 32, DeadlineFault = 64;

    public Dictionary<int, List<string>>? Calls { get; init; }

    public CancellationTokenSource? Caller { get; init; }

    /// <summary>Lets the time of a deadline pass.</summary>
    public Action? PassTime { get; init; }

    [Step]
    public int Net(in Entry entry) => Enter("Net", entry, NetFault, entry.Amount * 2);

    [Step]
    public static bool IsLarge(int net) => net > 100;

    [Step]
    public static Booking Kind(int net) => (Booking)(net % 3);

    [Step, When(nameof(IsLarge))]
    public int Rebate(int net, Entry input, ref Sums sums)
    {
        sums.Total += net;
        return Enter("Rebate", input, RebateFault, net / 10);
    }

    /// <summary>As often as the faults from bit 8 on say it throws before it returns.</summary>
    [Step, Unless(nameof(IsLarge)), Retry(2, On = typeof(IOException))]
    public int Reserve(in Entry entry, ref Sums sums, StepContext context)
    {
        sums.Total += 3;
        Enter($"Reserve {context.Attempt}", entry, 0, 0);
        return context.Attempt <= entry.Faults >> 8 ? throw new IOException($"attempt {context.Attempt} of {entry.Id}") : entry.Amount;
    }

    [Compensate(nameof(Reserve))]
    public void Release(int reserve, in Entry entry) => Enter($"Release {reserve}", entry, ReleaseFault, 0);

    [Step, Case(nameof(Kind), Booking.Cash)]
    public void Cash(in Entry entry) => Enter("Cash", entry, 0, 0);

    [Step, Default(nameof(Kind)), Timeout(50)]
    public int Book(int reserve, in Entry entry, CancellationToken cancellationToken)
    {
        if ((entry.Faults & CancelFault) != 0)
        {
            Caller?.Cancel();
        }

        if ((entry.Faults & DeadlineFault) != 0)
        {
            PassTime?.Invoke();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Enter("Book", entry, BookFault, reserve + 1);
    }

    [Compensate(nameof(Book))]
    public void Unbook(int book, Entry input) => Enter($"Unbook {book}", input, 0, 0);

    [Step, After(nameof(Cash))]
    public string Total(in Entry entry, int net, in Sums sums, Maybe<int> rebate, Maybe<int> book) =>
        Enter("Total", entry, TotalFault, $"{entry.Id}: {net} {sums.Total} {rebate} {book}");

    private T Enter<T>(string step, in Entry entry, int fault, T value)
    {
        if (Calls is not null)
        {
            if (!Calls.TryGetValue(entry.Id, out List<string>? calls))
            {
                Calls.Add(entry.Id, calls = []);
            }

            calls.Add(step);
        }

        return fault == 0 || (entry.Faults & fault) == 0 ? value : throw new InvalidDataException($"{step} of {entry.Id}");
    }

    [State]
    public struct Sums
    {
        public int Total;
    }
}
