extern alias generators;

using Engine.Graphs;
using FsCheck.Xunit;
using generators::Engine.Generators.Model;
using generators::Engine.Generators.Planning;

namespace Engine.Tests.Generators;

/// <summary>What the generator plans at compile time is what Core plans at run time.</summary>
public class PlanTests
{
    [Property(MaxTest = 300)]
    public void Plan_of_random_model_is_that_of_Core(int seed)
    {
        WorkflowModel model = Random(seed);
        AssertSamePlan(model, WorkflowPlanner.Plan(model)!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(129)]
    public void Plan_of_complete_order_keeps_a_chain(int stepCount)
    {
        var edges = new List<(int, int)>();
        for (int to = 0; to < stepCount; to++)
        {
            for (int from = 0; from < to; from++)
            {
                edges.Add((from, to));
            }
        }

        WorkflowModel model = Models.Of(stepCount, edges, static (_, _) => EdgeKind.Data);
        PlanModel plan = WorkflowPlanner.Plan(model)!;

        AssertSamePlan(model, plan);
        Assert.Equal(stepCount - 1, plan.Successors.Count);
        Assert.Equal(Enumerable.Range(0, stepCount), plan.CriticalPath);
    }

    [Fact]
    public void Plan_orders_a_level_as_declared()
    {
        // Declared last to first: C waits for B waits for A, D for nothing.
        WorkflowModel model = Models.Of(4, [(2, 1), (1, 0)], static (_, _) => EdgeKind.Data);

        PlanModel plan = WorkflowPlanner.Plan(model)!;

        Assert.Equal([2, 3, 1, 0], plan.Order);
        Assert.Equal([0, 0, 1, 2], plan.Levels);
    }

    [Fact]
    public void Plan_of_cycle_is_null() => Assert.Null(WorkflowPlanner.Plan(Models.Of(2, [(0, 1), (1, 0)], static (_, _) => EdgeKind.Data)));

    [Fact]
    public void Plan_of_broken_class_is_null() => Assert.Null(WorkflowPlanner.Plan(Models.Of(Models.Step("A")) with { IsBroken = true }));

    [Fact]
    public void Fingerprint_depends_on_what_a_run_means()
    {
        ParameterModel input = new(ParameterSource.Input, 0, Passing.ByValue, "int");
        ParameterModel fromA = new(ParameterSource.Value, 0, Passing.ByValue, "int");
        PolicyModel policy = new(1, 0, 0, 0, false, null, 0);
        StepModel a = Models.Step("A", [input]), b = Models.Step("B", [fromA]);
        StepModel flag = a with { Body = a.Body with { ValueType = "bool" } };
        CompensationModel undo = new(new MethodModel("Undo", true, ReturnKind.Synchronous, null, new([fromA]), null), 0);
        StateModel state = new("S", "global::S");
        StepModel touching = b with { Body = b.Body with { Parameters = new([fromA, new(ParameterSource.State, 0, Passing.In, "global::S")]) } };
        WorkflowModel[] models =
        [
            Models.Of(a, b),
            Models.Of(a with { Name = "a" }, b),
            Models.Of(b with { Body = b.Body with { Parameters = new([input]) } }, b),
            Models.Of(flag, b),
            Models.Of(a, b with { Body = b.Body with { Parameters = new([fromA with { Source = ParameterSource.Maybe }]) } }),
            Models.Of(a, b with { Body = b.Body with { Parameters = new([fromA with { Type = "object" }]) } }),
            Models.Of(a, b with { Body = b.Body with { Parameters = new([input, fromA]) } }),
            Models.Of(a, b with { After = new([0]) }),
            Models.Of(a, b with { Conditions = new([new(ConditionKind.IsTrue, 0, default)]) }),
            Models.Of(a, b with { Conditions = new([new(ConditionKind.IsFalse, 0, default)]) }),
            Models.Of(a, b with { Conditions = new([new(ConditionKind.In, 0, new(["E.X"]))]) }),
            Models.Of(a, b with { Conditions = new([new(ConditionKind.In, 0, new(["E.X", "E.Y"]))]) }),
            Models.Of(a, b with { Conditions = new([new(ConditionKind.NotIn, 0, new(["E.X"]))]) }),
            Models.Of(a, b with { Body = b.Body with { Policy = policy } }),
            Models.Of(a, b with { Body = b.Body with { Policy = policy with { Retries = 2 } } }),
            Models.Of(a, b with { Body = b.Body with { Policy = policy with { DelayMs = 2 } } }),
            Models.Of(a, b with { Body = b.Body with { Policy = policy with { Backoff = 2 } } }),
            Models.Of(a, b with { Body = b.Body with { Policy = policy with { MaxDelayMs = 2 } } }),
            Models.Of(a, b with { Body = b.Body with { Policy = policy with { Jitter = true } } }),
            Models.Of(a, b with { Body = b.Body with { Policy = policy with { RetryOn = "E" } } }),
            Models.Of(a, b with { Body = b.Body with { Policy = policy with { TimeoutMs = 2 } } }),
            Models.Of(a with { Compensation = 0 }, b) with { Compensations = new([undo]) },
            Models.Of(a with { Compensation = 0 }, b) with { Compensations = new([undo with { Body = undo.Body with { Policy = policy } }]) },
            Models.Of(a, b) with { InputType = "long" },
            Models.Of(a, b) with { OutputType = "long" },
            Models.Of(a, b) with { OutputStep = 0 },
            Models.Of(a, touching) with { States = new([state]) },
            Models.Of(a, touching) with { States = new([state with { Type = "global::T" }]) },
            Models.Of(a, touching with { Body = touching.Body with { Parameters = new([fromA, new(ParameterSource.State, 0, Passing.Ref, "global::S")]) } }) with { States = new([state]) },
        ];

        Assert.Distinct(models.Select(static model => WorkflowPlanner.Plan(model)!.Fingerprint));
    }

    [Fact]
    public void Fingerprint_does_not_depend_on_how_it_is_written()
    {
        ParameterModel input = new(ParameterSource.Input, 0, Passing.ByValue, "int");
        ParameterModel fromA = new(ParameterSource.Value, 0, Passing.ByValue, "int");
        ParameterModel token = new(ParameterSource.Token, 0, Passing.ByValue, "global::System.Threading.CancellationToken");
        StepModel a = Models.Step("A", [input]), b = Models.Step("B", [input, fromA]);
        WorkflowModel model = Models.Of(a, b);
        WorkflowModel[] same =
        [
            model with { Namespace = "Other", Name = "V", Type = model.Type with { Name = "V" } },
            Models.Of(a, b with { Body = b.Body with { Parameters = new([fromA, input, token]) } }),
            Models.Of(a with { Body = a.Body with { Parameters = new([input with { Passing = Passing.In }]) } }, b),
            Models.Of(a with { Body = a.Body with { IsStatic = false, Return = ReturnKind.ValueTask } }, b),
        ];

        Assert.All(same, other => Assert.Equal(WorkflowPlanner.Plan(model)!.Fingerprint, WorkflowPlanner.Plan(other)!.Fingerprint));

        // The same on every machine and in every process: recorded runs depend on it.
        Assert.Equal(0x2F518E7EE8239BF9UL, WorkflowPlanner.Plan(model)!.Fingerprint);
    }

    /// <summary>Up to 150 steps declared in any order, sparse to dense, with edges of all kinds.</summary>
    private static WorkflowModel Random(int seed)
    {
        var random = new Random(seed);
        int stepCount = random.Next(1, random.Next(2, 150));
        int[] declared = [.. Enumerable.Range(0, stepCount)];
        random.Shuffle(declared);
        var edges = new List<(int, int)>();
        double density = random.NextDouble() * random.NextDouble();
        for (int to = 0; to < stepCount; to++)
        {
            for (int from = 0; from < to; from++)
            {
                if (random.NextDouble() < density)
                {
                    edges.Add((declared[from], declared[to]));
                }
            }
        }

        WorkflowModel model = Models.Of(stepCount, edges, (from, to) => (EdgeKind)(((from * 31) + (to * 17) + (seed & 1)) % 3));
        return model with { Steps = new(model.Steps.Select(step => random.Next(3) > 0 ? step : step with { Body = step.Body with { Return = ReturnKind.ValueTask } })) };
    }

    private static void AssertSamePlan(WorkflowModel model, PlanModel planned)
    {
        int stepCount = model.Steps.Count;
        var from = new List<int>();
        var to = new List<int>();
        for (int position = 0; position < stepCount; position++)
        {
            StepModel step = model.Steps[position];
            foreach (int source in step.Body.Parameters.Where(static parameter => parameter.Source is ParameterSource.Value or ParameterSource.Maybe).Select(static parameter => parameter.Index)
                .Concat(step.Conditions.Select(static condition => condition.Step)).Concat(step.After))
            {
                from.Add(source);
                to.Add(position);
            }
        }

        Digraph graph = Digraph.FromEdges(stepCount, from.ToArray(), to.ToArray());
        var plan = new Plan();
        Planner.Plan(graph, plan);
        Assert.Equal(plan.Order.ToArray(), planned.Order);
        Assert.Equal(plan.Order.ToArray().Select(node => plan.Levels[node]), planned.Levels);

        int[] rank = new int[stepCount];
        for (int stepIndex = 0; stepIndex < stepCount; stepIndex++)
        {
            rank[plan.Order[stepIndex]] = stepIndex;
        }

        Assert.Equal(plan.CriticalPath.ToArray().Select(node => rank[node]), planned.CriticalPath);
        Digraph reduced = TransitiveReduction.Reduce(graph, plan);
        for (int stepIndex = 0; stepIndex < stepCount; stepIndex++)
        {
            int[] expected = [.. reduced.Successors(plan.Order[stepIndex]).ToArray().Select(node => rank[node]).Order()];
            Assert.Equal(expected, planned.Successors.AsSpan()[planned.SuccessorOffsets[stepIndex]..planned.SuccessorOffsets[stepIndex + 1]].ToArray());
            Assert.Equal(reduced.InDegrees[plan.Order[stepIndex]], planned.PredecessorCounts[stepIndex]);
        }

        Assert.Equal(reduced.EdgeCount, planned.Successors.Count);

        var started = new List<int>();
        ILookup<int, int> before = Enumerable.Range(0, stepCount)
            .SelectMany(node => reduced.Successors(node).ToArray().Select(successor => (From: rank[node], To: rank[successor])))
            .ToLookup(static edge => edge.To, static edge => edge.From);
        while (started.Count < stepCount)
        {
            int[] ready = [.. Enumerable.Range(0, stepCount).Where(stepIndex =>
                !started.Contains(stepIndex) && before[stepIndex].All(started.Contains))];
            int first = Array.FindIndex(ready, stepIndex => model.Steps[plan.Order[stepIndex]].Body.IsAsynchronous);
            started.Add(ready[Math.Max(first, 0)]);
        }

        Assert.Equal(started, planned.StartOrder);
    }
}
