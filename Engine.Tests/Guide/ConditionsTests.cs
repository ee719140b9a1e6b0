using Engine.Tests.Generators;

namespace Engine.Tests.Guide.Conditions;

[Workflow<Application, Decision>]
public sealed partial class DecideLoan
{
    [Step] public static bool IsLarge(in Application application) => application.Amount > 50_000m;
    [Step] public static bool IsKnown(in Application application) => application.YearsAsCustomer >= 2;

    [Step, When(nameof(IsLarge)), Unless(nameof(IsKnown))]
    public static Surety Surety(in Application application) => new(application.Amount * 0.2m);

    [Step] public static Letter Letter(in Surety surety) => new($"Please deposit {surety.Amount}.");    // skipped with Surety

    [Step]
    public static Decision Decide(in Application application, Maybe<Letter> letter) =>                  // runs either way
        new(application.Amount, letter.TryGet(out Letter it) ? it.Text : "Granted.");
}

public enum Channel { Shop, Web, Phone }

[Workflow<Channel, decimal>]
public sealed partial class Discount
{
    [Step] public static Channel Via(Channel input) => input;

    [Step, Case(nameof(Via), Channel.Web)] public static decimal Online(Channel via) => 0.05m;
    [Step, Default(nameof(Via))] public static decimal Personal(Channel via) => 0.02m;

    [Step, Output] public static decimal Rate(Maybe<decimal> online, Maybe<decimal> personal) =>
        online.ValueOr(0m) + personal.ValueOr(0m);
}

public readonly record struct Application(decimal Amount, int YearsAsCustomer);

public readonly record struct Surety(decimal Amount);

public readonly record struct Letter(string Text);

public readonly record struct Decision(decimal Amount, string Text);

/// <summary>docs/guide/conditions.md.</summary>
public class ConditionsTests
{
    private const string Types = """
        public readonly record struct Application(decimal Amount, int YearsAsCustomer);
        public readonly record struct Surety(decimal Amount);
        public readonly record struct Letter(string Text);
        public readonly record struct Decision(decimal Amount, string Text);
        """;

    private static readonly GuidePage Page = GuidePage.Read("conditions.md");

    [Theory]
    [InlineData(1_000, 0, "Granted.")]
    [InlineData(100_000, 5, "Granted.")]
    [InlineData(100_000, 0, "Please deposit 20000.0.")]
    public void Large_loans_of_strangers_need_a_surety(int amount, int years, string text) =>
        Assert.Equal(new Decision(amount, text), new DecideLoan().Run(new Application(amount, years)));

    [Theory]
    [InlineData(Channel.Shop, 0.02)]
    [InlineData(Channel.Web, 0.05)]
    [InlineData(Channel.Phone, 0.02)]
    [InlineData((Channel)77, 0.02)]
    public void Switch_takes_one_branch(Channel channel, double rate) =>
        Assert.Equal((decimal)rate, new Discount().Run(channel));

    [Fact]
    public void Plain_value_of_a_skippable_step_is_answered_as_the_page_says() =>
        Page.AssertAnswer(1, DiagnosticProgram.Compile(("Types.cs", Types), ("DecideLoan.cs", GuidePage.Replace(
            GuidePage.Replace(Page.Code(1), "Maybe<Letter> letter", "in Letter letter"),
            "letter.TryGet(out Letter it) ? it.Text : \"Granted.\"",
            "letter.Text"))));

    [Fact]
    public void Switch_with_a_gap_is_answered_as_the_page_says() =>
        Page.AssertAnswer(2, DiagnosticProgram.Compile(("Discount.cs", GuidePage.Replace(
            Page.Code(2), "Default(nameof(Via))", "Case(nameof(Via), Channel.Shop)"))));
}
