namespace Engine.Host.Serve.Catalog;

/// <summary>What is kept of a task beside the graph: the number of its agent, and whether it was said to be parallel. Two bytes.</summary>
internal readonly struct TaskRole
{
    private const ushort ParallelBit = 0x8000;

    private readonly ushort _bits;

    /// <param name="agent">The number of its agent, below <see cref="ServeLimits.Agents"/>.</param>
    /// <param name="isParallel">As the client said.</param>
    public TaskRole(int agent, bool isParallel) => _bits = (ushort)(agent | (isParallel ? ParallelBit : 0));

    public int Agent => _bits & ~ParallelBit;

    public bool IsParallel => (_bits & ParallelBit) != 0;
}
