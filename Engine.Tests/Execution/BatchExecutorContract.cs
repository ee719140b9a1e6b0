using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>A lane of a batch keeps the contract, between lanes in which nothing goes wrong.</summary>
public sealed class BatchExecutorContract : SynchronousExecutorContract
{
    private protected override ExecutorKind Kind => ExecutorKind.Batch;
}
