using Engine.Tests.Execution.Dynamic;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>
/// What a run means, rule by rule. Every executor inherits it, and each test also replays its trace through the reference. A
/// body that waits, fails late or misses its deadline does so in the way that the executor's bodies can.
/// </summary>
public abstract partial class ExecutorContract
{
    private protected static readonly DynamicCompensation Undo = new();

    private protected abstract ExecutorKind Kind { get; }

    /// <summary>Whether bodies are asynchronous.</summary>
    private protected abstract BodyKind Body { get; }

    /// <summary>Whether asynchronous bodies stay pending.</summary>
    private protected abstract bool Suspends { get; }

    /// <summary>Whether workflows are built at run time by the library, not by the tests.</summary>
    private protected virtual bool IsBuilt => false;

    private protected Scenario New(ulong seed = 0) => new(Body, Suspends) { Kind = Kind, IsBuilt = IsBuilt, Seed = seed, Choose = Choose };

    /// <summary>Draws what happens next, where a test does not say; null for the same order each time.</summary>
    private protected virtual Func<int, int>? Choose => null;

    private protected static ScenarioRun Run(Scenario scenario)
    {
        ScenarioRun run = scenario.Prepare();
        run.Start();
        return run.Finish();
    }

    /// <summary>A body that ends by its deadline.</summary>
    private protected Outcome MissesDeadline(int timeoutMs) =>
        Suspends ? new Outcome(Ending.WaitForToken) : new Outcome(Ending.Obey) { PassMs = timeoutMs };

    /// <summary>A body that returns its value after its deadline.</summary>
    private protected Outcome IsLate(int timeoutMs) =>
        Suspends ? new Outcome(Ending.Late) : new Outcome(Ending.Value) { PassMs = timeoutMs };

    private protected static Outcome Throws(Exception exception) => new(Ending.Throw) { Exception = () => exception };

    [Fact]
    public void Run_of_one_step_returns_its_value()
    {
        ScenarioRun run = Run(New().Step("A", returns: 42));
        Assert.Equal(42, run.Output);
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    public void Run_returns_the_value_of_the_output_step_whatever_ends_after_it()
    {
        Scenario scenario = New().Step("A", returns: 1).Step("B", reads: ["A"], returns: 2).Step("C", reads: ["B"], returns: 3);
        scenario.Output = "B";
        Assert.Equal(2, Run(scenario).Output);
    }

    [Fact]
    public void Step_reads_the_values_of_its_producers()
    {
        ScenarioRun run = Run(New().Step("A", returns: 5).Step("B", returns: 7).Step("C", reads: ["B", "A"]));
        Assert.Equal([7, 5], run.Calls("C")[0].Inputs);
    }

    [Fact]
    public void Step_without_consumers_ends_before_the_run_does()
    {
        ScenarioRun run = Run(New().Step("A").Step("Audit", value: ValueKind.Nothing).Step("Log", reads: ["A"], value: ValueKind.Nothing));
        Assert.Equal(StepStatus.Completed, run.StatusOf("Audit"));
        Assert.Equal(StepStatus.Completed, run.StatusOf("Log"));
        Assert.Equal(TraceKind.RunEnded, run.World.Trace[^1].Kind);
    }

    [Fact]
    public void After_keeps_order_without_data()
    {
        ScenarioRun run = Run(New().Step("A").Step("B", after: ["A"], value: ValueKind.Nothing).Step("C", after: ["B"], value: ValueKind.Nothing));
        Assert.Equal(["A", "B", "C"], run.Ended);
        Assert.Equal(["A", "B", "C"], run.Started);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_runs_a_step_and_unless_skips_it_as_the_bool_says(bool value)
    {
        ScenarioRun run = Run(New().Bool("Large", value).Step("IfSo", when: ["Large"]).Step("IfNot", unless: ["Large"]));
        Assert.Equal(value ? StepStatus.Completed : StepStatus.Skipped, run.StatusOf("IfSo"));
        Assert.Equal(value ? StepStatus.Skipped : StepStatus.Completed, run.StatusOf("IfNot"));
        Assert.Equal(value ? 1 : 0, run.Calls("IfSo").Length);
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Condition_on_a_skipped_bool_skips_whatever_its_value_would_be(bool value)
    {
        Scenario scenario = New().Step("Out").Bool("Outer", false).Bool("Inner", value, when: ["Outer"]).Step("IfSo", when: ["Inner"]).Step("IfNot", unless: ["Inner"]);
        ScenarioRun run = Run(scenario);
        Assert.Equal(StepStatus.Skipped, run.StatusOf("Inner"));
        Assert.Equal(StepStatus.Skipped, run.StatusOf("IfSo"));
        Assert.Equal(StepStatus.Skipped, run.StatusOf("IfNot"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Several_conditions_are_all_to_hold(bool first, bool second)
    {
        ScenarioRun both = Run(New().Step("Out").Bool("First", first).Bool("Second", second).Step("Both", when: ["First", "Second"]).Step("Only", when: ["First"], unless: ["Second"]));
        Assert.Equal(first && second ? StepStatus.Completed : StepStatus.Skipped, both.StatusOf("Both"));
        Assert.Equal(first && !second ? StepStatus.Completed : StepStatus.Skipped, both.StatusOf("Only"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Cases_on_one_choice_add_up_and_the_default_takes_what_none_of_them_names(int value)
    {
        ScenarioRun run = Run(New().Step("Out").Choice("Size", value)
            .Step("Small", cases: [("Size", 0)])
            .Step("Most", cases: [("Size", 0), ("Size", 1)])
            .Step("Rest", otherwise: ["Size"]));
        Assert.Equal(value == 0 ? StepStatus.Completed : StepStatus.Skipped, run.StatusOf("Small"));
        Assert.Equal(value <= 1 ? StepStatus.Completed : StepStatus.Skipped, run.StatusOf("Most"));
        Assert.Equal(value == 2 ? StepStatus.Completed : StepStatus.Skipped, run.StatusOf("Rest"));
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(1, 0, false)]
    public void Cases_on_two_choices_are_both_to_hold(int size, int kind, bool runs)
    {
        ScenarioRun run = Run(New().Step("Out").Choice("Size", size).Choice("Kind", kind).Step("Both", cases: [("Size", 0), ("Kind", 0)]));
        Assert.Equal(runs ? StepStatus.Completed : StepStatus.Skipped, run.StatusOf("Both"));
    }

    [Fact]
    public void Branches_of_a_skipped_choice_are_skipped_the_default_too()
    {
        ScenarioRun run = Run(New().Step("Out").Bool("Outer", false).Choice("Size", 0, when: ["Outer"])
            .Step("Small", cases: [("Size", 0)]).Step("Rest", otherwise: ["Size"]));
        Assert.Equal(StepStatus.Skipped, run.StatusOf("Small"));
        Assert.Equal(StepStatus.Skipped, run.StatusOf("Rest"));
    }

    [Fact]
    public void Plain_consumer_of_a_skipped_step_is_skipped_with_it_and_so_on()
    {
        ScenarioRun run = Run(New().Step("Out").Bool("Large", false).Step("Rebate", when: ["Large"]).Step("Print", reads: ["Rebate"]).Step("Send", reads: ["Print"]));
        Assert.Equal(StepStatus.Skipped, run.StatusOf("Print"));
        Assert.Equal(StepStatus.Skipped, run.StatusOf("Send"));
        Assert.Empty(run.Calls("Send"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Maybe_consumer_of_a_conditional_step_runs_with_or_without_its_value(bool value)
    {
        Scenario scenario = New().Bool("Large", value).Step("Rebate", when: ["Large"], returns: 9).Step("Invoice", maybe: ["Rebate"]);
        scenario.Output = "Invoice";
        ScenarioRun run = Run(scenario);
        Assert.Equal(value ? 9 : Maybe<long>.None, run.Calls("Invoice")[0].Inputs[0]);
    }

    [Fact]
    public void After_a_skipped_step_runs()
    {
        ScenarioRun run = Run(New().Bool("Large", false).Step("Rebate", when: ["Large"]).Step("Audit", after: ["Rebate"]));
        Assert.Equal(StepStatus.Completed, run.StatusOf("Audit"));
        Assert.Equal(["Large", "Rebate", "Audit"], run.Ended);
    }

    [Fact]
    public void Long_row_of_skipped_steps_ends()
    {
        Scenario scenario = New().Bool("Large", false).Step("S0", when: ["Large"]);
        for (int i = 1; i < 4_000; i++)
        {
            scenario.Step($"S{i}", reads: [$"S{i - 1}"]);
        }

        Assert.Equal(StepStatus.Skipped, Run(scenario).StatusOf("S3999"));
    }

    [Fact]
    public void Long_chain_of_steps_ends()
    {
        Scenario scenario = New().Step("S0");
        for (int i = 1; i < 4_096; i++)
        {
            scenario.Step($"S{i}", reads: [$"S{i - 1}"]);
        }

        scenario.Output = "S4095";
        Assert.Equal(RunStatus.Completed, Run(scenario).Status);
    }
}
