namespace Engine.Tests.Generators.Workflows;

/// <summary>Every form an asynchronous step may take, skippable ones too.</summary>
[Workflow<int, int>]
public sealed partial class Journey(Func<int, Task<int>> wait)
{
    [Step]
    public async Task<bool> IsFar(int input) => await wait(input) > 10;

    [Step, When(nameof(IsFar))]
    public async ValueTask<string> Ticket(int input) => $"ticket {await wait(input)}";

    [Step, Unless(nameof(IsFar))]
    public async Task Walk(int input) => await wait(input);

    [Step]
    public ValueTask Pack(int input) => new(wait(input));

    [Step]
    public async ValueTask<int> Seat(string ticket) => await wait(ticket.Length);

    [Step, Output, After(nameof(Walk), nameof(Pack))]
    public async ValueTask<int> Arrive(Maybe<int> seat, Maybe<string> ticket) => await wait(seat.ValueOr(-1)) + (ticket.HasValue ? 100 : 0);
}
