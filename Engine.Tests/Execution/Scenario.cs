using Engine.Tests.Execution.Dynamic;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>A small workflow written down by a test, with what its bodies do. Steps are known by name.</summary>
internal sealed class Scenario(BodyKind body, bool suspends)
{
    private readonly List<DynamicStep> _steps = [];
    private readonly Dictionary<(string Name, int Attempt), Outcome> _outcomes = [];

    public ExecutorKind Kind { get; init; }

    /// <summary>Whether a builder makes the workflow.</summary>
    public bool IsBuilt { get; init; }

    public ulong Seed { get; init; }

    public int Degree { get; set; }

    /// <summary>The output step; the first where not set.</summary>
    public string? Output { get; set; }

    /// <summary>Draws what happens next; without it the oldest pending body ends.</summary>
    public Func<int, int>? Choose { get; init; }

    /// <summary>Before which of the scheduler's actions the caller cancels.</summary>
    public int CancelBefore { get; set; } = -1;

    public Scenario Step(
        string name,
        string[]? reads = null,
        string[]? maybe = null,
        string[]? after = null,
        string[]? when = null,
        string[]? unless = null,
        (string Step, int Value)[]? cases = null,
        string[]? otherwise = null,
        ValueKind value = ValueKind.Number,
        long? returns = null,
        StepPolicy policy = default,
        DynamicCompensation? undo = null,
        int cell = -1,
        BodyKind? kind = null,
        bool takesContext = true)
    {
        _steps.Add(new DynamicStep
        {
            Id = _steps.Count,
            GivenName = name,
            Body = kind ?? (cell >= 0 ? BodyKind.Synchronous : body),
            Value = value,
            FixedValue = returns,
            Inputs = [.. (reads ?? []).Select(read => new StepInput(Position(read))), .. (maybe ?? []).Select(read => new StepInput(Position(read), IsMaybe: true))],
            After = [.. (after ?? []).Select(Position)],
            Guards =
            [
                .. (when ?? []).Select(read => new StepGuard(Position(read), GuardKind.When)),
                .. (unless ?? []).Select(read => new StepGuard(Position(read), GuardKind.Unless)),
                .. (cases ?? []).Select(read => new StepGuard(Position(read.Step), GuardKind.Case, read.Value)),
                .. (otherwise ?? []).Select(read => new StepGuard(Position(read), GuardKind.Default)),
            ],
            Policy = policy,
            Compensation = undo,
            Cell = cell,
            TakesContext = takesContext,
        });
        return this;
    }

    public Scenario Bool(string name, bool value, string[]? when = null) => Step(name, when: when, value: ValueKind.Bool, returns: value ? 1 : 0);

    public Scenario Choice(string name, int value, string[]? when = null) => Step(name, when: when, value: ValueKind.Choice, returns: value);

    /// <summary>What a body does at each attempt, or at one of them.</summary>
    public Scenario On(string name, Outcome outcome, int attempt = 0)
    {
        _outcomes[(name, attempt)] = outcome;
        return this;
    }

    public ScenarioRun Prepare()
    {
        var plan = DynamicPlan.Create(_steps, Output is null ? 0 : Position(Output), "Checkout");
        var world = new World(plan, (index, attempt) => OutcomeOf(plan, index, attempt), Choose)
        {
            IsConcurrent = Kind == ExecutorKind.Threads,
            SpinsInBody = 20,
            Degree = Degree,
            CancelBefore = CancelBefore,
            WorkflowInput = 17,
        };
        return new ScenarioRun(world, new SimulatedRun(world, Kind, Seed, isBuilt: IsBuilt));
    }

    private Outcome OutcomeOf(DynamicPlan plan, int index, int attempt)
    {
        string name = plan.StepName(index);
        if (!_outcomes.TryGetValue((name, attempt), out Outcome outcome) && !_outcomes.TryGetValue((name, 0), out outcome))
        {
            outcome = new Outcome(Ending.Value);
        }

        return outcome with { IsLater = suspends && plan.Body(index) == BodyKind.Asynchronous };
    }

    private int Position(string name) => _steps.FindIndex(step => step.Name == name) is int position and >= 0
        ? position
        : throw new ArgumentException($"There is no step {name} yet.", nameof(name));
}

/// <summary>A scenario under way, and what came of it.</summary>
internal sealed class ScenarioRun(World world, SimulatedRun simulation)
{
    public World World { get; } = world;

    public bool HasEnded => simulation.HasEnded;

    public Exception? Thrown => simulation.Thrown;

    public long? Output => simulation.Output;

    public RunStatus Status => World.Trace[^1].RunStatus;

    /// <summary>The steps in the order in which their first attempts began.</summary>
    public string[] Started => [.. World.Trace.Where(static at => at is { Kind: TraceKind.StepStarted, Attempt: 1 }).Select(static at => at.Name!)];

    /// <summary>The steps in the order in which they ended.</summary>
    public string[] Ended => [.. World.Trace.Where(static at => at.Kind == TraceKind.StepEnded).Select(static at => at.Name!)];

    /// <summary>The steps that were undone, in that order.</summary>
    public string[] Undone => [.. World.Trace.Where(static at => at.Kind == TraceKind.CompensationStarted).Select(at => World.Plan.Steps[at.Index].Name)];

    /// <summary>The steps and compensations that are under way.</summary>
    public string[] Pending => [.. World.Pending.Select(pending => World.Plan.StepName(pending.Call.Index)).Order()];

    /// <summary>The delays that were told, in milliseconds.</summary>
    public double[] Delays => [.. World.Trace.Where(static at => at.Kind == TraceKind.StepRetrying).Select(static at => at.Delay.TotalMilliseconds)];

    public BodyCall[] Calls(string name) => [.. World.Calls.Where(call => World.Plan.StepName(call.Index) == name)];

    public StepStatus StatusOf(string name) =>
        World.Trace.Find(at => at.Kind == TraceKind.StepEnded && at.Name == name) is { Kind: TraceKind.StepEnded } end ? end.Status : StepStatus.NotStarted;

    public void Start()
    {
        simulation.Start();
        AssertNothingWrong();
    }

    /// <summary>Ends a pending body, and lets the run go on as far as it can without another.</summary>
    public void End(string name)
    {
        World.End(name);
        simulation.Settle();
        AssertNothingWrong();
    }

    public void Advance(int ms)
    {
        World.Time.Advance(TimeSpan.FromMilliseconds(ms));
        simulation.Settle();
        AssertNothingWrong();
    }

    public void Cancel()
    {
        World.CancelCaller();
        simulation.Settle();
        AssertNothingWrong();
    }

    public ScenarioRun Finish()
    {
        simulation.Finish();
        AssertJudged();
        return this;
    }

    /// <summary>The run has ended, and the reference agrees with all of it.</summary>
    public void AssertJudged()
    {
        Assert.True(simulation.HasEnded, "the run has not ended");
        List<string> wrong = simulation.Judge();
        Assert.True(wrong.Count == 0, $"{string.Join("\n", wrong)}\n{string.Join("\n", World.Trace)}");
    }

    private void AssertNothingWrong() => Assert.Empty(World.Violations);
}
