using Engine.Generators.Model;

namespace Engine.Generators.Planning;

/// <summary>A workflow and its plan: all that emission needs.</summary>
/// <param name="Workflow">The class.</param>
/// <param name="Plan">Null for a class that the analyser has refused.</param>
internal sealed record WorkflowPlan(WorkflowModel Workflow, PlanModel? Plan);
