namespace Engine.Tests.Execution;

/// <summary>Tests that count the bytes of the whole process: nothing else may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessAllocations
{
    public const string Name = "Bytes of the process";
}
