using Engine.Tests.Generators.Workflows;

namespace Engine.Tests.Generators;

/// <summary>The workflows in the folder <c>Workflows</c>, compiled into this assembly, do what they say.</summary>
public class EmitterTests
{
    [Theory]
    [InlineData(100, 19, 0)]
    [InlineData(2000, 380, 100)]
    public async Task PriceOrder_prices(int net, int tax, int rebate)
    {
        var workflow = new PriceOrder(new ListPrices());
        var order = new Order(7, net);
        var expected = new Invoice(net, tax, rebate);

        Assert.Equal(expected, workflow.Run(in order));
        Assert.Equal(expected, workflow.Run(in order, default(NoObserver)));
        Assert.Equal(expected, await workflow.RunAsync(order));
        Assert.Equal(expected, await workflow.RunAsync(order, new RunOptions { Seed = 3 }));
        using var source = new CancellationTokenSource();
        Assert.Equal(expected, await workflow.RunAsync(order, source.Token));
        Assert.Equal(["Price", "Tax", "IsLarge", "Rebate", "Invoice"], Enum.GetNames<PriceOrder.Steps>());
        Assert.Equal("PriceOrder", ((IWorkflow)workflow).WorkflowName);
        Assert.Equal(PriceOrder.Definition.Mermaid, ((IWorkflow)workflow).WorkflowPicture);
    }

    [Fact]
    public async Task RunAsync_without_suspending_steps_fails_through_the_task()
    {
        var workflow = new PriceOrder(new ListPrices());
        using var source = new CancellationTokenSource();
        var order = new Order(7, -1);

        Assert.Throws<ArgumentOutOfRangeException>(() => workflow.Run(in order));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => workflow.RunAsync(order).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => workflow.RunAsync(order, source.Token).AsTask());
        await source.CancelAsync();
        Task cancelled = workflow.RunAsync(order, source.Token).AsTask();
        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.True(cancelled.IsCanceled);
        Assert.Equal(source.Token, exception.CancellationToken);
    }

    [Fact]
    public async Task Checkout_completes()
    {
        var world = new CheckoutWorld();
        ValueTask<Receipt> run = new Checkout(world).RunAsync(new Order(7, 100));
        Assert.False(run.IsCompleted);
        Assert.Equal(["reserve 7"], world.Calls);

        var receipt = new Receipt(7, 119);
        world.Charged.SetResult(receipt);
        world.Reserved.SetResult(new Reservation(7));

        Assert.Same(receipt, await run);
        Assert.Equal(["reserve 7", "charge 7 119.00", "Write to the \"audit\" log 1: 7"], world.Calls);
    }

    [Fact]
    public async Task Checkout_that_fails_is_undone()
    {
        var world = new CheckoutWorld();
        ValueTask<Receipt> run = new Checkout(world).RunAsync(new Order(7, 100));
        world.Reserved.SetResult(new Reservation(7));
        var failure = new InvalidOperationException("no money");
        world.Charged.SetException(failure);

        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => run.AsTask()));
        Assert.Equal("release 7", world.Calls[^1]);
    }

    [Fact]
    public void Checkout_says_its_policies_and_compensations()
    {
        var definition = new Checkout.Definition(new Checkout(new CheckoutWorld()));
        int reserve = (int)Checkout.Steps.ReserveAsync, charge = (int)Checkout.Steps.ChargeAsync, audit = (int)Checkout.Steps.Audit;

        Assert.Equal(2, definition.CompensationCount);
        Assert.Equal(
            new StepPolicy { Retries = 3, DelayMs = 50, Backoff = Backoff.Exponential, MaxDelayMs = 400, Jitter = true, RetryOn = typeof(IOException) },
            definition.Policy(reserve));
        Assert.Equal(new StepPolicy { TimeoutMs = 2_000 }, definition.Policy(charge));
        Assert.Equal(new StepPolicy { Retries = 1 }, definition.Policy(definition.CompensationOf(audit)));
        Assert.Equal("ReleaseAsync", definition.StepName(definition.CompensationOf(reserve)));
        Assert.Equal("Write to the \"audit\" log", definition.StepName(audit));
        Assert.Equal(StepTraits.Asynchronous | StepTraits.Context | StepTraits.Policy | StepTraits.Compensated, definition.Traits[reserve]);
        Assert.Equal(StepTraits.Context | StepTraits.Compensated, definition.Traits[audit]);
        Assert.Equal(StepTraits.Policy, definition.Traits[definition.CompensationOf(audit)]);
        Assert.Equal(0, Allocations.Of(() => _ = definition.Traits.Length + definition.Successors.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => definition.StepName(99));
    }

    [Theory]
    [InlineData(4, "none, label 8, none, none, none, 8")]
    [InlineData(1, "wrap 1, none, none, False, none, none")]
    [InlineData(13, "none, none, none, True, none, none")]
    [InlineData(2, "wrap 2, none, none, False, none, none")]
    [InlineData(10, "none, none, crate by Freight!, True, none, none")]
    [InlineData(14, "none, none, crate by Freight, True, none, none")]
    [InlineData(3, "none, none, none, none, null, none")]
    [InlineData(11, "none, none, none, none, A, none")]
    public async Task Shipping_takes_its_branches(int input, string expected)
    {
        var workflow = new Shipping();

        Assert.Equal(expected, workflow.Run(input));
        Assert.Equal(expected, workflow.Run(input, default(NoObserver)));
        using var source = new CancellationTokenSource();
        Assert.Equal(expected, await workflow.RunAsync(input, source.Token));
    }

    [Theory]
    [InlineData(3, 1000)]
    [InlineData(4, 48)]
    public void Tally_keeps_a_state_per_run(int input, long expected)
    {
        var workflow = new Tally();
        Assert.Equal(expected, workflow.Run(input));
        Assert.Equal(expected, workflow.Run(input));
        Assert.Equal(expected, workflow.Run(input, default(NoObserver)));
        Assert.Throws<InvalidOperationException>(() => workflow.Run(-2));
    }

    [Fact]
    public void Probe_restores_its_state_after_a_failed_attempt()
    {
        var probe = new Probe();

        Assert.Equal(7, probe.Run(2));

        Assert.Equal(["Measure 1 5", "Measure 2 5"], probe.Calls);
    }

    [Fact]
    public async Task Probe_undoes_what_completed()
    {
        var probe = new Probe();

        await Assert.ThrowsAsync<InvalidDataException>(() => probe.RunAsync(3).AsTask());

        Assert.Equal(["Measure 1 5", "Measure 2 5", "Measure 3 5", "reset 3"], probe.Calls);
    }

    [Fact]
    public async Task Awkward_names_do_not_clash()
    {
        var workflow = new Outer.IMiddle.Policy();
        int tax = 4 + 1, twice = tax * 2, name = twice + 4, dispatch = name + 1 + 1 + 1, bumped = dispatch + 1;

        Assert.Equal(2 * bumped, workflow.Run(4));
        Assert.Equal(2 * bumped, workflow.Run(4, default(NoObserver)));
        using var source = new CancellationTokenSource();
        Assert.Equal(2 * bumped, await workflow.RunAsync(4, source.Token));
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(50, true)]
    public async Task Journey_awaits_every_kind_of_task(int input, bool isFar)
    {
        int expected = isFar ? $"ticket {input}".Length + 100 : -1;
        var slow = new Journey(async argument =>
        {
            await Task.Yield();
            return argument;
        });

        Assert.Equal(expected, await slow.RunAsync(input));
        Assert.Equal(expected, await new Journey(Task.FromResult).RunAsync(input));
    }

    [Fact]
    public void Bare_workflow_runs() => Assert.Equal(3, new BareWorkflow().Run("abc"));
}
