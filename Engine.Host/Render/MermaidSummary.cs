using Engine.Graphs;

namespace Engine.Host.Render;

/// <summary>A graph too large for Mermaid as a chain of boxes, each a level or a run of levels.</summary>
internal static class MermaidSummary
{
    private const int MaxBoxes = 60;

    public static void Write(TextWriter output, ReportData data)
    {
        Plan plan = data.Plan;
        int levelsPerBox = Math.Max(1, (plan.LevelCount + MaxBoxes - 1) / MaxBoxes);
        output.Write($"%% Summary: {CostText.Count(plan.NodeCount, "task")} and {CostText.Count(data.Graph.EdgeCount, "edge")} are more than Mermaid can lay out");
        output.Write($" (here {CostText.Count(MermaidWriter.MaxTasks)} and {CostText.Count(MermaidWriter.MaxEdges)} at most).\n");
        output.Write($"%% A box is {(levelsPerBox == 1 ? "a level" : CostText.Count(levelsPerBox, "level"))}. The whole graph: --dot, --svg or --json.\n");
        output.Write("flowchart LR\n");
        long[] critical = new long[(plan.LevelCount + levelsPerBox - 1) / levelsPerBox];
        bool[] isOnPath = new bool[critical.Length];
        foreach (int task in plan.CriticalPath)
        {
            critical[plan.Levels[task] / levelsPerBox] += data.Graph.Cost(task);
            isOnPath[plan.Levels[task] / levelsPerBox] = true;
        }

        for (int box = 0; box < critical.Length; box++)
        {
            int first = box * levelsPerBox, last = Math.Min(first + levelsPerBox, plan.LevelCount) - 1;
            int tasks = plan.LevelOffsets[last + 1] - plan.LevelOffsets[first];
            string levels = first == last ? $"level {CostText.Count(first)}" : $"levels {CostText.Count(first)} to {CostText.Count(last)}";
            string path = isOnPath[box] ? $", critical path {data.Time(critical[box])}" : "";
            MermaidText.WriteNode(output, "L", box, levels, CostText.Count(tasks, "task") + path, isOnPath[box]);
        }

        for (int box = 0; box + 1 < critical.Length; box++)
        {
            output.Write($"  L{box} --> L{box + 1}\n");
        }

        MermaidText.WriteStyles(output, []);
    }
}
