using Engine.Tests.Generators;

namespace Engine.Tests.Guide.DataFlow;

[Workflow<Trip, Offer>]
public sealed partial class PlanTrip(Fares fares)
{
    [Step] public ValueTask<decimal> OutwardAsync(Trip trip) => fares.PriceAsync(trip.From, trip.To);       // rule 3
    [Step] public ValueTask<decimal> ReturnAsync(Trip trip) => fares.PriceAsync(trip.To, trip.From);
    [Step] public static decimal Sum(decimal outward, [From(nameof(ReturnAsync))] decimal back) => outward + back;   // rules 2 and 1
    [Step] public static Offer Draft(decimal sum) => new(sum, Note: "draft");
    [Step, Output] public static Offer Final(Trip trip, Offer draft) => draft with { Note = $"{trip.From} and back" };
}

[Workflow<string, int>]
public sealed partial class Import(List<string> log)
{
    [Step] public static int Rows(string input) => input.Split('\n').Length;
    [Step] public void Load(string input, int rows) => log.Add($"loaded {rows} rows, {input.Length} characters");
    [Step, After(nameof(Load))] public void Announce() => log.Add("announced");
}

[Workflow<int[], string>]
public sealed partial class Summarize
{
    [State] public struct Progress { public int Values; public long Sum; }

    [Step] public static void Count(int[] input, ref Progress progress) => progress.Values = input.Length;

    [Step, After(nameof(Count))]
    public static void Add(int[] input, ref Progress progress) => progress.Sum = input.Sum(static value => (long)value);

    [Step, After(nameof(Add))]
    public static string Text(in Progress progress) => $"{progress.Sum} in {progress.Values} values";
}

public sealed record Trip(string From, string To);

public sealed record Offer(decimal Price, string Note);

public sealed class Fares
{
    public async ValueTask<decimal> PriceAsync(string from, string to)
    {
        await Task.Yield();
        return from.Length * 10 + to.Length;
    }
}

/// <summary>docs/guide/data-flow.md.</summary>
public class DataFlowTests
{
    private static readonly GuidePage Page = GuidePage.Read("data-flow.md");

    [Fact]
    public async Task Trip_gets_both_fares_and_the_final_offer()
    {
        Offer offer = await new PlanTrip(new Fares()).RunAsync(new Trip("Rome", "Oslo-S"));
        Assert.Equal(new Offer(46m + 64m, "Rome and back"), offer);
    }

    [Fact]
    public void Import_announces_after_loading()
    {
        var log = new List<string>();
        Assert.Equal(2, new Import(log).Run("a\nb"));
        Assert.Equal(["loaded 2 rows, 3 characters", "announced"], log);
    }

    [Fact]
    public void State_passes_from_step_to_step_and_starts_anew_in_each_run()
    {
        var summarize = new Summarize();
        Assert.Equal("6 in 3 values", summarize.Run([1, 2, 3]));
        Assert.Equal("6 in 3 values", summarize.Run([1, 2, 3]));
    }

    [Fact]
    public void Race_is_answered_as_the_page_says() =>
        Page.AssertAnswer(1, DiagnosticProgram.Compile(("Summarize.cs", GuidePage.Replace(Page.Code(3), "[Step, After(nameof(Count))]", "[Step]"))));
}
