using System.Globalization;
using Engine.Benchmarks.Baselines;
using Engine.Graphs;
using Engine.Host.Bench;

namespace Engine.Benchmarks.Planning;

/// <summary>
/// The planner against C++ and the obvious C# version, each pair in alternating rounds, as a Markdown table: on a machine
/// whose speed swings by a factor of two, the only way to a ratio that repeats.
/// </summary>
internal static class PlanningRatios
{
    private static readonly BenchEffort Effort = new()
    {
        WarmUpMs = 300, RoundMs = 10, MinRounds = 9, MaxRounds = 41, CaseMs = 4_000, GatesTimeRatios = false,
    };

    public static int Run(TextWriter output, TextWriter progress, bool quick)
    {
        MachineFacts machine = MachineFacts.Read();
        output.WriteLine($"{machine.Machine}; {machine.Runtime}; commit {machine.Commit}");
        output.WriteLine();
        output.WriteLine("| graph | Engine, median | per edge | bytes | / C++ Kahn | / C++ packed | / C++ sweep | view / C++ Kahn | / obvious C# |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (PlanSample sample in PlanSample.All(quick))
        {
            progress.WriteLine($"{sample.Name} ...");
            output.WriteLine(Row(sample));
        }

        return 0;
    }

    private static string Row(PlanSample sample)
    {
        Digraph graph = sample.Graph();
        var plan = new Plan();
        long[] costs = graph.Costs.ToArray();
        List<int>[] successors = ObviousPlanner.Adjacency(graph);
        ObviousPlan? obvious = null;
        BenchMeasurement measured = Measure(sample, new BenchSubject
        {
            Run = () => Planner.Plan(graph, plan),
            Baseline = () => obvious = ObviousPlanner.Plan(successors, costs),
            Verify = () => PlanComparison.Difference(plan, obvious!),
        });
        obvious = null;

        string[] native = ["-", "-", "-", "-"];
        if (NativePlanner.IsAvailable)
        {
            void Engine() => Planner.Plan(graph, plan);
            void EngineView() => Planner.Plan(new DigraphView(graph.Offsets, graph.Targets), costs, plan);
            native =
            [
                AgainstNative(sample, graph, plan, Engine, "plan_kahn", inDegreesKnown: true),
                AgainstNative(sample, graph, plan, Engine, "plan_packed", inDegreesKnown: true),
                sample.IsShuffled ? "-" : AgainstNative(sample, graph, plan, Engine, "plan_forward", inDegreesKnown: true),
                AgainstNative(sample, graph, plan, EngineView, "plan_kahn", inDegreesKnown: false),
            ];
        }

        string bytes = measured.BytesPerOperation.ToString("0.##", CultureInfo.InvariantCulture);
        string perEdge = BenchTable.Time(measured.MedianNs / graph.EdgeCount);
        return $"| {sample.Name} | {BenchTable.Time(measured.MedianNs)} | {perEdge} | {bytes} | {string.Join(" | ", native)} | {BenchTable.Ratio(measured.Ratio)} |";
    }

    private static string AgainstNative(PlanSample sample, Digraph graph, Plan plan, Action ours, string function, bool inDegreesKnown)
    {
        var native = new NativePlanner(graph, function, inDegreesKnown);
        return BenchTable.Ratio(Measure(sample, new BenchSubject { Run = ours, Baseline = native.Plan, Verify = () => native.Difference(plan) }).Ratio);
    }

    private static BenchMeasurement Measure(PlanSample sample, BenchSubject subject)
    {
        subject.Run();
        subject.Baseline!();
        return subject.Verify() is string difference
            ? throw new BenchCheckException($"{sample.Name}: the answers differ, so nothing is timed: {difference}.")
            : Interleaved.Measure(subject, Effort);
    }
}
