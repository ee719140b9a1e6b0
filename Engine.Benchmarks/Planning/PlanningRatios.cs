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
    public static void Run(TextWriter output, TextWriter progress, bool quick)
    {
        output.WriteLine("| plan | Engine, median | per edge | bytes | / C++ Kahn | / C++ packed | / C++ sweep | view / C++ Kahn | / obvious C# |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (PlanSample sample in PlanSample.All(quick))
        {
            progress.WriteLine($"plan {sample.Name} ...");
            output.WriteLine(Row(sample));
        }
    }

    private static string Row(PlanSample sample)
    {
        Digraph graph = sample.Graph();
        var plan = new Plan();
        void Engine() => Planner.Plan(graph, plan);
        BenchMeasurement measured = AgainstObvious(sample, graph, plan, Engine);

        string[] native = ["-", "-", "-", "-"];
        if (NativePlanner.IsAvailable)
        {
            // Raw rows are checked and their in-degrees counted by us; then native code counts them too.
            long[] costs = graph.Costs.ToArray();
            void EngineView() => Planner.Plan(new DigraphView(graph.Offsets, graph.Targets), costs, plan);
            native =
            [
                AgainstNative(sample, graph, plan, Engine, "plan_kahn", inDegreesKnown: true),
                AgainstNative(sample, graph, plan, Engine, "plan_packed", inDegreesKnown: true),
                sample.IsShuffled ? "-" : AgainstNative(sample, graph, plan, Engine, "plan_forward", inDegreesKnown: true),
                AgainstNative(sample, graph, plan, EngineView, "plan_kahn", inDegreesKnown: false),
            ];
        }

        return $"| {sample.Name} | {RatioRounds.Columns(measured, graph)} | {string.Join(" | ", native)} | {BenchTable.Ratio(measured.Ratio)} |";
    }

    private static BenchMeasurement AgainstObvious(PlanSample sample, Digraph graph, Plan plan, Action ours)
    {
        List<int>[] successors = ObviousPlanner.Adjacency(graph);
        long[] costs = graph.Costs.ToArray();
        ObviousPlan? obvious = null;
        return RatioRounds.Measure(sample.Name, ours, () => obvious = ObviousPlanner.Plan(successors, costs), () => PlanComparison.Difference(plan, obvious!));
    }

    private static string AgainstNative(PlanSample sample, Digraph graph, Plan plan, Action ours, string function, bool inDegreesKnown)
    {
        var native = new NativePlanner(graph, function, inDegreesKnown);
        return BenchTable.Ratio(RatioRounds.Measure(sample.Name, ours, native.Plan, () => native.Difference(plan)).Ratio);
    }
}
