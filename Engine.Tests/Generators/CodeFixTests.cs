using Microsoft.CodeAnalysis.CodeActions;

namespace Engine.Tests.Generators;

/// <summary>Each fix gives the text that a person would have written, and then the compiler is content.</summary>
public class CodeFixTests
{
    private const string Price = "    [Step] public static Quote Price(in Order order) => new(order.Net);";
    private const string Bill = "    [Step] public static Invoice Bill(in Quote price) => new(price.Net);";
    private const string Count = "    [Step] public static void Count(in Order order, ref Totals totals) => totals.Net += order.Net;";
    private const string Totals = "    [State] public struct Totals { public decimal Net; }";

    /// <summary>Id, title of the action, and the body of a workflow before and after.</summary>
    public static TheoryData<string, string, string, string> Bodies => new()
    {
        {
            "ENG010", "Rename 'prise' to 'price'",
            $"{Price}\n    [Step] public static Invoice Bill(in Quote prise) => new(prise.Net);",
            $"{Price}\n{Bill}"
        },
        {
            "ENG012", "Change the type of 'price' to that of the value",
            $"{Price}\n    [Batch] public static void Log(Quote price, ReadOnlySpan<Order> input) => price.ToString();\n{Bill}",
            $"{Price}\n    [Batch] public static void Log(ReadOnlySpan<Quote> price, ReadOnlySpan<Order> input) => price.ToString();\n{Bill}"
        },
        {
            "ENG097", "Rename 'result' to 'price'",
            $"    [Batch] public static void Price(ReadOnlySpan<Order> order, Span<Quote> result) => result.Fill(new(order.Length));\n{Bill}",
            $"    [Batch] public static void Price(ReadOnlySpan<Order> order, Span<Quote> price) => price.Fill(new(order.Length));\n{Bill}"
        },
        {
            "ENG012", "Change the type of 'price' to that of the value",
            $"{Price}\n    [Step] public static Invoice Bill(in Tax price) => new(price.GetHashCode());",
            $"{Price}\n    [Step] public static Invoice Bill(in Quote price) => new(price.GetHashCode());"
        },
        {
            "ENG012", "Change the type of 'names' to that of the value",
            "    [Step] public static List<string?> Names(in Order order) => [order.Customer];\n    [Step] public static Invoice Bill(List<string> names) => new(names.Count);",
            "    [Step] public static List<string?> Names(in Order order) => [order.Customer];\n    [Step] public static Invoice Bill(List<string?> names) => new(names.Count);"
        },
        {
            "ENG015", "Let 'Log' return nothing",
            $"{Price}\n{Bill}\n    [Step] public static string Log(Quote price) => price.ToString();",
            $"{Price}\n{Bill}\n    [Step] public static void Log(Quote price) => price.ToString();"
        },
        {
            "ENG015", "Let 'Log' return nothing",
            $"{Price}\n{Bill}\n    [Step] public static int Log(Quote price)\n    {{\n        // For the effect.\n        return price.GetHashCode();\n    }}",
            $"{Price}\n{Bill}\n    [Step] public static void Log(Quote price)\n    {{\n        // For the effect.\n        price.GetHashCode();\n    }}"
        },
        {
            "ENG015", "Let 'Log' return nothing",
            $"{Price}\n{Bill}\n    [Step] public static Task<int> Log(Quote price) => Task.FromResult(price.GetHashCode());",
            $"{Price}\n{Bill}\n    [Step] public static Task Log(Quote price) => Task.FromResult(price.GetHashCode());"
        },
        {
            "ENG015", "Let 'Log' return nothing",
            $"{Price}\n{Bill}\n    [Step] public static async ValueTask<int> Log(Quote price)\n    {{\n        await Task.Yield();\n        return await Task.FromResult(price.GetHashCode());\n    }}",
            $"{Price}\n{Bill}\n    [Step] public static async ValueTask Log(Quote price)\n    {{\n        await Task.Yield();\n        await Task.FromResult(price.GetHashCode());\n    }}"
        },
        {
            "ENG017", "Name 'Price'",
            $"{Price}\n{Bill}\n    [Step, After(\"Prise\")] public static void Log(in Order order) {{ }}",
            $"{Price}\n{Bill}\n    [Step, After(nameof(Price))] public static void Log(in Order order) {{ }}"
        },
        {
            "ENG017", "Name 'IsLarge'",
            $"{Price}\n{Bill}\n    [Step] public static bool IsLarge(in Order order) => order.Items > 1;\n    [Step, When(\"Islarge\")] public static void Log(in Order order) {{ }}",
            $"{Price}\n{Bill}\n    [Step] public static bool IsLarge(in Order order) => order.Items > 1;\n    [Step, When(nameof(IsLarge))] public static void Log(in Order order) {{ }}"
        },
        {
            "ENG021", "Return the value of 'Second'",
            $"{Price}\n{Bill}\n    [Step] public static Invoice Second(Invoice bill) => bill;",
            $"{Price}\n{Bill}\n    [Step, Output] public static Invoice Second(Invoice bill) => bill;"
        },
        {
            "ENG030", "Take 'Quote'",
            $"{Price}\n    [Step] public static Invoice Bill(Maybe<Quote> price) => new(price.HasValue ? price.Value.Net : price.ValueOr(new(1m)).Net);",
            $"{Price}\n    [Step] public static Invoice Bill(Quote price) => new(true ? price.Net : price.Net);"
        },
        {
            "ENG030", "Take 'Quote'",
            $"{Price}\n    [Step] public static Invoice Bill(in Engine.Maybe<Quote> price) => new(price.Value.Net);",
            $"{Price}\n{Bill}"
        },
        {
            "ENG040", "Run 'Add' after 'Count'",
            $"{Totals}\n{Price}\n{Bill}\n{Count}\n    [Step] public static void Add(ref Totals totals) => totals.Net++;",
            $"{Totals}\n{Price}\n{Bill}\n{Count}\n    [Step, After(nameof(Count))] public static void Add(ref Totals totals) => totals.Net++;"
        },
        {
            "ENG050", "Take 'price' by value",
            $"{Price}\n    [Step] public static ValueTask<Invoice> Bill(in Quote price) => new(new Invoice(price.Net));",
            $"{Price}\n    [Step] public static ValueTask<Invoice> Bill(Quote price) => new(new Invoice(price.Net));"
        },
        {
            "ENG051", "Return a Task",
            $"{Price}\n{Bill}\n    [Step] public static async void Log(Quote price) => await Task.Delay(price.GetHashCode());",
            $"{Price}\n{Bill}\n    [Step] public static async Task Log(Quote price) => await Task.Delay(price.GetHashCode());"
        },
        {
            "ENG052", "Change the type of 'net' to that of the value",
            "    [Step] public static decimal Net(in Order order) => order.Net;\n    [Step] public static Invoice Bill(IFormattable net) => new(net.GetHashCode());",
            "    [Step] public static decimal Net(in Order order) => order.Net;\n    [Step] public static Invoice Bill(decimal net) => new(net.GetHashCode());"
        },
        {
            "ENG053", "Take 'price' as 'in'",
            "    public record struct Prices(decimal A, decimal B, decimal C, decimal D, decimal E);\n    [Step] public static Prices Price(in Order order) => default;\n    [Step] public static Invoice Bill(Prices price) => new(price.A);",
            "    public record struct Prices(decimal A, decimal B, decimal C, decimal D, decimal E);\n    [Step] public static Prices Price(in Order order) => default;\n    [Step] public static Invoice Bill(in Prices price) => new(price.A);"
        },
        {
            "ENG060", "Take a CancellationToken",
            $"{Price}\n    [Step, Timeout(10)] public static Task<Invoice> Bill(Quote price) => Task.FromResult(new Invoice(price.Net));",
            $"{Price}\n    [Step, Timeout(10)] public static Task<Invoice> Bill(Quote price, CancellationToken cancellationToken) => Task.FromResult(new Invoice(price.Net));"
        },
        {
            "ENG060", "Take a CancellationToken",
            "    [Step, Timeout(10)] public static Task<Invoice> Bill() => Task.FromResult(new Invoice(1m));",
            "    [Step, Timeout(10)] public static Task<Invoice> Bill(CancellationToken cancellationToken) => Task.FromResult(new Invoice(1m));"
        },
        {
            "ENG070", "Remove the redundant name",
            $"{Price}\n    [Step, After(nameof(Price))] public static Invoice Bill(in Quote price) => new(price.Net);",
            $"{Price}\n{Bill}"
        },
        {
            "ENG070", "Remove the redundant name",
            $"{Price}\n    // A bill.\n    [Step]\n    [After(nameof(Price))]\n    public static Invoice Bill(in Quote price) => new(price.Net);",
            $"{Price}\n    // A bill.\n    [Step]\n    public static Invoice Bill(in Quote price) => new(price.Net);"
        },
        {
            "ENG070", "Remove the redundant name",
            $"{Price}\n    // A bill.\n    [After(nameof(Price))]\n    [Step] public static Invoice Bill(in Quote price) => new(price.Net);",
            $"{Price}\n    // A bill.\n{Bill}"
        },
        {
            "ENG070", "Remove the redundant name",
            $"{Price}\n{Bill}\n    [Step, After(nameof(Price), nameof(Bill))] public static void Log(Order order, Quote price) {{ }}",
            $"{Price}\n{Bill}\n    [Step, After(nameof(Bill))] public static void Log(Order order, Quote price) {{ }}"
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Fix_of_a_step_mends_it(string id, string title, string before, string after) =>
        AssertFixed(id, title, Class(before), Class(after));

    [Theory]
    [InlineData("public sealed class PriceOrder", "public sealed partial class PriceOrder")]
    [InlineData("class PriceOrder", "partial class PriceOrder")]
    [InlineData("// Prices.\nclass PriceOrder", "// Prices.\npartial class PriceOrder")]
    [InlineData("sealed record PriceOrder", "sealed partial record PriceOrder")]
    public void Class_becomes_partial(string before, string after) =>
        AssertFixed("ENG001", "Make 'PriceOrder' partial", Class($"{Price}\n{Bill}", before), Class($"{Price}\n{Bill}", after));

    [Fact]
    public void Type_around_the_class_becomes_partial()
    {
        string inner = $"    [Workflow<Order, Invoice>] public sealed partial class PriceOrder\n    {{\n{Price}\n{Bill}\n    }}\n}}\n";
        AssertFixed("ENG001", "Make 'Shop' partial", "public static class Shop\n{\n" + inner, "public static partial class Shop\n{\n" + inner);
    }

    [Fact]
    public void Type_is_written_with_its_namespace_where_it_must_be()
    {
        string types = "namespace Money { public sealed record Sum(decimal Net); }\n\n";
        AssertFixed(
            "ENG012", "Change the type of 'price' to that of the value",
            types + Class("    [Step] public static Money.Sum Price(in Order order) => new(order.Net);\n    [Step] public static Invoice Bill(Tax price) => new(price.GetHashCode());"),
            types + Class("    [Step] public static Money.Sum Price(in Order order) => new(order.Net);\n    [Step] public static Invoice Bill(Money.Sum price) => new(price.GetHashCode());"));
    }

    [Fact]
    public void Renamed_parameter_is_renamed_where_it_is_named_in_a_call() => AssertFixed(
        "ENG010", "Rename 'prise' to 'price'",
        Class($"{Price}\n    [Step] public static Invoice Bill(Quote prise) => new(prise.Net);\n    public static Invoice Free() => Bill(prise: new(0m));"),
        Class($"{Price}\n    [Step] public static Invoice Bill(Quote price) => new(price.Net);\n    public static Invoice Free() => Bill(price: new(0m));"));

    [Theory]
    [InlineData("ENG010", "    [Step] public static Invoice Bill(Quote price, Tax zebra) => new(price.Net);")]
    [InlineData("ENG010", "    [Step] public static Invoice Bill(Quote price, Quote prise) => new(price.Net + prise.Net);")]
    [InlineData("ENG015", "    [Step] public static Invoice Bill(Quote price) => new(price.Net);\n    [Step] public static Tax Tax(Quote price) => new(price.Net);")]
    [InlineData("ENG015", "    [Step] public static Invoice Bill(Quote price) => new(price.Net);\n    [Step] public static ValueTask<int> Send(Quote price) => Of(price);\n    private static ValueTask<int> Of(Quote price) => new(price.GetHashCode());")]
    [InlineData("ENG017", "    [Step] public static Invoice Bill(Quote price) => new(price.Net);\n    [Step, After(\"Zebra\")] public static void Log(Order order) { }")]
    [InlineData("ENG051", "    [Step] public static Invoice Bill(Quote price) => new(price.Net);\n    [Step] public static ReadOnlySpan<char> Name(Order order) => order.Customer;")]
    public void Nothing_is_offered_where_the_mend_is_not_obvious(string id, string body)
    {
        var run = new CodeFixRun(Class($"{Price}\n{body}"));
        Assert.Equal([id], run.Ids);
        Assert.Empty(run.Actions(id));
    }

    [Fact]
    public void Each_possible_output_is_offered()
    {
        var run = new CodeFixRun(Class($"{Price}\n{Bill}\n    [Step] public static Invoice Second(Invoice bill) => bill;"));
        Assert.Equal(["Return the value of 'Bill'", "Return the value of 'Second'"], run.Actions("ENG021").Select(action => action.Title));
    }

    /// <summary>Id and a body with the mistake twice, before and after all of them are mended at once.</summary>
    public static TheoryData<string, string, string> Twice => new()
    {
        {
            "ENG010",
            $"{Price}\n    [Step] public static Tax Tax(in Quote prise) => new(prise.Net);\n    [Step] public static Invoice Bill(in Quote prices, in Tax tax) => new(prices.Net + tax.Amount);",
            $"{Price}\n    [Step] public static Tax Tax(in Quote price) => new(price.Net);\n    [Step] public static Invoice Bill(in Quote price, in Tax tax) => new(price.Net + tax.Amount);"
        },
        {
            "ENG050",
            $"{Price}\n    [Step] public static Task<Invoice> Bill(in Quote price, in Order order) => Task.FromResult(new Invoice(price.Net));",
            $"{Price}\n    [Step] public static Task<Invoice> Bill(Quote price, Order order) => Task.FromResult(new Invoice(price.Net));"
        },
        {
            "ENG060",
            $"{Price}\n{Bill}\n    [Step, Timeout(1)] public static Task One() => Task.CompletedTask;\n    [Step, Timeout(1)] public static Task Two() => Task.CompletedTask;",
            $"{Price}\n{Bill}\n    [Step, Timeout(1)] public static Task One(CancellationToken cancellationToken) => Task.CompletedTask;\n    [Step, Timeout(1)] public static Task Two(CancellationToken cancellationToken) => Task.CompletedTask;"
        },
        {
            "ENG070",
            $"{Price}\n    [Step, After(nameof(Price))] public static Invoice Bill(in Quote price) => new(price.Net);\n    [Step, After(nameof(Price))] public static void Log(in Quote price) {{ }}",
            $"{Price}\n{Bill}\n    [Step] public static void Log(in Quote price) {{ }}"
        },
    };

    [Theory]
    [MemberData(nameof(Twice))]
    public void All_of_a_kind_are_mended_at_once(string id, string before, string after)
    {
        var run = new CodeFixRun(Class(before));
        Assert.Equal([id, id], run.Ids);
        string all = run.ApplyAll(id, run.Actions(id)[0]);
        Assert.Equal(Class(after), all);
        Assert.Empty(new CodeFixRun(all).Ids);
    }

    [Fact]
    public void Every_fix_is_tested()
    {
        IEnumerable<string> tested = Bodies.Select(row => (string)row[0]).Append("ENG001").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(CodeFixRun.FixableIds, tested);
    }

    private static void AssertFixed(string id, string title, string before, string after)
    {
        var run = new CodeFixRun(before);
        Assert.Equal([id], run.Ids);
        CodeAction action = Assert.Single(run.Actions(id), action => action.Title == title);
        string text = run.Apply(action);
        Assert.Equal(after, text);
        Assert.Empty(new CodeFixRun(text).Ids);
    }

    private static string Class(string body, string header = "public sealed partial class PriceOrder") =>
        $"[Workflow<Order, Invoice>]\n{header}\n{{\n{body}\n}}\n";
}
