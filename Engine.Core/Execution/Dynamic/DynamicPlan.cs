namespace Engine.Internal;

/// <summary>Where the list of values of a step with any number of them is kept.</summary>
internal readonly record struct GatheredInputs(int Cell, int[] Positions, string StepName);

/// <summary>
/// The tables of a workflow that was built at run time: what a generator emits as read-only data and a switch. Immutable; any
/// number of runs share it.
/// </summary>
internal sealed class DynamicPlan
{
    /// <summary>The largest number of steps.</summary>
    public const int MaxSteps = ReadySet.MaxSteps;

    public required string Name { get; init; }

    /// <summary>The names of steps, then of compensations.</summary>
    public required string[] Names { get; init; }

    public required ulong Fingerprint { get; init; }

    public required int StepCount { get; init; }

    public required int[] SuccessorOffsets { get; init; }

    public required int[] Successors { get; init; }

    public required int[] PredecessorCounts { get; init; }

    public required int[] StartOrder { get; init; }

    public required StepTraits[] Traits { get; init; }

    public required StepPolicy[] Policies { get; init; }

    /// <summary>For each step the dispatch index of what undoes it, or -1.</summary>
    public required int[] CompensationOf { get; init; }

    public required StepCall[] Calls { get; init; }

    /// <summary>For each step when it runs, null for always.</summary>
    public required RunGuard?[] Guards { get; init; }

    /// <summary>A cell of each value's type.</summary>
    public required Cell[] Prototypes { get; init; }

    /// <summary>The cells that must be empty when a run begins, or would keep objects alive after it has ended.</summary>
    public required int[] Clears { get; init; }

    public required GatheredInputs[] Gathered { get; init; }

    public required int OutputCell { get; init; }

    /// <summary>The graph as a Mermaid flowchart.</summary>
    public required string Picture { get; init; }

    public required IReadOnlyList<WorkflowError> Warnings { get; init; }

    /// <summary>Empty cells for runs that follow each other.</summary>
    public Cell[] NewCells()
    {
        var cells = new Cell[Prototypes.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = Prototypes[i].New();
        }

        foreach (GatheredInputs inputs in Gathered)
        {
            ((Cell<StepInputs>)cells[inputs.Cell]).Value = new StepInputs(cells, inputs.Positions, inputs.StepName);
        }

        return cells;
    }
}
