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
        Assert.Equal([Required("global::Shop.ICatalog")], model.Services!.Value);
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

    [Fact]
    public void Asynchronous_steps_policies_and_compensation_are_read()
    {
        WorkflowModel model = CompilationFactory.Model("""
            [Workflow<int, string>]
            public partial class W
            {
                [Step, Retry(3, DelayMs = 50, Backoff = Backoff.Exponential, MaxDelayMs = 400, Jitter = true, On = typeof(TimeoutException)), Timeout(2_000)]
                public Task<long> ReserveAsync(int number, CancellationToken ct) => Task.FromResult((long)number);
                [Compensate(nameof(ReserveAsync)), Retry(1)] public ValueTask Release(long reserve, int input, CancellationToken ct) => default;
                [Step] public ValueTask<string> Charge(long reserve, StepContext context) => new(context.StepName);
                [Step, After(nameof(Charge), nameof(ReserveAsync2)), After(nameof(Note))] public void Audit(int input) { }
                [Step] public Task ReserveAsync2() => Task.CompletedTask;
                [Step(Name = "a note")] public ValueTask Note() => default;
            }
            """);
        StepModel reserve = model.Steps[0];
        Assert.Equal(ReturnKind.Task, reserve.Body.Return);
        Assert.Equal("long", reserve.Body.ValueType);
        Assert.Equal(new PolicyModel(3, 50, 2, 400, Jitter: true, "global::System.TimeoutException", 2_000), reserve.Body.Policy);
        Assert.Equal([ParameterSource.Input, ParameterSource.Token], reserve.Body.Parameters.Select(static parameter => parameter.Source));
        Assert.Equal(0, reserve.Compensation);
        CompensationModel release = Assert.Single(model.Compensations);
        Assert.Equal(0, release.Step);
        Assert.Equal(new PolicyModel(1, 0, 0, 0, Jitter: false, RetryOn: null, TimeoutMs: 0), release.Body.Policy);
        Assert.Equal([ParameterSource.Value, ParameterSource.Input, ParameterSource.Token], release.Body.Parameters.Select(static parameter => parameter.Source));
        Assert.Equal(1, model.OutputStep);
        Assert.Equal(ReturnKind.ValueTask, model.Steps[1].Body.Return);
        Assert.Equal(ParameterSource.Context, model.Steps[1].Body.Parameters[1].Source);
        Assert.Equal([1, 3, 4], model.Steps[2].After);
        Assert.Null(model.Steps[3].Body.ValueType);
        Assert.Equal("a note", model.Steps[4].Name);
        Assert.Equal("Note", model.Steps[4].Body.Name);
        Assert.True(model.Suspends);
    }

    [Fact]
    public void Branches_of_a_switch_name_the_enums_members_in_their_order()
    {
        WorkflowModel model = CompilationFactory.Model("""
            public enum Size { Small, Medium = 7, Large, Big = Large, @class }
            [Workflow<int, int>]
            public partial class W
            {
                [Step] public static Size Size(int input) => (global::Size)input;
                [Step, Case(nameof(Size), global::Size.Big), Case(nameof(Size), global::Size.Small)] public static long Ends() => 1;
                [Step, Case(nameof(Size), global::Size.Medium)] public static long Middle() => 2;
                [Step, Default(nameof(Size))] public static long Rest() => 3;
                [Step, Case(nameof(Size), global::Size.@class)] public static long Other(Maybe<long> rest) => 3;
                [Step] public static int Sum(Maybe<long> other, Maybe<long> ends, Maybe<long> middle, Maybe<long> rest) => 0;
            }
            """);
        Assert.Equal(["global::Size.Small", "global::Size.Large"], Assert.Single(model.Steps[1].Conditions).Values);
        ConditionModel rest = Assert.Single(model.Steps[3].Conditions);
        Assert.Equal(ConditionKind.NotIn, rest.Kind);
        Assert.Equal(["global::Size.Small", "global::Size.Medium", "global::Size.Large", "global::Size.@class"], rest.Values);
    }

    [Fact]
    public void Skipping_passes_along_plain_values_and_conditions_and_ends_at_maybe_and_after()
    {
        WorkflowModel model = CompilationFactory.Model("""
            [Workflow<int, int>]
            public partial class W
            {
                [Step] public static bool A(int input) => true;
                [Step, When(nameof(A))] public static bool B() => true;
                [Step, Unless(nameof(B))] public static long C() => 1;
                [Step] public static long D(long c) => c;
                [Step] public static int E(Maybe<long> d) => 1;
                [Step, After(nameof(D))] public static void F() { }
            }
            """);
        Assert.Equal([false, true, true, true, false, false], model.Steps.Select(static step => step.IsSkippable));
    }

    [Fact]
    public void Parameters_bind_by_attribute_name_input_and_kind()
    {
        WorkflowModel model = CompilationFactory.Model("""
            [Workflow<string, object>]
            public partial class W
            {
                [State] public struct Unused1 { public int X; }
                [State] private struct Totals { public int X; }
                [Step] public static string First(string input) => input;
                [Step] public static List<string> Names(string first, [From(nameof(First))] string? again, ref readonly string input) => [first];
                [Step, Output] private static string[] Last(in IEnumerable<object> names, ref Totals totals, in Unused1 other) { totals.X = 1; return []; }
                [Step] public static void Params(CancellationToken ct = default, params List<string> names) { }
            }
            """);
        Assert.Equal(
            [
                new ParameterModel(ParameterSource.Value, 0, Passing.ByValue, "string"),
                new ParameterModel(ParameterSource.Value, 0, Passing.ByValue, "string?"),
                new ParameterModel(ParameterSource.Input, 0, Passing.In, "string"),
            ],
            model.Steps[1].Body.Parameters);
        Assert.Equal(
            [
                new ParameterModel(ParameterSource.Value, 1, Passing.In, "global::System.Collections.Generic.IEnumerable<object>"),
                new ParameterModel(ParameterSource.State, 1, Passing.Ref, "global::W.Totals"),
                new ParameterModel(ParameterSource.State, 0, Passing.In, "global::W.Unused1"),
            ],
            model.Steps[2].Body.Parameters);
        Assert.Equal([new StateModel("Unused1", "global::W.Unused1"), new StateModel("Totals", "global::W.Totals")], model.States);
        Assert.Equal("private", model.StateAccess);
        Assert.Equal("public", model.EntryAccess);
    }

    [Fact]
    public void Nested_class_of_several_files_is_reopened_and_ordered_by_path()
    {
        const string First = """
            namespace A.@event;
            internal partial record Outer
            {
                internal partial interface IInner
                {
                    [Workflow<int, int>]
                    internal sealed partial record @class(string Text, List<int> Numbers)
                    {
                        [Step] public int B(int input) => input;
                    }
                }
            }
            """;
        const string Second = """
            namespace A.@event;
            partial record Outer { partial interface IInner { partial record @class { [Step] private static void @in(int b) { } [Step] void Async() { } } } }
            """;
        WorkflowModel model = Parse(First, Second);
        Assert.Equal("A.@event", model.Namespace);
        Assert.Equal([new TypeHeader("record", "Outer", false), new TypeHeader("interface", "IInner", false)], model.Containers);
        Assert.Equal(new TypeHeader("record", "@class", false), model.Type);
        Assert.Equal("Outer.IInner.class", model.Name);
        Assert.Equal(["B", "in", "Async"], model.Steps.Select(static step => step.Name));
        Assert.Equal([Required("string"), Required("global::System.Collections.Generic.List<int>")], model.Services!.Value);

        static WorkflowModel Parse(params string[] sources)
        {
            var compilation = CompilationFactory.Create(sources);
            var reversed = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees.Reverse());
            WorkflowModel model = CompilationFactory.Parse(compilation, "A.event.Outer+IInner+class").Model;
            Assert.Equal(model, CompilationFactory.Parse(reversed, "A.event.Outer+IInner+class").Model);
            return model;
        }
    }

    [Theory]
    [InlineData("public W() { }", "")]
    [InlineData("public W(int a, string b) { }", "int,string")]
    [InlineData("public W() { } public W(int a) { }", null)]
    [InlineData("private W() { }", null)]
    [InlineData("private W() { } internal W(long a) : this() { }", "long")]
    [InlineData("public W(ref int a) { }", null)]
    [InlineData("public required int Number { get; init; }", null)]
    public void Services_are_those_of_the_one_constructor_that_can_be_called(string constructors, string? expected)
    {
        WorkflowModel model = CompilationFactory.Model($$"""
            [Workflow<int, int>]
            public partial class W { {{constructors}} [Step] public static int A(int input) => input; }
            """);
        string? calls = expected is null or "" ? expected : string.Join(",", expected.Split(',').Select(Required));
        Assert.Equal(calls, model.Services is { } services ? string.Join(",", services) : null);
    }

    /// <summary>The call that gets a service which has to be there.</summary>
    private static string Required(string type) =>
        $"global::Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<{type}>(provider)";

    [Fact]
    public void Two_parses_of_equal_sources_give_equal_models()
    {
        const string Source = """
            [Workflow<int, int>]
            public partial class W
            {
                [Step] public static bool A(int input) => true;
                [Step, When(nameof(A)), Retry(2)] public static long B() => 1;
                [Step] public static int C(Maybe<long> b) => 1;
                [Compensate(nameof(C))] public static void D(int c) { }
            }
            """;
        WorkflowModel first = CompilationFactory.Model(Source), second = CompilationFactory.Model(Source);
        Assert.NotSame(first, second);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.NotEqual(first, CompilationFactory.Model(Source.Replace("Retry(2)", "Retry(3)")));
    }

    [Fact]
    public void Silent_parse_gives_the_same_model()
    {
        foreach (string source in (string[])[
            "[Workflow<int, int>] public partial class W { [Step] public static int A(int input) => input; }",
            "[Workflow<int, int>] public partial class W { [Step] public static int A(long other) => 1; }",
            "[Workflow<int, int>] public class W { [Step] public static int A(int input) => input; }",
            "[Workflow<int, int>] public partial class W { [Step] public static int Run(int input) => input; }"])
        {
            var compilation = CompilationFactory.Create(source);
            WorkflowModel silent = generators::Engine.Generators.Parsing.WorkflowParser.ParseModel(compilation.GetTypeByMetadataName("W")!, compilation, default);
            Assert.Equal(CompilationFactory.Parse(compilation, "W").Model, silent);
            Assert.Equal(silent.IsBroken, !source.Contains("partial class W { [Step] public static int A(int input)", StringComparison.Ordinal));
            Assert.Equal(silent.CanBeExtended, source.Contains("partial", StringComparison.Ordinal) && !source.Contains("Run", StringComparison.Ordinal));
        }
    }
}
