using System.Globalization;
using System.Text.Json;
using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs;

/// <summary>The scheduler against known answers: makespans of the plain rule, and the best known schedules of the STG graphs.</summary>
public class ListSchedulerRealDataTests
{
    private readonly Plan _plan = new();
    private readonly Schedule _schedule = new();

    public static TheoryData<string> LargeGraphs() => [.. RealGraph.LargeNames()];

    public static TheoryData<string> Workflows() => [.. RealGraph.WfFormatNames()];

    [RealDataFact]
    public void Plain_makespans_of_stg_graphs_are_the_known_ones()
    {
        int checks = 0;
        foreach (string name in RealGraph.StgNames())
        {
            RealGraph graph = RealGraph.Stg(name);
            checks += CheckPlain(graph.Build(), [], graph.Oracle, name);
        }

        Assert.True(checks >= 900, $"Only {checks} known makespans were found.");
    }

    [RealDataFact]
    public void Plain_makespans_of_north_graphs_are_the_known_ones()
    {
        int checks = 0;
        foreach (RealGraph graph in RealGraph.North())
        {
            checks += CheckPlain(graph.Build(), [], graph.Oracle, graph.Name);
        }

        Assert.True(checks >= 600, $"Only {checks} known makespans were found.");
    }

    [RealDataTheory]
    [MemberData(nameof(Workflows))]
    public void Plain_makespans_of_workflows_are_the_known_ones(string name)
    {
        RealGraph graph = RealGraph.WfFormat(name);
        Assert.NotEqual(0, CheckPlain(graph.Build(), [], graph.Oracle, name));
        if (!graph.Oracle.TryGetProperty("bounds", out JsonElement bounds))
        {
            return;
        }

        foreach (JsonProperty bound in bounds.EnumerateObject())
        {
            ListScheduler.Schedule(graph.Build(), _plan, Int(bound.Name), _schedule);
            ScheduleAssert.IsValid(graph.Build(), graph.Costs, Int(bound.Name), _schedule);
            Assert.True(_schedule.LowerBound >= bound.Value[0].GetInt64(), $"{name}: bound {_schedule.LowerBound} on {bound.Name} workers.");
        }
    }

    [RealDataTheory]
    [MemberData(nameof(LargeGraphs))]
    public void Plain_makespans_of_large_graphs_are_the_known_ones(string name)
    {
        RealGraph graph = RealGraph.Large(name);
        Digraph built = graph.Build();
        if (!Planner.TryPlan(built, _plan))
        {
            Assert.False(graph.Oracle.GetProperty("is_dag").GetBoolean());
            return;
        }

        CheckPlain(built, [], graph.Oracle, name);
        if (graph.Oracle.TryGetProperty("weighted", out JsonElement weighted))
        {
            // The oracle's weight of node i: 1 + ((i * 2654435761) mod 2^32) mod 97.
            long[] costs = [.. Enumerable.Range(0, built.NodeCount).Select(static node => 1 + (unchecked((uint)node * 2654435761) % 97L))];
            CheckPlain(built, costs, weighted, name);
        }
    }

    [RealDataFact]
    public void Improved_makespans_of_stg_graphs_keep_the_budget()
    {
        string[][] rows = [.. File.ReadLines(TestData.File("stg/optimal_makespans.csv")).Skip(1).Select(static line => line.Split(','))];
        var graphs = new Dictionary<string, Digraph>();
        double sum = 0, worst = 0;
        foreach (string[] row in rows)
        {
            if (!graphs.TryGetValue(row[0], out Digraph? graph))
            {
                graphs[row[0]] = graph = RealGraph.Stg(row[0]).Build();
            }

            int workers = Int(row[1]);
            long best = Int(row[4]), plain = Int(row[5]);
            Planner.Plan(graph, _plan);
            ListScheduler.Schedule(graph, _plan, workers, _schedule);
            ScheduleAssert.IsValid(graph, graph.Costs, workers, _schedule);
            Assert.True(_schedule.Makespan <= plain, $"{row[0]} on {workers} workers: {_schedule.Makespan} is longer than the plain {plain}.");
            Assert.True(_schedule.LowerBound <= best, $"{row[0]} on {workers} workers: bound {_schedule.LowerBound} is above the known {best}.");
            long bound = LowerBounds.Find(graph, graph.Costs, _plan, workers);
            Assert.InRange(bound, Math.Max(_plan.Span, (_plan.Work + workers - 1) / workers), best);
            double ratio = (double)_schedule.Makespan / best;
            sum += ratio;
            worst = Math.Max(worst, ratio);
        }

        Assert.Equal(489, rows.Length);
        Assert.True(sum / rows.Length <= 1.001, $"Mean makespan / best known is {sum / rows.Length:F5}.");
        Assert.True(worst <= 1.03, $"The worst makespan / best known is {worst:F5}.");
    }

    private int CheckPlain(Digraph graph, long[] otherCosts, JsonElement oracle, string name)
    {
        if (!oracle.TryGetProperty("hlfet", out JsonElement known))
        {
            return 0;
        }

        int checks = 0;
        ReadOnlySpan<long> costs = otherCosts.Length == 0 ? graph.Costs : otherCosts;
        Planner.Plan(graph, costs, _plan);
        foreach (JsonProperty makespan in known.EnumerateObject())
        {
            ListScheduler.Schedule(graph, costs, _plan, Int(makespan.Name), _schedule, ScheduleEffort.Plain);
            Assert.True(
                makespan.Value.GetInt64() == _schedule.Makespan, $"{name} on {makespan.Name} workers: {_schedule.Makespan} instead of {makespan.Value}.");
            checks++;
        }

        return checks;
    }

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
