using Engine.Tests.Execution.Dynamic;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>Workflows that a builder made at run time keep the contract in the inline executor.</summary>
public sealed class BuiltWorkflowInlineContract : ExecutorContract
{
    private protected override ExecutorKind Kind => ExecutorKind.Inline;

    private protected override BodyKind Body => BodyKind.Synchronous;

    private protected override bool Suspends => false;

    private protected override bool IsBuilt => true;
}

/// <summary>In the parallel executor, whichever worker takes each turn.</summary>
public sealed class BuiltWorkflowParallelContract : ExecutorContract
{
    private protected override ExecutorKind Kind => ExecutorKind.Parallel;

    private protected override BodyKind Body => BodyKind.Synchronous;

    private protected override bool Suspends => false;

    private protected override bool IsBuilt => true;
}

/// <summary>In the asynchronous executor, with synchronous bodies.</summary>
public sealed class BuiltWorkflowSynchronousContract : AsyncExecutorContract
{
    private protected override BodyKind Body => BodyKind.Synchronous;

    private protected override bool Suspends => false;

    private protected override bool IsBuilt => true;
}

/// <summary>With asynchronous bodies that have ended when they return.</summary>
public sealed class BuiltWorkflowImmediateContract : AsyncExecutorContract
{
    private protected override BodyKind Body => BodyKind.Asynchronous;

    private protected override bool Suspends => false;

    private protected override bool IsBuilt => true;
}

/// <summary>With asynchronous bodies that stay pending.</summary>
public sealed class BuiltWorkflowSuspendingContract : AsyncExecutorContract
{
    private protected override BodyKind Body => BodyKind.Asynchronous;

    private protected override bool Suspends => true;

    private protected override bool IsBuilt => true;
}
