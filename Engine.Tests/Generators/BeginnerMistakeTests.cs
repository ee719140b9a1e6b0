using Microsoft.CodeAnalysis;

namespace Engine.Tests.Generators;

/// <summary>
/// What a beginner is likely to get wrong, as whole programs that also call the workflow. Each time the error list has one
/// line, at the spot marked <c>[|so|]</c>, that names the step and says what to do: no error from generated code beside it,
/// and none because an entry point is missing.
/// </summary>
public class BeginnerMistakeTests
{
    private const string Types = """
        public sealed record Order(string Customer, decimal Net);
        public sealed record Quote(decimal Net);
        public sealed record Tax(decimal Amount);
        public sealed record Rebate(decimal Amount);
        public sealed record Invoice(decimal Total);
        public interface ICatalog { Quote Quote(Order order); }

        """;

    private const string CallRun = """

        public static class Program
        {
            public static decimal Main(string[] args) => new PriceOrder().Run(new Order("Ann", 100m)).Total;
        }
        """;

    private const string CallRunAsync = """

        public static class Program
        {
            public static async Task Main(string[] args)
            {
                using var source = new CancellationTokenSource();
                Invoice invoice = await new PriceOrder().RunAsync(new Order("Ann", 100m), source.Token);
                Console.WriteLine($"{PriceOrder.Name}: {invoice.Total}");
            }
        }
        """;

    [Fact]
    public void Forgot_partial() => AssertOneError("ENG001", "?", """
        [Workflow<Order, Invoice>]
        public sealed class [|PriceOrder|]
        {
            [Step] public static Quote Price(in Order order) => new(order.Net);
            [Step] public static Invoice Bill(in Quote price) => new(price.Net);
        }
        """ + CallRun);

    [Fact]
    public void Misspelt_a_parameter() => AssertOneError("ENG010", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Quote Price(in Order order) => new(order.Net);
            [Step] public static Tax Tax(in Quote price) => new(price.Net * 0.19m);
            [Step] public static Invoice Bill(in Quote price, in Tax [|taxes|]) => new(price.Net + taxes.Amount);
        }
        """ + CallRun);

    [Fact]
    public void Named_a_parameter_after_its_type() => AssertOneError("ENG010", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Quote Price(in Order order) => new(order.Net);
            [Step] public static Invoice Bill(in Quote [|quote|]) => new(quote.Net);
        }
        """ + CallRun);

    [Fact]
    public void Took_a_service_as_a_parameter() => AssertOneError("ENG010", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Quote Price(in Order order, ICatalog [|catalog|]) => catalog.Quote(order);
            [Step] public static Invoice Bill(in Quote price) => new(price.Net);
        }
        """ + CallRun);

    [Fact]
    public void Took_a_value_as_the_wrong_type() => AssertOneError("ENG012", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Quote Price(in Order order) => new(order.Net);
            [Step] public static Invoice Bill([|decimal|] price) => new(price);
        }
        """ + CallRun);

    [Fact]
    public void Forgot_Step_on_a_method() => AssertOneError("ENG010", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            public static Quote Price(in Order order) => new(order.Net);
            [Step] public static Invoice Bill(in Quote [|price|]) => new(price.Net);
        }
        """ + CallRun);

    [Fact]
    public void Forgot_Step_beside_another_attribute() => AssertOneError("ENG062", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Invoice Bill(in Order order) => new(order.Net);
            [[|Retry(3)|]] public static ValueTask Send(Order order) => default;
        }
        """ + CallRun);

    [Fact]
    public void Forgot_Maybe_on_the_way_to_the_output() => AssertOneError("ENG022", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static bool IsLarge(in Order order) => order.Net > 1000m;
            [Step, When(nameof(IsLarge))] public static Rebate Rebate(in Order order) => new(order.Net * 0.05m);
            [Step] public static Invoice [|Bill|](in Order order, Rebate rebate) => new(order.Net - rebate.Amount);
        }
        """ + CallRun);

    [Fact]
    public void Wrote_a_cycle() => AssertOneError("ENG014", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Quote [|Price|](in Order order, Tax tax) => new(order.Net + tax.Amount);
            [Step] public static Tax Tax(in Quote price) => new(price.Net * 0.19m);
            [Step] public static Invoice Bill(in Quote price) => new(price.Net);
        }
        """ + CallRun);

    [Fact]
    public void Overloaded_a_step() => AssertOneError("ENG006", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Quote Price(in Order order) => new(order.Net);
            [Step] public static Tax Tax(in Order order) => new(order.Net * 0.19m);
            [Step] public static Quote [|Price|](in Order order, in Tax tax) => new(order.Net + tax.Amount);
            [Step] public static Invoice Bill(in Quote price) => new(price.Net);
        }
        """ + CallRun);

    [Fact]
    public void Returned_a_value_that_nothing_reads() => AssertOneError("ENG015", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Quote Price(in Order order) => new(order.Net);
            [Step] public static Tax [|Tax|](in Quote price) => new(price.Net * 0.19m);
            [Step] public static Invoice Bill(in Quote price) => new(price.Net);
        }
        """ + CallRun);

    [Fact]
    public void Took_in_where_the_step_waits() => AssertOneError("ENG050", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static ValueTask<Quote> Price(in Order [|order|]) => new(new Quote(order.Net));
            [Step] public static Invoice Bill(in Quote price) => new(price.Net);
        }
        """ + CallRunAsync);

    [Fact]
    public void Forgot_the_token_of_a_timeout() => AssertOneError("ENG060", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step, [|Timeout(2_000)|]] public static async Task<Quote> Price(Order order) { await Task.Delay(10); return new(order.Net); }
            [Step] public static Invoice Bill(in Quote price) => new(price.Net);
        }
        """ + CallRunAsync);

    [Fact]
    public void Wrote_async_void() => AssertOneError("ENG051", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Invoice Bill(in Order order) => new(order.Net);
            [Step] public static async [|void|] Send(Order order) => await Task.Delay(10);
        }
        """ + CallRunAsync);

    [Fact]
    public void Asked_a_step_that_is_no_bool() => AssertOneError("ENG031", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Quote Price(in Order order) => new(order.Net);
            [Step, When([|nameof(Price)|])] public static void Log(in Order order) => Console.WriteLine(order);
            [Step] public static Invoice Bill(in Quote price) => new(price.Net);
        }
        """ + CallRun);

    [Fact]
    public void Left_two_steps_of_the_output_type() => AssertOneError("ENG021", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Invoice Bill(in Order order) => new(order.Net);
            [Step] public static Invoice [|Rounded|](in Invoice bill) => new(decimal.Round(bill.Total));
        }
        """ + CallRun);

    [Fact]
    public void Forgot_the_step_that_returns_the_output() => AssertOneError("ENG020", "?", """
        [Workflow<Order, [|Invoice|]>]
        public sealed partial class PriceOrder
        {
            [Step] public static Quote Price(in Order order) => new(order.Net);
        }
        """ + CallRun);

    [Fact]
    public void Changed_one_state_in_two_steps() => AssertOneError("ENG040", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [State] public struct Totals { public decimal Net; }
            [Step] public static void Count(in Order order, ref Totals totals) => totals.Net += order.Net;
            [Step] public static Invoice Bill(in Order order, ref Totals [|totals|]) => new(totals.Net);
        }
        """ + CallRun);

    [Fact]
    public void Named_a_step_Run() => AssertOneError("ENG005", "?", """
        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Invoice [|Run|](in Order order) => new(order.Net);
        }
        """ + CallRunAsync);

    [Fact]
    public void Forgot_a_branch_of_a_switch() => AssertOneError("ENG033", "?", """
        public enum Channel { Web, Phone, Shop }

        [Workflow<Order, Invoice>]
        public sealed partial class PriceOrder
        {
            [Step] public static Channel Route(in Order order) => Channel.Web;
            [Step, [|Case(nameof(Route), Channel.Web)|]] public static void Mail(in Order order) => Console.WriteLine(order);
            [Step, Case(nameof(Route), Channel.Phone)] public static void Call(in Order order) => Console.WriteLine(order);
            [Step] public static Invoice Bill(in Order order) => new(order.Net);
        }
        """ + CallRun);

    [Fact]
    public void Without_a_mistake_there_is_no_error()
    {
        DiagnosticProgram program = DiagnosticProgram.Compile(("Program.cs", """
            [Workflow<Order, Invoice>]
            public sealed partial class PriceOrder
            {
                [Step] public static Quote Price(in Order order) => new(order.Net);
                [Step] public static Invoice Bill(in Quote price) => new(price.Net);
            }
            """ + CallRun), ("Types.cs", Types));
        Assert.Equal([], program.Diagnostics.Select(DiagnosticProgram.Line));
        program.AssertEmits();
    }

    private static void AssertOneError(string id, string message, string marked)
    {
        int start = marked.IndexOf("[|", StringComparison.Ordinal);
        int end = marked.IndexOf("|]", StringComparison.Ordinal) - 2;
        string text = marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        DiagnosticProgram program = DiagnosticProgram.Compile(("Program.cs", text), ("Types.cs", Types));
        string actual = string.Join("\n", program.Diagnostics.Select(d => $"{d.Id}: {d.GetMessage(null)}"));
        Assert.True(actual == $"{id}: {message}", "The error list is:\n" + actual);
        Location location = program.Diagnostics[0].Location;
        Assert.Equal("Program.cs", location.GetLineSpan().Path);
        Assert.Equal(text[start..end], text.Substring(location.SourceSpan.Start, location.SourceSpan.Length));
        Assert.Equal(start, location.SourceSpan.Start);
    }
}
