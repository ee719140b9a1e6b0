namespace Engine.Tests.Generators.Workflows;

public sealed record Stay(int Nights, bool WithMeals, List<string> Calls)
{
    /// <summary>The step that throws.</summary>
    public string? Fails { get; init; }

    public int Log(string call, int value)
    {
        Calls.Add(call);
        return call == Fails ? throw new InvalidOperationException(call) : value;
    }
}

/// <summary>A child with a state, a condition, a compensation, and an effect that nothing orders after its output.</summary>
[Workflow<Stay, int>]
public sealed partial class PriceMeals(int perNight)
{
    [State]
    public struct Count
    {
        public int Meals;
    }

    [Step]
    public static void Counted(in Stay input, ref Count count) => count.Meals = input.Log("counted", input.Nights * 3);

    [Step]
    public static bool IsLong(Stay input) => input.Nights > 7;

    [Step, When(nameof(IsLong))]
    public static int Rebate(Stay input) => input.Log("rebate", 5);

    [Step, After(nameof(Counted)), Output]
    public int Meals(Stay input, in Count count, Maybe<int> rebate) => input.Log("meals", (count.Meals * perNight) - rebate.ValueOr(0));

    [Compensate(nameof(Meals))]
    public static void Cancel(Stay input, int meals) => input.Log($"cancel {meals}", 0);

    [Step, After(nameof(IsLong))]
    public void Greet() => Greetings++;

    public int Greetings { get; private set; }
}

/// <summary>A child that contains another one, whose constructor needs nothing.</summary>
[Workflow<Stay, int>]
public sealed partial class PriceStay(PriceMeals meals)
{
    [Step]
    public static bool HasMeals(Stay input) => input.WithMeals;

    [SubWorkflow<PriceMeals>, When(nameof(HasMeals))]
    public partial int Food(in Stay input);

    [SubWorkflow<PriceRoom>]
    public partial int Room(in Stay input);

    [Step, Output]
    public static int Sum(Maybe<int> food, int room) => food.ValueOr(0) + room;

    public PriceMeals Meals => meals;
}

[Workflow<Stay, int>]
public sealed partial class PriceRoom
{
    [Step]
    public static int Nights(in Stay input) => input.Log("room", input.Nights * 80);
}

/// <summary>Two occurrences of one child, a child in a child, compensations that join, an order after all steps of a child.</summary>
[Workflow<Stay, string>]
public sealed partial class Nested(PriceStay pricing)
{
    private readonly PriceMeals _party = new(7);

    [Step]
    public static Stay Checked(Stay input) => input with { Nights = input.Log("checked", input.Nights) };

    [SubWorkflow<PriceStay>]
    public partial int Bill([From(nameof(Checked))] Stay stay);

    [Step]
    public static bool IsParty(Stay input) => input.Nights > 2;

    [SubWorkflow<PriceMeals>, When(nameof(IsParty)), After(nameof(Bill))]
    public partial int Party([From(nameof(Checked))] in Stay stay);

    [Step, After(nameof(Party))]
    public static void Done(Stay input) => input.Log("done", 0);

    [Step, Output]
    public static string Text(int bill, Maybe<int> party) => $"{bill} + {party}";

    public PriceMeals PartyMeals => _party;
}
