using Engine.Host.Bench.Execution;
using Engine.Host.Bench.Execution.Shapes;

namespace Engine.Benchmarks.Execution;

/// <summary>A graph of the published tables with its workflow classes: empty steps, steps of a microsecond, asynchronous ones.</summary>
internal sealed record ExecutionSample(string Name, SyncShape Empty, SyncShape Micro, Func<Suspender, AsyncShape> Async, Func<Suspender, AsyncShape>? Suspending = null)
{
    /// <summary>What the first run of a row is given.</summary>
    public const long Input = 7;

    private const int LargestInSmoke = 200;

    private static readonly ExecutionSample[] Samples =
    [
        new("chain 10", new SyncShape<Chain10Entry>(), new SyncShape<Chain10MicroEntry>(), With(static _ => new Chain10AsyncEntry()), With(static suspender => new Chain10SuspendingEntry(suspender))),
        new("chain 1000", new SyncShape<Chain1000Entry>(), new SyncShape<Chain1000MicroEntry>(), With(static _ => new Chain1000AsyncEntry())),
        new("diamond", new SyncShape<DiamondEntry>(), new SyncShape<DiamondMicroEntry>(), With(static _ => new DiamondAsyncEntry()), With(static suspender => new DiamondSuspendingEntry(suspender))),
        new("fan 16", new SyncShape<Fan16Entry>(), new SyncShape<Fan16MicroEntry>(), With(static _ => new Fan16AsyncEntry()), With(static suspender => new Fan16SuspendingEntry(suspender))),
        new("fan 1000", new SyncShape<Fan1000Entry>(), new SyncShape<Fan1000MicroEntry>(), With(static _ => new Fan1000AsyncEntry())),
        new("random 1000/5000", new SyncShape<Random1000Entry>(), new SyncShape<Random1000MicroEntry>(), With(static _ => new Random1000AsyncEntry())),
        new("tree 127", new SyncShape<Tree127Entry>(), new SyncShape<Tree127MicroEntry>(), With(static _ => new Tree127AsyncEntry())),
    ];

    public ShapeGraph Graph => Empty.Graph;

    /// <summary>How many runs a call makes, so that the call itself does not matter.</summary>
    public int RunsPerCall => Math.Max(1, 1_000 / Graph.NodeCount);

    /// <summary>All samples; only small ones when <paramref name="smoke"/> is set.</summary>
    public static IReadOnlyList<ExecutionSample> All(bool smoke) => [.. Samples.Where(sample => !smoke || sample.Graph.NodeCount <= LargestInSmoke)];

    public static ExecutionSample Of(string name) => Samples.First(sample => sample.Name == name);

    public SyncShape Sync(bool isMicro) => isMicro ? Micro : Empty;

    private static Func<Suspender, AsyncShape> With<TEntry>(Func<Suspender, TEntry> create)
        where TEntry : struct, IAsyncEntry
        => suspender => new AsyncShape<TEntry>(create(suspender), suspender);
}
