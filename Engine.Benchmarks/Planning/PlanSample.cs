using Engine.Graphs;
using Engine.Host.Bench;

namespace Engine.Benchmarks.Planning;

/// <summary>A graph of the published table, known by its name: shape, size, and whether its labels are sorted or shuffled.</summary>
internal sealed record PlanSample(string Name, bool IsShuffled, Func<bool, Digraph> Build)
{
    private const ulong Seed = 20_260_102;

    private static readonly (string Shape, bool InSmoke, Func<bool, Digraph> Build)[] Shapes =
    [
        ("1k/50k", true, static shuffled => GraphSamples.Random(1_000, 50_000, Seed, shuffled)),
        ("2k/200k", true, static shuffled => GraphSamples.Random(2_000, 200_000, Seed, shuffled)),
        ("100k/400k", true, static shuffled => GraphSamples.Random(100_000, 400_000, Seed, shuffled)),
        ("1M/4M", false, static shuffled => GraphSamples.Random(1_000_000, 4_000_000, Seed, shuffled)),
        ("1M/10M", false, static shuffled => GraphSamples.Random(1_000_000, 10_000_000, Seed, shuffled)),
        ("chain 1M", false, static shuffled => GraphSamples.Chain(1_000_000, Seed, shuffled)),
        ("1000x1000", false, static shuffled => GraphSamples.Layers(1_000, 1_000, 4, Seed, shuffled)),
    ];

    // The benchmarks of one sample follow each other: building 10 million edges once is enough.
    private static (string Name, Digraph Graph)? _last;

    /// <summary>All samples; those of the smoke run only when <paramref name="smoke"/> is set.</summary>
    public static IReadOnlyList<PlanSample> All(bool smoke) =>
    [
        .. Shapes.Where(shape => shape.InSmoke || !smoke).SelectMany(static shape => new[]
        {
            new PlanSample(shape.Shape + " sorted", IsShuffled: false, shape.Build),
            new PlanSample(shape.Shape + " shuffled", IsShuffled: true, shape.Build),
        }),
    ];

    /// <summary>The two dense samples: those of transitive reduction.</summary>
    public static IReadOnlyList<PlanSample> Dense { get; } = [.. All(smoke: true).Where(static sample => !sample.Name.Contains("400k", StringComparison.Ordinal))];

    public Digraph Graph()
    {
        if (_last?.Name != Name)
        {
            _last = null;
            _last = (Name, Build(IsShuffled));
        }

        return _last!.Value.Graph;
    }

    public override string ToString() => Name;
}
