using Engine.Graphs;

namespace Engine.Tests.Guide.AtRunTime;

public readonly record struct Order(int Pieces);

public readonly record struct Quote(decimal Net);

public readonly record struct Invoice(decimal Total);

public readonly struct Copy(string[] targets, List<string> done) : INodeBody
{
    public void Run(int node) => done.Add(targets[node]);
}

/// <summary>docs/guide/workflows-at-run-time.md.</summary>
public class WorkflowsAtRunTimeTests
{
    private static readonly GuidePage Page = GuidePage.Read("workflows-at-run-time.md");

    [Fact]
    public void Order_is_priced()
    {
        var flow = new WorkflowBuilder<Order, Invoice>("PriceOrder");
        Slot<Quote> price = flow.Step("Price", flow.Input, static (in Order order) => new Quote(order.Pieces * 25m));
        Slot<decimal> tax = flow.Step("Tax", price, static (in Quote quote) => quote.Net * 0.19m);
        Slot<bool> isLarge = flow.Step("IsLarge", price, static (in Quote quote) => quote.Net > 1000m);
        Slot<decimal> rebate = flow.Step("Rebate", price, static (in Quote quote) => quote.Net * 0.05m).When(isLarge);
        Slot<Invoice> invoice = flow.Step("Invoice", price, tax, rebate.OrNone(),
            static (in Quote quote, in decimal tax, in Maybe<decimal> rebate) => new Invoice(quote.Net + tax - rebate.ValueOr(0m)));
        DynamicWorkflow<Order, Invoice> workflow = flow.Build(invoice);

        Assert.Equal(new Invoice(59.5m), workflow.Run(new Order(Pieces: 2)));
        Assert.Equal(new Invoice(1_425m), workflow.Run(new Order(Pieces: 50)));
    }

    [Fact]
    public void Sums_run_over_several_cores_and_as_a_batch()
    {
        DynamicWorkflow<int[], long> workflow = SumOfSquares(parts: 3);
        Assert.Equal(14, workflow.RunParallel([1, 2, 3], degree: 2));

        var sums = new long[2];
        var statuses = new RunStatus[2];
        BatchResult result = workflow.RunBatch([[1, 2, 3], [4, 5]], sums, statuses);    // the second lacks a part
        Assert.Equal([14, 0], sums);
        Assert.Equal([RunStatus.Completed, RunStatus.Failed], statuses);
        Assert.Equal(1, result.Failures[0].Lane);
    }

    public static DynamicWorkflow<int[], long> SumOfSquares(int parts)
    {
        var flow = new WorkflowBuilder<int[], long>("SumOfSquares");
        var squares = new Slot[parts];
        for (int i = 0; i < parts; i++)
        {
            int part = i;
            squares[i] = flow.Step($"Square{i}", flow.Input, (in int[] numbers) => (long)numbers[part] * numbers[part]);
        }

        Slot<long> sum = flow.Step("Sum", squares, static (in StepInputs inputs) =>
        {
            long sum = 0;
            for (int i = 0; i < inputs.Count; i++)
            {
                sum += inputs.Get<long>(i);
            }

            return sum;
        });
        return flow.Build(sum);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 338_350)]
    public void Number_of_steps_comes_from_the_data(int parts, long sum) =>
        Assert.Equal(sum, SumOfSquares(parts).Run([.. Enumerable.Range(1, parts)]));

    [Fact]
    public async Task Checkout_has_policies_and_a_compensation()
    {
        var shop = new Shop();
        var flow = new WorkflowBuilder<int, string>("Checkout");
        Slot<string> reserve = flow.StepAsync("Reserve", flow.Input, flow.Token, shop.ReserveAsync).Retry(3, delayMs: 50).Timeout(2_000);
        flow.CompensateAsync(reserve, "Release", reserve, flow.Token, shop.ReleaseAsync);
        Slot<string> receipt = flow.StepAsync("Charge", reserve, flow.Token, shop.ChargeAsync);
        flow.Effect("Log", receipt, (in string text) => shop.Log(text));
        DynamicWorkflow<int, string> workflow = flow.Build(receipt);
        Assert.Equal("paid for 7 pieces", await workflow.RunAsync(7));

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await workflow.RunAsync(13));
        Assert.Equal(["log paid for 7 pieces", "release 13 pieces"], shop.Done);
    }

    [Fact]
    public void Build_says_what_is_wrong()
    {
        var flow = new WorkflowBuilder<int, int>("Order");
        Slot<int> price = flow.Step("Price", flow.Input, static (in int pieces) => pieces * 25);
        Slot<int> rebate = flow.Step("Rebate", price, static (in int net) => net / 20);
        flow.Effect("Audit", static () => { }).After("Prise");
        Slot<int> total = flow.Step("Total", price, static (in int net) => net).Timeout(100);
        var wrong = Assert.Throws<WorkflowBuildException>(() => flow.Build(total));
        Page.AssertBlock("text", 1, wrong.Message);
        Assert.Equal("Rebate", rebate.Name);
    }

    [Fact]
    public async Task Graph_without_values_runs_in_order_of_urgency()
    {
        List<string> done = [];
        List<int> copied = [];
        async ValueTask CopyAsync(int node, CancellationToken token)
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            lock (copied)
            {
                copied.Add(node);
            }
        }

        using var builder = new DigraphBuilder();
        builder.AddNodes([30, 120, 60, 45]);                // a cost each: the most urgent ready node goes first
        builder.AddEdge(from: 0, to: 1);
        builder.AddEdge(1, 2);
        builder.AddEdge(0, 3);
        var workflow = new GraphWorkflow("Deploy", builder.Build());

        workflow.Run(new Copy(["fetch", "build", "test", "docs"], done));
        await workflow.RunAsync(async (node, token) => await CopyAsync(node, token), new RunOptions { Degree = 2 }, default);
        Assert.Equal(["fetch", "build", "test", "docs"], done);
        Assert.Equal([0, 1, 2, 3], copied.Order());
    }

    private sealed class Shop
    {
        public List<string> Done { get; } = [];

        public ValueTask<string> ReserveAsync(int pieces, CancellationToken cancellationToken) => ValueTask.FromResult($"{pieces} pieces");

        public ValueTask ReleaseAsync(string reservation, CancellationToken cancellationToken)
        {
            Done.Add($"release {reservation}");
            return ValueTask.CompletedTask;
        }

        public ValueTask<string> ChargeAsync(string reservation, CancellationToken cancellationToken) => reservation == "13 pieces"
            ? ValueTask.FromException<string>(new InvalidOperationException("bad luck"))
            : ValueTask.FromResult($"paid for {reservation}");

        public void Log(string text) => Done.Add($"log {text}");
    }
}
