using Engine;

namespace Engine.Tests.Crash;

/// <summary>Recorded, durable, pure and asynchronous steps, with a retry. Each writes that it runs before it returns; the run's number is its input.</summary>
[Workflow<long, long>(Hosted = true)]
public sealed partial class Parcels(Ledger ledger)
{
    [Step]
    public long Price(long input) => Did(nameof(Price), input, 7 * input);

    [Step(Durable = true)]
    public long Book(long input, long price) => Did(nameof(Book), input, price + 1);

    [Step]
    public long Note(long input, long book) => Did(nameof(Note), input, book ^ 3);

    [Step]
    public async ValueTask<long> Charge(long input, long book)
    {
        await Task.Yield();
        return Did(nameof(Charge), input, 2 * book);
    }

    [Step, Retry(2)]
    public async ValueTask<long> Reserve(long input, long price, StepContext context)
    {
        await Task.Delay((int)(input % 4));
        long value = Did(nameof(Reserve), input, price * price, context.Attempt);
        return input % 5 == 0 && context.Attempt == 1 ? throw new IOException("the first attempt fails") : value;
    }

    [Step(Pure = true)]
    public static long Sum(long charge, long reserve, long note) => charge + reserve + note;

    [Step, Output]
    public long Total(long input, long sum) => Did(nameof(Total), input, sum + input);

    [Step]
    public async ValueTask Ship(long input, long total)
    {
        await Task.Delay(1);
        Did(nameof(Ship), input, total);
    }

    private long Did(string step, long input, long value, int attempt = 1)
    {
        ledger.Write(step, input, attempt);
        return value;
    }
}
