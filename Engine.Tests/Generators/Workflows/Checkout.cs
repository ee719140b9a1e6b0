namespace Engine.Tests.Generators.Workflows;

public sealed record Reservation(int OrderId);

public sealed record Receipt(int OrderId, decimal Paid);

/// <summary>What the outside world of <see cref="Checkout"/> saw; a test completes its tasks.</summary>
public sealed class CheckoutWorld
{
    public List<string> Calls { get; } = [];

    public TaskCompletionSource<Reservation> Reserved { get; } = new();

    public TaskCompletionSource<Receipt> Charged { get; } = new();
}

/// <summary>Asynchronous steps of both kinds, policies, a compensation, an effect ordered after a step.</summary>
[Workflow<Order, Receipt>]
public sealed partial class Checkout(CheckoutWorld world)
{
    [Step, Retry(3, DelayMs = 50, Backoff = Backoff.Exponential, MaxDelayMs = 400, Jitter = true, On = typeof(IOException))]
    public ValueTask<Reservation> ReserveAsync(Order order, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        world.Calls.Add($"reserve {order.Id}");
        return new(world.Reserved.Task);
    }

    [Compensate(nameof(ReserveAsync))]
    public async ValueTask ReleaseAsync(Reservation reserve)
    {
        await Task.Yield();
        world.Calls.Add($"release {reserve.OrderId}");
    }

    [Step]
    public static decimal Bill(in Order order) => order.Net * 1.19m;

    [Step, Timeout(2_000)]
    public Task<Receipt> ChargeAsync(decimal bill, Reservation reserve, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        world.Calls.Add($"charge {reserve.OrderId} {bill}");
        return world.Charged.Task;
    }

    [Step(Name = "Write to the \"audit\" log"), After(nameof(ChargeAsync))]
    public void Audit(in Order order, in StepContext context) => world.Calls.Add($"{context.StepName} {context.Attempt}: {order.Id}");

    [Compensate(nameof(Audit)), Retry(1)]
    public void Strike(in Order order) => world.Calls.Add($"strike {order.Id}");
}
