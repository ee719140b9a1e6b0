namespace Engine.Host.Bench.Execution;

/// <summary>One workflow whose steps are asynchronous, as a struct type argument.</summary>
internal interface IAsyncEntry
{
    static abstract ShapeGraph Graph { get; }

    /// <summary>False for graphs that nobody would await by hand.</summary>
    static abstract bool HasByHand { get; }

    /// <summary>The same calls in one asynchronous method: all steps of a level are started, then each is awaited.</summary>
    ValueTask<long> ByHand(long input);

    ValueTask<long> RunAsync(long input);
}
