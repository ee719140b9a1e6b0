using System.Linq;
using Engine.Generators.Model;
using Engine.Graphs.Reference;

namespace Engine.Generators.Planning;

/// <summary>
/// Plans a workflow with the reference analyses that Core's tests trust: order by level and declaration, the critical path,
/// and the edges that readiness needs.
/// </summary>
internal static class WorkflowPlanner
{
    /// <summary>The plan; null for a class that the analyser has refused, or whose steps form a cycle.</summary>
    public static PlanModel? Plan(WorkflowModel workflow)
    {
        if (workflow.IsBroken)
        {
            return null;
        }

        (int[] offsets, int[] targets) = StepEdges.Rows(workflow.Steps);
        ReferencePlan? plan = ReferencePlanner.Plan(offsets, targets, default, default);
        if (plan is null)
        {
            return null;
        }

        int[] rank = new int[plan.Order.Length];
        for (int stepIndex = 0; stepIndex < rank.Length; stepIndex++)
        {
            rank[plan.Order[stepIndex]] = stepIndex;
        }

        (int[] ranked, int[] rankedTargets) = Renumber(offsets, targets, plan.Order, rank);
        (int[] keptOffsets, int[] keptTargets) = PlanReduction.Reduce(ranked, rankedTargets);
        int[] predecessors = new int[rank.Length];
        foreach (int target in keptTargets)
        {
            predecessors[target]++;
        }

        return new PlanModel(
            new(plan.Order),
            new(plan.Order.Select(node => plan.Levels[node])),
            new(keptOffsets),
            new(keptTargets),
            new(predecessors),
            new(StartOrder.Of(keptOffsets, keptTargets, predecessors, stepIndex => workflow.Steps[plan.Order[stepIndex]].Body.IsAsynchronous)),
            new(plan.CriticalPath.Select(node => rank[node])),
            Fingerprint.Of(workflow, plan.Order, rank));
    }

    /// <summary>The same edges between plan indices, each row ascending.</summary>
    private static (int[] Offsets, int[] Targets) Renumber(int[] offsets, int[] targets, int[] order, int[] rank)
    {
        int[] rankedOffsets = new int[offsets.Length];
        int[] rankedTargets = new int[targets.Length];
        for (int stepIndex = 0; stepIndex < order.Length; stepIndex++)
        {
            int start = rankedOffsets[stepIndex], length = offsets[order[stepIndex] + 1] - offsets[order[stepIndex]];
            for (int i = 0; i < length; i++)
            {
                rankedTargets[start + i] = rank[targets[offsets[order[stepIndex]] + i]];
            }

            System.Array.Sort(rankedTargets, start, length);
            rankedOffsets[stepIndex + 1] = start + length;
        }

        return (rankedOffsets, rankedTargets);
    }
}
