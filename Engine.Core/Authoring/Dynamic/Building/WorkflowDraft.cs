namespace Engine.Internal;

/// <summary>What a <see cref="WorkflowBuilder{TIn, TOut}"/> has been told so far. Knows no type of a value but through slots and calls.</summary>
internal sealed class WorkflowDraft(string name)
{
    private bool _isBuilt;

    public string Name { get; } = name;

    public List<StepDraft> Steps { get; } = [];

    public List<StepDraft> Compensations { get; } = [];

    public void RequireOpen()
    {
        if (_isBuilt)
        {
            ThrowDynamic.AlreadyBuilt(Name);
        }
    }

    public Slot<T> Add<T>(string stepName, StepCall call, ReadOnlySpan<Slot> inputs, bool isGathered = false) =>
        new(this, SlotKind.Value, AddStep(stepName, call, inputs, isGathered), stepName);

    public Slot Add(string stepName, StepCall call, ReadOnlySpan<Slot> inputs, bool isGathered = false) =>
        Slot.OfStep(this, AddStep(stepName, call, inputs, isGathered));

    public Slot AddCompensation(Slot step, string compensationName, StepCall call, ReadOnlySpan<Slot> inputs)
    {
        ArgumentNullException.ThrowIfNull(step);
        Check(compensationName, inputs);
        if (step.Draft != this || step.Step is not { IsCompensation: false } undone)
        {
            ThrowDynamic.NoStepToUndo(compensationName, step);
            return step;
        }

        var compensation = new StepDraft(this, Compensations.Count, compensationName, call, inputs.ToArray(), isGathered: false) { Undoes = undone };
        Compensations.Add(compensation);
        return Slot.OfStep(this, compensation);
    }

    /// <summary>Checks and plans. Nothing can be added afterwards, whether it succeeds or not.</summary>
    public DynamicPlan Build(Slot input, Slot output, bool isChecked)
    {
        RequireOpen();
        _isBuilt = true;
        var report = new BuildReport(Name);
        DraftGraph? graph = new DraftChecks(this, report, isChecked).Run(output);
        report.ThrowIfWrong();
        return WorkflowPlanning.Plan(this, graph!, input, output, report.Warnings);
    }

    private StepDraft AddStep(string stepName, StepCall call, ReadOnlySpan<Slot> inputs, bool isGathered)
    {
        Check(stepName, inputs);
        var step = new StepDraft(this, Steps.Count, stepName, call, inputs.ToArray(), isGathered);
        Steps.Add(step);
        return step;
    }

    private void Check(string stepName, ReadOnlySpan<Slot> inputs)
    {
        RequireOpen();
        ArgumentException.ThrowIfNullOrWhiteSpace(stepName, "name");
        foreach (Slot slot in inputs)
        {
            ArgumentNullException.ThrowIfNull(slot, nameof(inputs));
        }
    }
}
