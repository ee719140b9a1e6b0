using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>A hosted workflow by hand: steps in a line, each with the value of the one before.</summary>
internal sealed class LineWorkflow(string name, params LineStep[] steps) : IHostedWorkflow<long, long>
{
    public string Name => name;

    public LineStep[] Steps => steps;

    /// <summary>The dispatch order of compensations: that of their steps.</summary>
    public int[] Undone { get; } = [.. Enumerable.Range(0, steps.Length).Where(index => steps[index].Undo is not null)];

    public int[] SuccessorOffsets { get; } = [.. Enumerable.Range(0, steps.Length + 1).Select(index => Math.Min(index, steps.Length - 1))];

    public int[] Successors { get; } = [.. Enumerable.Range(1, steps.Length - 1)];

    public int[] PredecessorCounts { get; } = [.. Enumerable.Range(0, steps.Length).Select(static index => index == 0 ? 0 : 1)];

    public StepRecording[] Recordings { get; } = [.. steps.Select(static step => step.Recording)];

    public StepTraits[] Traits { get; } =
    [
        .. steps.Select(static step => (step.IsAsynchronous ? StepTraits.Asynchronous | StepTraits.Context : StepTraits.None)
            | (step.Policy.Equals(default(StepPolicy)) ? StepTraits.None : StepTraits.Policy)
            | (step.Undo is null ? StepTraits.None : StepTraits.Compensated)),
        .. steps.Where(static step => step.Undo is not null).Select(static _ => StepTraits.None),
    ];

    public void AddTo(IHostedWorkflowSink<long, long> sink) => sink.Add<LineDefinition, LineState>(new LineDefinition(this));
}
