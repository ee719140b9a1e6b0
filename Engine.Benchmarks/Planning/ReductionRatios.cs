using Engine.Benchmarks.Baselines;
using Engine.Graphs;
using Engine.Host.Bench;

namespace Engine.Benchmarks.Planning;

/// <summary>Transitive reduction against C++ and the obvious C# version, in alternating rounds, as a Markdown table.</summary>
internal static class ReductionRatios
{
    public static void Run(TextWriter output, TextWriter progress)
    {
        output.WriteLine("| transitive reduction | Engine, median | per edge | bytes | / C++ bitset | / obvious C# |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (PlanSample sample in PlanSample.Dense)
        {
            progress.WriteLine($"reduction {sample.Name} ...");
            Digraph graph = sample.Graph();
            var plan = new Plan();
            Planner.Plan(graph, plan);
            var kept = new bool[graph.EdgeCount];
            bool[] obvious = [];
            void Engine() => TransitiveReduction.Find(graph, plan, kept);
            BenchMeasurement measured = RatioRounds.Measure(sample.Name, Engine, () => obvious = ObviousReduction.Find(graph, plan), () => PlanComparison.Unequal<bool>("kept edge", kept, obvious));
            string native = "-";
            if (NativeReduction.IsAvailable)
            {
                var reduction = new NativeReduction(graph, plan);
                native = BenchTable.Ratio(RatioRounds.Measure(sample.Name, Engine, () => reduction.Find(), () => reduction.Difference(kept)).Ratio);
            }

            output.WriteLine($"| {sample.Name} | {RatioRounds.Columns(measured, graph)} | {native} | {BenchTable.Ratio(measured.Ratio)} |");
        }
    }
}
