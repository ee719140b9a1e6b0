namespace Engine.Internal;

/// <summary>
/// The numbers of a task graph. A host may have very many graphs, and a collector looks at each array of each: they stand in one, one row behind the other.
/// A position is that of a task as it was given, a step its number in a run.
/// </summary>
/// <param name="taskCount">How many tasks there are.</param>
/// <param name="dependencyCount">How many dependencies they have together.</param>
/// <param name="sinkCount">How many tasks no other depends on.</param>
internal readonly struct TaskGraphRows(int taskCount, int dependencyCount, int sinkCount)
{
    private readonly int[] _numbers = new int[(4 * taskCount) + 2 + (2 * dependencyCount) + sinkCount];

    /// <summary>By position: where its dependencies begin, and behind the last where they end.</summary>
    public Span<int> DependencyOffsets => _numbers.AsSpan(0, taskCount + 1);

    /// <summary>The positions of what each task depends on, as given.</summary>
    public Span<int> Dependencies => _numbers.AsSpan(taskCount + 1, dependencyCount);

    /// <summary>By step: its position.</summary>
    public Span<int> Order => _numbers.AsSpan(taskCount + 1 + dependencyCount, taskCount);

    /// <summary>By step: where its successors begin, and behind the last where they end.</summary>
    public Span<int> SuccessorOffsets => _numbers.AsSpan((2 * taskCount) + 1 + dependencyCount, taskCount + 1);

    /// <summary>The steps that follow on each step, ascending in each row.</summary>
    public Span<int> Successors => _numbers.AsSpan((3 * taskCount) + 2 + dependencyCount, dependencyCount);

    /// <summary>By step: how many tasks it depends on.</summary>
    public Span<int> PredecessorCounts => _numbers.AsSpan((3 * taskCount) + 2 + (2 * dependencyCount), taskCount);

    /// <summary>The positions of the tasks that no other depends on, ascending.</summary>
    public Span<int> Sinks => _numbers.AsSpan((4 * taskCount) + 2 + (2 * dependencyCount));
}
