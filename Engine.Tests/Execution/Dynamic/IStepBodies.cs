namespace Engine.Tests.Execution.Dynamic;

/// <summary>
/// The methods of a workflow that is made at run time: it calls them by dispatch index, as the class that a generator reads
/// would be called by name. One instance serves one plan, as a workflow instance with its services does.
/// </summary>
internal interface IStepBodies
{
    /// <summary>A synchronous body; it may change its cell, which is put back if it throws.</summary>
    long Call(int index, in StepContext context, long workflowInput, ReadOnlySpan<Maybe<long>> inputs, ref long cell);

    /// <summary>An asynchronous body.</summary>
    ValueTask<long> CallAsync(int index, in StepContext context, long workflowInput, ReadOnlySpan<Maybe<long>> inputs);

    /// <summary>A pending body is about to be waited for.</summary>
    void Waiting(int index);
}
