extern alias generators;

using generators::Engine.Generators.Model;

namespace Engine.Tests.Generators;

/// <summary>What the parser makes of workflows that are right.</summary>
public class ParserModelTests
{
    private const string Shop = """
        namespace Shop
        {
            public record Order(int Lines);
            public readonly record struct Quote(decimal Net);
            public readonly record struct Tax(decimal Amount);
            public readonly record struct Rebate(decimal Amount);
            public record Invoice(decimal Total);
            public interface ICatalog { Quote Quote(Order order); }
        }
        """;

    [Fact]
    public void Sample_of_the_design_becomes_its_model()
    {
        WorkflowModel model = CompilationFactory.Model(Shop, """
            using Shop;
            [Workflow<Order, Invoice>]
            public sealed partial class W(ICatalog catalog)
            {
                [Step] public Quote Price(in Order order) => catalog.Quote(order);
                [Step] public static Tax Tax(in Quote price) => new(price.Net * 0.19m);
                [Step] public static bool IsLarge(in Quote price) => price.Net > 1000m;
                [Step, When(nameof(IsLarge))] public static Rebate Rebate(in Quote price) => new(price.Net * 0.05m);
                [Step] public static Invoice Invoice(in Quote price, in Tax tax, Maybe<Rebate> rebate) => new(price.Net + tax.Amount - rebate.ValueOr(default).Amount);
            }
            """);
        Assert.Equal("", model.Namespace);
        Assert.Equal(new TypeHeader("class", "W", true), model.Type);
        Assert.Equal("global::Shop.Order", model.InputType);
        Assert.Equal("global::Shop.Invoice", model.OutputType);
        Assert.Equal(["Price", "Tax", "IsLarge", "Rebate", "Invoice"], model.Steps.Select(static step => step.Name));
        Assert.Equal(["global::Shop.ICatalog"], model.Services!.Value);
        Assert.Equal(4, model.OutputStep);
        Assert.Equal([false, false, false, true, false], model.Steps.Select(static step => step.IsSkippable));
        Assert.Equal(new ConditionModel(ConditionKind.IsTrue, 2, EquatableArray<string>.Empty), Assert.Single(model.Steps[3].Conditions));
        Assert.Equal(
            [
                new ParameterModel(ParameterSource.Value, 0, Passing.In, "global::Shop.Quote"),
                new ParameterModel(ParameterSource.Value, 1, Passing.In, "global::Shop.Tax"),
                new ParameterModel(ParameterSource.Maybe, 3, Passing.ByValue, "global::Shop.Rebate"),
            ],
            model.Steps[4].Body.Parameters);
        Assert.False(model.Steps[0].Body.IsStatic);
        Assert.True(model.Steps[1].Body.IsStatic);
        Assert.False(model.Suspends);
    }
}
