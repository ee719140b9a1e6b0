using Engine.Internal;

namespace Engine.Graphs;

/// <summary>What an analysis asks of a graph and its plan before it starts.</summary>
internal static class PlanChecks
{
    /// <summary>The view is well formed and the plan has its size. Whether an edge follows the plan's order is checked where an analysis walks it and relies on that.</summary>
    public static void EnsureFits(DigraphView graph, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        graph.EnsureValid();
        if (plan.NodeCount != graph.NodeCount || plan.EdgeCount != graph.EdgeCount)
        {
            Throw.ForeignPlan();
        }
    }
}
