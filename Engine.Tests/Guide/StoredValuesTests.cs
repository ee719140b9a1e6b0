using Engine.Runtime;
using Engine.Tests.Generators;
using Engine.Tests.Runtime.Hosting;
using MemoryPack;

namespace Engine.Tests.Guide.StoredValues;

public readonly record struct Claim(int Number, decimal Amount, DateOnly Filed);

[MemoryPackable]
public sealed partial record Opinion(string Expert, List<string> Remarks, decimal Value);

[Workflow<Claim, decimal>(Hosted = true)]
public sealed partial class SettleClaim(IExperts experts, IBank bank)
{
    [Step(Pure = true)] public static bool IsLarge(Claim claim) => claim.Amount > 10_000m;
    [Step, When(nameof(IsLarge))] public Task<Opinion> Review(Claim claim) => experts.ReviewAsync(claim);
    [Step] public static decimal Settlement(Claim claim, Maybe<Opinion> review) => review.HasValue ? review.Value.Value : claim.Amount;
    [Step(Durable = true)] public ValueTask<Guid> Pay(Claim claim, decimal settlement) => bank.PayAsync(claim.Number, settlement);
    [Step, Output] public static decimal Close(decimal settlement, Guid pay) => pay == default ? 0 : settlement;
}

public interface IExperts
{
    Task<Opinion> ReviewAsync(Claim claim);
}

public interface IBank
{
    ValueTask<Guid> PayAsync(int number, decimal amount);
}

/// <summary>docs/guide/stored-values.md.</summary>
public class StoredValuesTests : IExperts, IBank
{
    private static readonly string Source = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "Guide", "StoredValuesTests.cs"));

    public Task<Opinion> ReviewAsync(Claim claim) => Task.FromResult(new Opinion("Ada", ["late", "but true"], claim.Amount / 2));

    public async ValueTask<Guid> PayAsync(int number, decimal amount)
    {
        await Task.Yield();
        return new Guid(number, 0, 0, new byte[8]);
    }

    [Theory]
    [InlineData(500, 500)]
    [InlineData(20_000, 10_000)]
    public async Task Claim_of_the_page_is_settled_and_stored(int amount, int settled)
    {
        var claim = new Claim(7, amount, new DateOnly(2026, 1, 1));
        var workflow = new SettleClaim(this, this);

        Assert.Equal(settled, await workflow.RunAsync(claim));
        StoredRun<Claim, decimal> stored = StoredRun<Claim, decimal>.Of(workflow, claim);
        Assert.All(stored.Outputs, output => Assert.Equal(settled, output));
        Assert.StartsWith("packed", stored.Signatures["Review"], StringComparison.Ordinal);
    }

    [Fact]
    public void Code_of_the_page_is_the_code_above()
    {
        foreach (string line in GuidePage.Read("stored-values.md").Code(1).Split('\n'))
        {
            Assert.Contains(line.Trim(), Source, StringComparison.Ordinal);
        }
    }

    private const string Rates = """
        [Step] public static List<decimal> Rates(Claim claim) => [claim.Amount];
        [Step, Output] public static decimal Close(decimal settlement, Guid pay, List<decimal> rates) => pay == default ? 0 : settlement;
        """;

    [Fact]
    public void Value_that_cannot_be_stored_is_answered_as_the_page_says()
    {
        var page = GuidePage.Read("stored-values.md");
        Assert.Equal(Rates + "\n", page.Code(2));
        string code = GuidePage.Replace(
            page.Code(1), "    [Step, Output] public static decimal Close(decimal settlement, Guid pay) => pay == default ? 0 : settlement;\n", page.Code(2));
        string services = Source[Source.IndexOf("public interface IExperts", StringComparison.Ordinal)..Source.IndexOf("/// <summary>docs/guide", StringComparison.Ordinal)];
        page.AssertAnswer(1, DiagnosticProgram.Compile(("SettleClaim.cs", "using MemoryPack;\n\n" + code + "\n" + services)));
    }
}
