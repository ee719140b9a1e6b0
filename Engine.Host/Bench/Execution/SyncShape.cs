namespace Engine.Host.Bench.Execution;

/// <summary>A synchronous workflow of the benchmarks, called many times in a row, each run with the last one's result.</summary>
internal abstract class SyncShape
{
    /// <summary>The threads of <see cref="RunParallel"/>, and of its baselines.</summary>
    public const int Degree = 2;

    public abstract ShapeGraph Graph { get; }

    public abstract long Work(int node, long sum);

    public abstract long ByHand(long input, int runs);

    public abstract long Run(long input, int runs);

    public abstract long RunInline(long input, int runs);

    public abstract long RunParallel(long input, int runs);

    public abstract long RunAsync(long input, int runs);

    /// <summary>What so many runs must give.</summary>
    public long Expected(long input, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            input = Graph.Evaluate(input, Work);
        }

        return input;
    }
}

/// <inheritdoc/>
internal sealed class SyncShape<TEntry> : SyncShape
    where TEntry : struct, ISyncEntry
{
    // A default struct would hold no workflow.
    private readonly TEntry _entry = new();

    public override ShapeGraph Graph => TEntry.Graph;

    public override long Work(int node, long sum) => TEntry.Work(node, sum);

    public override long ByHand(long input, int runs)
    {
        TEntry entry = _entry;
        for (int run = 0; run < runs; run++)
        {
            input = entry.ByHand(in input);
        }

        return input;
    }

    public override long Run(long input, int runs)
    {
        TEntry entry = _entry;
        for (int run = 0; run < runs; run++)
        {
            input = entry.Run(in input);
        }

        return input;
    }

    public override long RunInline(long input, int runs)
    {
        TEntry entry = _entry;
        for (int run = 0; run < runs; run++)
        {
            input = entry.RunInline(in input);
        }

        return input;
    }

    public override long RunParallel(long input, int runs)
    {
        TEntry entry = _entry;
        for (int run = 0; run < runs; run++)
        {
            input = entry.RunParallel(in input, Degree);
        }

        return input;
    }

    public override long RunAsync(long input, int runs)
    {
        TEntry entry = _entry;
        for (int run = 0; run < runs; run++)
        {
            ValueTask<long> task = entry.RunAsync(input);
            input = task.IsCompletedSuccessfully ? task.Result : throw new InvalidOperationException("No step suspends, and yet the run did.");
        }

        return input;
    }
}
