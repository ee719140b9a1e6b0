namespace Engine.Host.Bench.Execution;

/// <summary>
/// One workflow whose steps are synchronous, as a struct type argument: the loop that measures it then calls it directly, as
/// a user's code does.
/// </summary>
internal interface ISyncEntry
{
    static abstract ShapeGraph Graph { get; }

    /// <summary>What the steps do.</summary>
    static abstract long Work(int node, long sum);

    /// <summary>The same calls written by hand.</summary>
    long ByHand(in long input);

    /// <summary>The straight line.</summary>
    long Run(in long input);

    /// <summary>The reference, <see cref="InlineExecutor"/>.</summary>
    long RunInline(in long input);

    /// <summary>On up to so many threads, <see cref="ParallelExecutor"/>.</summary>
    long RunParallel(in long input, int degree);

    ValueTask<long> RunAsync(long input);
}
