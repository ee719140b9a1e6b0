namespace Engine.Tests.Authoring.Dynamic;

/// <summary>Steps of each shape, wired by slots.</summary>
public class WorkflowBuilderTests
{
    private enum Size
    {
        Small,
        Medium,
        Large,
    }

    [Fact]
    public void Step_of_each_number_of_inputs_gets_them_in_order()
    {
        var flow = new WorkflowBuilder<string, string>("Texts");
        Slot<string> none = flow.Step("None", static () => "0");
        Slot<string> one = flow.Step("One", flow.Input, static (in string a) => a + "1");
        Slot<string> two = flow.Step("Two", none, one, static (in string a, in string b) => $"({a} {b})");
        Slot<string> three = flow.Step("Three", none, one, two, static (in string a, in string b, in string c) => $"[{a} {b} {c}]");
        Slot<string> four = flow.Step("Four", none, one, two, three, static (in string a, in string b, in string c, in string d) => $"{{{a} {b} {c} {d}}}");
        Slot<string> many = flow.Step("Many", [four, three, two, one, none], static (in StepInputs inputs) =>
        {
            var texts = new List<string>();
            for (int i = 0; i < inputs.Count; i++)
            {
                texts.Add(inputs.Get<string>(i));
            }

            return string.Join(" ", texts);
        });
        Assert.Equal("{0 x1 (0 x1) [0 x1 (0 x1)]} [0 x1 (0 x1)] (0 x1) x1 0", flow.Build(many).Run("x"));
    }

    [Fact]
    public async Task Asynchronous_step_of_each_number_of_inputs_gets_them_in_order()
    {
        var flow = new WorkflowBuilder<int, string>("Texts");
        Slot<int> none = flow.StepAsync("None", static async () =>
        {
            await Task.Yield();
            return 10;
        });
        Slot<long> one = flow.StepAsync("One", flow.Input, static async a =>
        {
            await Task.Yield();
            return a + 1L;
        });
        Slot<string> two = flow.StepAsync("Two", none, one, static (a, b) => ValueTask.FromResult($"({a} {b})"));
        Slot<string> three = flow.StepAsync("Three", none, one, two, static async (a, b, c) =>
        {
            await Task.Yield();
            return $"[{a} {b} {c}]";
        });
        Slot<string> four = flow.StepAsync("Four", none, one, two, three, static (a, b, c, d) => ValueTask.FromResult($"{a} {b} {c} {d}"));
        Slot<string> many = flow.StepAsync("Many", [four, one, none, flow.Input, flow.Token], static async inputs =>
        {
            string text = $"{inputs.Get<string>(0)}, {inputs.Get<long>(1)} {inputs.Get<int>(2)} {inputs.Get<int>(3)} {inputs.Get<CancellationToken>(4).CanBeCanceled}";
            await Task.Yield();
            return text;
        });
        DynamicWorkflow<int, string> workflow = flow.Build(many);
        using var source = new CancellationTokenSource();
        for (int run = 0; run < 3; run++)
        {
            Assert.Equal($"10 {run + 1} (10 {run + 1}) [10 {run + 1} (10 {run + 1})], {run + 1} 10 {run} True", await workflow.RunAsync(run, source.Token));
        }
    }

    [Fact]
    public async Task Effects_of_each_shape_happen_once_and_in_order()
    {
        var done = new List<string>();
        var flow = new WorkflowBuilder<int, int>("Effects");
        Slot<int> a = flow.Step("A", flow.Input, static (in int x) => x);
        Slot last = flow.Effect("E0", () => done.Add("E0")).After(a);
        last = flow.Effect("E1", a, (in int x) => done.Add($"E1 {x}")).After(last);
        last = flow.Effect("E2", a, a, (in int x, in int y) => done.Add($"E2 {x + y}")).After(last);
        last = flow.Effect("E3", a, a, a, (in int x, in int y, in int z) => done.Add($"E3 {x + y + z}")).After(last);
        last = flow.Effect("E4", a, a, a, a, (in int x, in int y, in int z, in int w) => done.Add($"E4 {x + y + z + w}")).After(last);
        last = flow.Effect("EN", [a, a, a, a, a], (in StepInputs inputs) => done.Add($"EN {inputs.Count}")).After(last);
        last = flow.EffectAsync("F0", async () => { await Task.Yield(); done.Add("F0"); }).After(last);
        last = flow.EffectAsync("F1", a, async x => { await Task.Yield(); done.Add($"F1 {x}"); }).After(last);
        last = flow.EffectAsync("F2", a, a, (x, y) => { done.Add($"F2 {x + y}"); return ValueTask.CompletedTask; }).After(last);
        last = flow.EffectAsync("F3", a, a, a, async (x, y, z) => { await Task.Yield(); done.Add($"F3 {x + y + z}"); }).After(last);
        last = flow.EffectAsync("F4", a, a, a, a, async (x, y, z, w) => { await Task.Yield(); done.Add($"F4 {x + y + z + w}"); }).After(last);
        last = flow.EffectAsync("FN", [a], async inputs => { await Task.Yield(); done.Add($"FN {inputs.Get<int>(0)}"); }).After("F4");
        DynamicWorkflow<int, int> workflow = flow.Build(a);
        Assert.Equal(7, await workflow.RunAsync(7));
        Assert.Equal(["E0", "E1 7", "E2 14", "E3 21", "E4 28", "EN 5", "F0", "F1 7", "F2 14", "F3 21", "F4 28", "FN 7"], done);
        Assert.Equal("FN", last.Name);
    }

    [Theory]
    [InlineData(5, "small, cheap")]
    [InlineData(50, "none, cheap")]
    [InlineData(500, "none, dear")]
    public void Conditions_choose_steps(int amount, string expected)
    {
        var flow = new WorkflowBuilder<int, string>("Choices");
        Slot<Size> size = flow.Step("Size", flow.Input, static (in int it) => it < 10 ? Size.Small : it < 100 ? Size.Medium : Size.Large);
        Slot<bool> isDear = flow.Step("IsDear", flow.Input, static (in int it) => it > 100);
        Slot<string> small = flow.Step("Small", static () => "small").Case(size, Size.Small);
        flow.Effect("Rest", static () => { }).Default(size);
        Slot<string> dear = flow.Step("Dear", static () => "dear").When(isDear).Case(size, Size.Medium, Size.Large);
        Slot<string> cheap = flow.Step("Cheap", static () => "cheap").Unless(isDear);
        Slot<string> text = flow.Step("Text", small.OrNone(), dear.OrNone(), cheap.OrNone(),
            static (in Maybe<string> small, in Maybe<string> dear, in Maybe<string> cheap) => $"{small}, {dear.ValueOr(cheap.ValueOr("?"))}");
        DynamicWorkflow<int, string> workflow = flow.Build(text);

        // Twice, with another one in between: a skipped step must not find what an earlier run has left.
        Assert.Equal(expected, workflow.Run(amount));
        workflow.Run(amount == 500 ? 5 : 500);
        Assert.Equal(expected, workflow.Run(amount));
    }

    [Fact]
    public void Steps_that_run_at_once_have_contexts_of_their_own()
    {
        var flow = new WorkflowBuilder<int, string>("Contexts");
        Slot<string> a = flow.Step("A", flow.Context, static (in StepContext context) => $"{context.StepName} {context.StepIndex} {context.Attempt}");
        Slot<string> b = flow.Step("B", flow.Context, flow.Token, static (in StepContext context, in CancellationToken token) => $"{context.StepName} {token.CanBeCanceled}");
        Slot<string> both = flow.Step("Both", a, b, static (in string a, in string b) => $"{a}, {b}");
        Assert.Equal("A 0 1, B False", flow.Build(both).Run(0));
    }

    [Fact]
    public async Task Policies_and_compensations_are_those_of_the_attributes()
    {
        var done = new List<string>();
        var flow = new WorkflowBuilder<int, int>("Checkout");
        Slot<int> reserve = flow.StepAsync("Reserve", flow.Input, flow.Context, (order, context) =>
            context.Attempt < 3 ? throw new TimeoutException() : ValueTask.FromResult(order * 10)).Retry(3, delayMs: 1, on: typeof(TimeoutException));
        Slot<int> ticket = flow.Step("Ticket", reserve, static (in int it) => it + 1);
        flow.CompensateAsync(reserve, "Release", reserve, flow.Token, async (it, token) =>
        {
            await Task.Yield();
            done.Add($"release {it} {token.IsCancellationRequested}");
        }).Retry(1);
        flow.Compensate(ticket, "Void", ticket, flow.Input, (in int it, in int order) => done.Add($"void {it} of {order}"));
        Slot<int> charge = flow.StepAsync("Charge", ticket, flow.Token, static (_, _) => ValueTask.FromException<int>(new InvalidOperationException("no money"))).Timeout(60_000);
        DynamicWorkflow<int, int> workflow = flow.Build(charge);
        var history = new RunHistory();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await workflow.RunAsync(4, default, new RecordingObserver(history), default));
        Assert.Equal("no money", failure.Message);
        Assert.Equal(["void 41 of 4", "release 40 False"], done);
        Assert.Equal(RunStatus.Compensated, history.Status);
    }

    [Fact]
    public async Task Timeout_ends_a_step_that_watches_its_token()
    {
        var flow = new WorkflowBuilder<int, int>("Slow");
        Slot<int> slow = flow.StepAsync("Wait", flow.Input, flow.Token, static async (it, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return it;
        }).Timeout(1);
        var timeout = await Assert.ThrowsAsync<TimeoutException>(async () => await flow.Build(slow).RunAsync(1));
        Assert.Contains("Step 'Wait' of workflow 'Slow'", timeout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_of_a_workflow_that_suspends_is_refused()
    {
        var flow = new WorkflowBuilder<int, int>("Slow");
        Slot<int> wait = flow.StepAsync("Wait", flow.Input, static it => ValueTask.FromResult(it));
        var refusal = Assert.Throws<InvalidOperationException>(() => flow.Build(wait).Run(1));
        Assert.Equal("Step 'Wait' of workflow 'Slow' is asynchronous, so the workflow cannot run inline. Use RunAsync.", refusal.Message);
    }

    [Fact]
    public void Steps_come_by_level_then_as_added()
    {
        var flow = new WorkflowBuilder<int, int>("Order");
        Slot<int> a = flow.Step("A", flow.Input, static (in int x) => x);
        Slot<int> b = flow.Step("B", a, static (in int x) => x);
        flow.Effect("C", static () => { });
        Slot<int> d = flow.Step("D", b, static (in int x) => x);
        flow.Effect("E", a, static (in int _) => { });
        DynamicWorkflow<int, int> workflow = flow.Build(d);
        Assert.Equal(["A", "C", "B", "E", "D"], workflow.Steps.ToArray());
        Assert.Empty(workflow.Warnings);
    }

    [Fact]
    public void Fingerprint_depends_on_what_a_run_means_and_not_on_bodies()
    {
        ulong plain = Make("A", 1).Fingerprint;
        Assert.Equal(plain, Make("A", 2).Fingerprint);
        Assert.NotEqual(plain, Make("B", 1).Fingerprint);

        static DynamicWorkflow<int, int> Make(string name, int added)
        {
            var flow = new WorkflowBuilder<int, int>("Same");
            return flow.Build(flow.Step(name, flow.Input, (in int x) => x + added));
        }
    }

    [Fact]
    public void Picture_shows_steps_edges_and_conditions()
    {
        var flow = new WorkflowBuilder<int, int>("Drawn");
        Slot<bool> isLarge = flow.Step("IsLarge", flow.Input, static (in int x) => x > 9);
        Slot<int> rebate = flow.Step("a \"rebate\" <5%>", flow.Input, static (in int x) => x).When(isLarge);
        Slot<int> total = flow.Step("Total", rebate.OrNone(), static (in Maybe<int> x) => x.ValueOr(0));
        flow.Effect("Audit", static () => { }).After(total);
        DynamicWorkflow<int, int> workflow = flow.Build(total);
        Assert.Equal(
            """
            flowchart TD
                s0["IsLarge"]
                s1(["a #quot;rebate#quot; #lt;5%>"])
                s2["Total"]
                s3["Audit"]
                s0 -- when --> s1
                s1 --> s2
                s2 -.-> s3

            """, workflow.Picture);
        Assert.Equal("Drawn", ((IWorkflow<int, int>)workflow).WorkflowName);
    }

    [Fact]
    public void Input_at_a_wrong_position_or_of_another_type_is_refused_by_name()
    {
        var flow = new WorkflowBuilder<int, long>("Wrong");
        Slot<long> sum = flow.Step("Sum", [flow.Input], static (in StepInputs inputs) => inputs.Get<long>(0));
        DynamicWorkflow<int, long> workflow = flow.Build(sum);
        Assert.Equal("Value 0 of step 'Sum' is of type 'System.Int32', not 'System.Int64'; nothing is converted.",
            Assert.Throws<InvalidCastException>(() => workflow.Run(1)).Message);

        flow = new WorkflowBuilder<int, long>("Wrong");
        sum = flow.Step("Sum", [flow.Input], static (in StepInputs inputs) => (long)inputs.Get<int>(1));
        workflow = flow.Build(sum);
        Assert.StartsWith("Step 'Sum' takes 1 values; there is none at position 1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => workflow.Run(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_a_run_that_has_ended_are_not_held()
    {
        var flow = new WorkflowBuilder<object, int>("Holding");
        Slot<object> kept = flow.Step("Keep", flow.Input, static (in object it) => it);
        Slot<int> count = flow.Step("Count", kept, static (in object _) => 1);
        DynamicWorkflow<object, int> workflow = flow.Build(count);
        WeakReference weak = RunWithObject(workflow);
        GC.Collect();
        Assert.False(weak.IsAlive);
        GC.KeepAlive(workflow);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference RunWithObject(DynamicWorkflow<object, int> workflow)
        {
            object input = new();
            Assert.Equal(1, workflow.Run(input));
            return new WeakReference(input);
        }
    }

    [Fact]
    public async Task Many_runs_at_once_keep_their_values_apart()
    {
        var flow = new WorkflowBuilder<int, int>("Many");
        Slot<int> a = flow.StepAsync("A", flow.Input, static async it =>
        {
            await Task.Yield();
            return it * 2;
        });
        Slot<int> b = flow.StepAsync("B", a, flow.Input, static async (a, it) =>
        {
            await Task.Yield();
            return a + it;
        });
        DynamicWorkflow<int, int> workflow = flow.Build(b);
        for (int round = 0; round < 5; round++)
        {
            int[] results = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Task.Run(async () => await workflow.RunAsync(i))));
            Assert.Equal(Enumerable.Range(0, 1_000).Select(static i => i * 3), results);
        }
    }
}
