using System.Collections.Immutable;
using System.Text;
using Engine.Tests.Execution.Dynamic;

namespace Engine.Tests.Execution.Simulation;

/// <summary>A random workflow with a random script, a function of one seed; and the smaller cases next to it.</summary>
internal sealed record SimulatedCase
{
    private const int MaxSteps = 40;
    private const int MaxShrinkRuns = 3_000;

    public required ulong Seed { get; init; }

    public required ExecutorKind Kind { get; init; }

    /// <summary>Whether a builder makes the workflow from the plan.</summary>
    public bool IsBuilt { get; init; }

    /// <summary>As declared: each step after those it depends on.</summary>
    public required ImmutableArray<DynamicStep> Steps { get; init; }

    public int Degree { get; init; }

    /// <summary>For a batch: how many runs of the plan, each with a script of its own.</summary>
    public int LaneCount { get; init; } = 1;

    /// <summary>For a batch: 0 for what the executor chooses.</summary>
    public int ChunkLength { get; init; }

    public int CancelBefore { get; init; } = -1;

    public int CancelPercent { get; init; }

    public int FailPercent { get; init; }

    public int LaterPercent { get; init; }

    public int ObeyPercent { get; init; }

    public int InterruptPercent { get; init; }

    public int TimerPercent { get; init; }

    /// <summary>The case of a seed.</summary>
    public static SimulatedCase Of(ulong seed, ExecutorKind? given = null)
    {
        var random = new SeededRandom(seed);
        ExecutorKind drawn = random.Pick(ExecutorKind.Inline, ExecutorKind.Parallel, ExecutorKind.Async, ExecutorKind.Async, ExecutorKind.Async), kind = given ?? drawn;
        bool isCalm = random.Percent(30);
        int asyncPercent = kind != ExecutorKind.Async ? 0 : random.Pick(0, 30, 60, 100);
        return new SimulatedCase
        {
            Seed = seed,
            Kind = kind,
            Steps = MakeSteps(random, kind, asyncPercent),
            Degree = random.Percent(20) ? 1 + random.Next(4) : 0,
            CancelBefore = !isCalm && random.Percent(20) ? random.Next(20) : -1,
            CancelPercent = !isCalm && random.Percent(20) ? random.Pick(5, 30) : 0,
            FailPercent = isCalm ? 0 : random.Pick(0, 2, 5, 15, 40),
            LaterPercent = random.Pick(0, 50, 80, 100),
            ObeyPercent = random.Pick(0, 30, 80),
            InterruptPercent = random.Pick(0, 0, 20, 60),
            TimerPercent = isCalm ? 0 : random.Pick(0, 10, 50, 90),
        };
    }

    /// <summary>The batch of a seed. Nobody cancels, as that would reach the other lanes wherever they are.</summary>
    public static SimulatedCase BatchOf(ulong seed)
    {
        SimulatedCase made = Of(seed, ExecutorKind.Batch);
        var random = new SeededRandom(~seed);
        int lanes = 1 + random.Next(SimulatedBatch.MaxLanes);
        return made with { LaneCount = lanes, ChunkLength = random.Next(lanes + 1), CancelBefore = -1, CancelPercent = 0 };
    }

    /// <summary>Runs the case; what is wrong with it, nothing where all is well.</summary>
    public List<string> Run() => Run(out _);

    public List<string> Run(out World world)
    {
        if (Kind == ExecutorKind.Batch)
        {
            return SimulatedBatch.Check(this, out world);
        }

        DynamicPlan plan = DynamicPlan.Create(Steps, OutputOf(Steps));
        world = MakeWorld(plan, mayCancel: true);
        bool mayCancel = CancelBefore >= 0 || CancelPercent > 0;
        try
        {
            return SimulatedRun.Compare(world, MakeWorld(plan, mayCancel), Kind, Seed, IsBuilt);
        }
        catch (Exception exception)
        {
            return [$"the run or its replay broke off: {exception}", .. world.Violations];
        }
    }

    /// <summary>Takes away whatever can be taken away with the case still wrong.</summary>
    public SimulatedCase Shrink()
    {
        SimulatedCase smallest = this;
        int runs = 0;
        bool hasShrunk = true;
        while (hasShrunk && runs < MaxShrinkRuns)
        {
            hasShrunk = false;
            foreach (SimulatedCase candidate in smallest.Smaller())
            {
                if (++runs < MaxShrinkRuns && OutputOf(candidate.Steps) >= 0 && candidate.Run().Count > 0)
                {
                    smallest = candidate;
                    hasShrunk = true;
                    break;
                }
            }
        }

        return smallest;
    }

    /// <summary>What to read when a case is wrong.</summary>
    public static string Describe(SimulatedCase found)
    {
        SimulatedCase smallest = found.Shrink();
        List<string> wrong = smallest.Run(out World world);
        var text = new StringBuilder();
        text.AppendLine($"Replay with ENGINE_TEST_SEED={found.Seed} ENGINE_TEST_CASES=1. In its smallest form ({smallest.Kind}, {smallest.LaneCount} lanes by {smallest.ChunkLength}, degree {smallest.Degree}, cancel before action {smallest.CancelBefore}):");
        text.Append(world.Plan);
        text.AppendLine("What is wrong:");
        foreach (string line in wrong)
        {
            text.AppendLine($"  {line}");
        }

        text.AppendLine("Trace:");
        foreach (TraceEvent at in world.Trace)
        {
            text.AppendLine($"  {at}");
        }

        return text.ToString();
    }

    /// <summary>The world of a run on threads: nobody cancels, and bodies take a while.</summary>
    public World MakeConcurrentWorld(int spinsInBody)
    {
        // A body that moves the clock beside another one would be the other's deadline, at a moment that the trace does not know.
        int timed = Steps.Count(static step => step.Policy.TimeoutMs > 0);
        SimulatedCase calm = this with { CancelBefore = -1, CancelPercent = 0, InterruptPercent = 0 };
        DynamicPlan plan = DynamicPlan.Create(Steps, OutputOf(Steps));
        return new World(plan, (index, attempt) => calm.Script(plan, index, attempt) is var outcome && MayPassTime(index) ? outcome : outcome with { PassMs = 0 })
        {
            Degree = Degree,
            WorkflowInput = (long)(Seed % 1000),
            MayCancel = false,
            IsConcurrent = true,
            SpinsInBody = spinsInBody,
        };

        bool MayPassTime(int index) => index >= plan.Steps.Length || timed == 0 || (timed == 1 && plan.Policy(index).TimeoutMs > 0);
    }

    /// <summary>A world for each lane. On threads the clock stands still: a lane that moved it would be another's deadline.</summary>
    public World[] MakeLanes()
    {
        DynamicPlan plan = DynamicPlan.Create(Steps, OutputOf(Steps));
        var first = MakeLane(plan, 0, new SimulatedTime(), new CancellationTokenSource());
        return [first, .. Enumerable.Range(1, LaneCount - 1).Select(lane => MakeLane(plan, lane, first.Time, first.Caller))];
    }

    private World MakeLane(DynamicPlan plan, int lane, SimulatedTime time, CancellationTokenSource caller)
    {
        bool isStill = Degree > 1;
        SimulatedCase mine = this with { Seed = Seed + ((ulong)lane * 1_000_003), InterruptPercent = isStill ? 0 : InterruptPercent };
        return new World(plan, (index, attempt) => mine.Script(plan, index, attempt) is var outcome && isStill ? outcome with { PassMs = 0 } : outcome, new SeededRandom(mine.Seed + 1).Next)
        {
            TimerPercent = TimerPercent,
            WorkflowInput = (long)(mine.Seed % 1000),
            Time = time,
            Caller = caller,
        };
    }

    private World MakeWorld(DynamicPlan plan, bool mayCancel) =>
        new(plan, (index, attempt) => Script(plan, index, attempt), new SeededRandom(Seed + 1).Next)
        {
            Degree = Degree,
            CancelBefore = CancelBefore,
            TimerPercent = TimerPercent,
            WorkflowInput = (long)(Seed % 1000),
            MayCancel = mayCancel,
        };

    private Outcome Script(DynamicPlan plan, int index, int attempt)
    {
        bool isUndo = plan.IsCompensation(index);
        int step = isUndo ? plan.CompensatedStep(index) : index;
        var random = SeededRandom.For(Seed, (plan.Steps[step].Id * 2) + (isUndo ? 1 : 0), attempt);
        bool isAsynchronous = plan.Body(index) == BodyKind.Asynchronous;
        int timeoutMs = plan.Policy(index).TimeoutMs;
        Ending ending = Ending.Value;
        if (random.Percent(isUndo ? Math.Min(60, 4 * FailPercent) : FailPercent))
        {
            ending = random.Pick(Ending.Throw, Ending.Throw, Ending.Throw, Ending.ForeignCancellation, Ending.WaitForToken, Ending.Late);
        }
        else if (random.Percent(ObeyPercent))
        {
            ending = Ending.Obey;
        }

        bool isPassing = random.Percent(40);
        string name = plan.StepName(index);
        return new Outcome(ending)
        {
            IsLater = isAsynchronous && random.Percent(LaterPercent),
            IsEager = random.Percent(50) && ending is Ending.Obey or Ending.WaitForToken or Ending.Late,
            ThrowsAtOnce = random.Percent(30),
            EndsBeforeWait = random.Percent(5),
            IsInterrupted = random.Percent(InterruptPercent),
            CancelsCaller = random.Percent(CancelPercent),
            PassMs = timeoutMs > 0 && random.Percent(FailPercent) ? timeoutMs : 0,
            Exception = isPassing ? () => new PassingException(name) : () => new BodyException(name),
        };
    }

    private IEnumerable<SimulatedCase> Smaller()
    {
        for (int i = Steps.Length - 1; i >= 0 && Steps.Length > 1; i--)
        {
            yield return this with { Steps = Without(i) };
        }

        if (LaneCount > 1)
        {
            yield return this with { LaneCount = LaneCount - 1, ChunkLength = Math.Min(ChunkLength, LaneCount - 1) };
        }

        if (ChunkLength > 0)
        {
            yield return this with { ChunkLength = 0 };
        }

        if (Degree > 0)
        {
            yield return this with { Degree = 0 };
        }

        if (CancelBefore >= 0)
        {
            yield return this with { CancelBefore = -1 };
        }

        if (CancelPercent > 0)
        {
            yield return this with { CancelPercent = 0 };
        }

        if (InterruptPercent > 0)
        {
            yield return this with { InterruptPercent = 0 };
        }

        if (ObeyPercent > 0)
        {
            yield return this with { ObeyPercent = 0 };
        }

        for (int i = 0; i < Steps.Length; i++)
        {
            foreach (DynamicStep simpler in Simpler(Steps[i]))
            {
                yield return this with { Steps = Steps.SetItem(i, simpler) };
            }
        }
    }

    private static IEnumerable<DynamicStep> Simpler(DynamicStep step)
    {
        for (int i = 0; i < step.After.Length; i++)
        {
            yield return step with { After = step.After.RemoveAt(i) };
        }

        for (int i = 0; i < step.Guards.Length; i++)
        {
            yield return step with { Guards = step.Guards.RemoveAt(i) };
        }

        for (int i = 0; i < step.Inputs.Length; i++)
        {
            yield return step with { Inputs = step.Inputs.RemoveAt(i) };
        }

        if (step.Compensation is not null)
        {
            yield return step with { Compensation = null };
            if (step.Compensation != new DynamicCompensation())
            {
                yield return step with { Compensation = new DynamicCompensation() };
            }
        }

        if (step.Policy != default)
        {
            yield return step with { Policy = default };
            yield return step with { Policy = step.Policy with { TimeoutMs = 0 } };
            if (step.Policy.Retries > 0)
            {
                yield return step with { Policy = new StepPolicy { TimeoutMs = step.Policy.TimeoutMs } };
            }
        }

        if (step.Cell >= 0)
        {
            yield return step with { Cell = -1 };
        }

        if (step.Body == BodyKind.Asynchronous)
        {
            yield return step with { Body = BodyKind.Synchronous };
        }
    }

    private ImmutableArray<DynamicStep> Without(int removed) =>
        [.. Steps.Where((_, i) => i != removed).Select(step => (step with
        {
            Inputs = step.Inputs.RemoveAll(input => input.Producer == removed),
            Guards = step.Guards.RemoveAll(guard => guard.Producer == removed),
            After = step.After.RemoveAll(producer => producer == removed),
        }).Renumbered(producer => producer > removed ? producer - 1 : producer))];

    /// <summary>The last step that has a value and cannot be skipped.</summary>
    private static int OutputOf(ImmutableArray<DynamicStep> steps)
    {
        int output = -1;
        bool[] skippable = new bool[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            skippable[i] = steps[i].Guards.Length > 0 || steps[i].Inputs.Any(input => !input.IsMaybe && skippable[input.Producer]);
            output = skippable[i] || steps[i].Value == ValueKind.Nothing ? output : i;
        }

        return output;
    }

    private static ImmutableArray<DynamicStep> MakeSteps(SeededRandom random, ExecutorKind kind, int asyncPercent)
    {
        // Small workflows find most, and large ones the rest.
        int count = 1 + random.Next(random.Pick(4, 8, 8, 16, 16, MaxSteps));
        bool hasPolicies = random.Percent(50);
        int guardPercent = random.Pick(0, 20, 50);
        int undoPercent = random.Pick(0, 30, 70);
        int maxInputs = random.Pick(1, 2, 3);
        int contextPercent = random.Pick(0, 0, 80, 100);
        var steps = new List<DynamicStep>();
        int[] lastToTouch = [-1, -1];
        for (int id = 0; id < count; id++)
        {
            ValueKind value = id == 0 ? ValueKind.Number
                : random.Pick(ValueKind.Nothing, ValueKind.Number, ValueKind.Number, ValueKind.Number, ValueKind.Bool, ValueKind.Bool, ValueKind.Choice);
            bool isAsynchronous = random.Percent(asyncPercent);
            List<int> after = [];
            for (int i = id == 0 ? 0 : random.Next(4) - 1; i > 0; i--)
            {
                after.Add(random.Next(id));
            }

            int cell = !isAsynchronous && random.Percent(15) ? random.Next(2) : -1;
            if (cell >= 0)
            {
                // Steps that touch one state are in order, or the workflow does not compile.
                if (lastToTouch[cell] >= 0)
                {
                    after.Add(lastToTouch[cell]);
                }

                lastToTouch[cell] = id;
            }

            StepPolicy policy = hasPolicies && random.Percent(40) ? MakePolicy(random, kind) : default;
            steps.Add(new DynamicStep
            {
                Id = id,
                Body = isAsynchronous ? BodyKind.Asynchronous : BodyKind.Synchronous,
                Value = value,
                Inputs = MakeInputs(random, steps, random.Next(maxInputs + 1)),
                Guards = random.Percent(guardPercent) ? MakeGuards(random, steps) : [],
                After = [.. after.Distinct()],
                Cell = cell,
                TakesContext = policy.TimeoutMs > 0 || random.Percent(contextPercent),
                Policy = policy,
                Compensation = random.Percent(undoPercent)
                    ? new DynamicCompensation(
                        random.Percent(asyncPercent) ? BodyKind.Asynchronous : BodyKind.Synchronous,
                        hasPolicies && random.Percent(40) ? MakePolicy(random, kind) : default)
                    : null,
            });
        }

        return [.. steps];
    }

    private static ImmutableArray<StepInput> MakeInputs(SeededRandom random, List<DynamicStep> before, int count)
    {
        int[] producers = [.. Enumerable.Range(0, before.Count).Where(i => before[i].Value != ValueKind.Nothing)];
        return producers.Length == 0
            ? []
            : [.. Enumerable.Range(0, count).Select(_ => producers[random.Next(producers.Length)]).Distinct().Select(producer => new StepInput(producer, random.Percent(60)))];
    }

    private static ImmutableArray<StepGuard> MakeGuards(SeededRandom random, List<DynamicStep> before)
    {
        int[] deciders = [.. Enumerable.Range(0, before.Count).Where(i => before[i].Value is ValueKind.Bool or ValueKind.Choice)];
        var guards = new List<StepGuard>();
        for (int i = deciders.Length == 0 ? 0 : 1 + random.Next(2); i > 0; i--)
        {
            int decider = deciders[random.Next(deciders.Length)];
            if (guards.Exists(guard => guard.Producer == decider))
            {
                continue;
            }

            if (before[decider].Value == ValueKind.Bool)
            {
                guards.Add(new StepGuard(decider, random.Pick(GuardKind.When, GuardKind.Unless)));
            }
            else if (random.Percent(30))
            {
                guards.Add(new StepGuard(decider, GuardKind.Default));
            }
            else
            {
                int first = random.Next(3);
                guards.Add(new StepGuard(decider, GuardKind.Case, first));
                if (random.Percent(40))
                {
                    guards.Add(new StepGuard(decider, GuardKind.Case, (first + 1) % 3));
                }
            }
        }

        return [.. guards];
    }

    private static StepPolicy MakePolicy(SeededRandom random, ExecutorKind kind)
    {
        int retries = random.Next(4);
        return new StepPolicy
        {
            Retries = retries,
            DelayMs = retries == 0 || kind != ExecutorKind.Async ? 0 : random.Pick(0, 0, 10, 25),
            Backoff = random.Pick(Backoff.Constant, Backoff.Linear, Backoff.Exponential),
            MaxDelayMs = random.Pick(0, 0, 20),
            Jitter = random.Percent(30),
            RetryOn = random.Pick<Type?>(null, null, typeof(PassingException), typeof(TimeoutException), typeof(BodyException)),
            TimeoutMs = random.Pick(0, 0, 5, 10, 50),
        };
    }
}
