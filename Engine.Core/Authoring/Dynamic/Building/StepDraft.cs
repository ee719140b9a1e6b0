namespace Engine.Internal;

/// <summary>A step or compensation as it was added, with what was said about it since.</summary>
internal sealed class StepDraft(WorkflowDraft draft, int number, string name, StepCall call, Slot[] inputs, bool isGathered)
{
    /// <summary>The position among the steps as added; among the compensations for one of these.</summary>
    public int Number { get; } = number;

    public string Name { get; } = name;

    public StepCall Call { get; } = call;

    public Slot[] Inputs { get; } = inputs;

    /// <summary>Whether the body takes its inputs as one <see cref="StepInputs"/>.</summary>
    public bool IsGathered { get; } = isGathered;

    public List<ConditionDraft> Conditions { get; } = [];

    /// <summary>What the step follows, as said: slots and names. Names are resolved when the workflow is built.</summary>
    public List<(Slot? Slot, string? Name)> Follows { get; } = [];

    /// <summary>The steps it follows without taking anything from them, resolved.</summary>
    public List<StepDraft> After { get; } = [];

    public StepPolicy Policy { get; set; }

    /// <summary>How often a retry was given.</summary>
    public int RetryCount { get; set; }

    /// <summary>How often a timeout was given.</summary>
    public int TimeoutCount { get; set; }

    /// <summary>What undoes the step.</summary>
    public StepDraft? Compensation { get; set; }

    /// <summary>The step that this compensation undoes, null for a step.</summary>
    public StepDraft? Undoes { get; init; }

    public bool IsCompensation => Undoes is not null;

    /// <summary>Exactly when the step runs, null for always.</summary>
    public DraftGuard? Guard { get; set; }

    /// <summary>Whether anything takes the value.</summary>
    public bool IsRead { get; set; }

    public bool HasValue => Call.ValueType != typeof(void);

    /// <summary>The word and name that errors use.</summary>
    public string Title => IsCompensation ? $"compensation '{Name}'" : $"step '{Name}'";

    public bool Takes(SlotKind kind) => Array.Exists(Inputs, slot => slot.Kind == kind);

    public void FollowSlot(Slot earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        Follows.Add((earlier, null));
    }

    public void FollowName(string earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        Follows.Add((null, earlier));
    }

    /// <summary>Every step that this one waits for, as often as there are reasons.</summary>
    public IEnumerable<StepDraft> Predecessors() =>
        Inputs.Where(slot => slot.Draft == draft).Select(static slot => slot.Step).OfType<StepDraft>()
            .Concat(Conditions.Select(static condition => condition.Choice.Step).OfType<StepDraft>())
            .Concat(After)
            .Where(step => step != this && !step.IsCompensation);
}
