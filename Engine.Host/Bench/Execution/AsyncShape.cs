namespace Engine.Host.Bench.Execution;

/// <summary>An asynchronous workflow of the benchmarks, called many times in a row, each run with the last one's result.</summary>
internal abstract class AsyncShape
{
    public abstract ShapeGraph Graph { get; }

    /// <summary>False for graphs that nobody would await by hand.</summary>
    public abstract bool HasByHand { get; }

    public abstract long ByHand(long input, int runs);

    public abstract long RunAsync(long input, int runs);

    public long Expected(long input, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            input = Graph.Evaluate(input, Work.Empty);
        }

        return input;
    }
}

/// <inheritdoc/>
internal sealed class AsyncShape<TEntry>(TEntry entry, Suspender suspender) : AsyncShape
    where TEntry : struct, IAsyncEntry
{
    public override ShapeGraph Graph => TEntry.Graph;

    public override bool HasByHand => TEntry.HasByHand;

    public override long ByHand(long input, int runs)
    {
        TEntry local = entry;
        for (int run = 0; run < runs; run++)
        {
            input = suspender.Finish(local.ByHand(input));
        }

        return input;
    }

    public override long RunAsync(long input, int runs)
    {
        TEntry local = entry;
        for (int run = 0; run < runs; run++)
        {
            input = suspender.Finish(local.RunAsync(input));
        }

        return input;
    }
}
