namespace Engine.Generators.Model;

/// <summary>
/// The plan of a workflow. Index i is the i-th step in plan order (by level, then as declared); everything here speaks in
/// such indices, and <see cref="Order"/> leads back to the declaration.
/// </summary>
/// <param name="Order">For each index the position of the step in <see cref="WorkflowModel.Steps"/>.</param>
/// <param name="Levels">For each index its level.</param>
/// <param name="SuccessorOffsets">Rows of <see cref="Successors"/>.</param>
/// <param name="Successors">The transitive reduction of all edges: data, conditions and <c>[After]</c>.</param>
/// <param name="PredecessorCounts">Edges that lead to each index, in the reduction.</param>
/// <param name="StartOrder">The order in which steps start where none suspends: of those that are ready the asynchronous first.</param>
/// <param name="CriticalPath">The longest chain of steps, each counting one.</param>
/// <param name="Fingerprint">A hash of everything that decides what a run means.</param>
internal sealed record PlanModel(
    EquatableArray<int> Order,
    EquatableArray<int> Levels,
    EquatableArray<int> SuccessorOffsets,
    EquatableArray<int> Successors,
    EquatableArray<int> PredecessorCounts,
    EquatableArray<int> StartOrder,
    EquatableArray<int> CriticalPath,
    ulong Fingerprint);
