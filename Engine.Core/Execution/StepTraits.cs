namespace Engine;

/// <summary>What an executor must do for a step beyond calling it; a step with none of it takes the short path.</summary>
[Flags]
public enum StepTraits : byte
{
    /// <summary>A plain synchronous call.</summary>
    None = 0,

    /// <summary>The body returns a task: a dispatch may leave it pending.</summary>
    Asynchronous = 1,

    /// <summary>The step may be skipped: ask <see cref="IWorkflowDefinition{TState}.Runs"/> first.</summary>
    Conditional = 2,

    /// <summary>The body takes a <see cref="StepContext"/> or a token: the context of the dispatch must be filled.</summary>
    Context = 4,

    /// <summary>The step has a <see cref="StepPolicy"/>.</summary>
    Policy = 8,

    /// <summary>A compensation undoes the step.</summary>
    Compensated = 16,
}
