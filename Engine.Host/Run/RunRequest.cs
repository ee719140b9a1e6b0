namespace Engine.Host.Run;

/// <summary>What a stand-in body does with its time.</summary>
internal enum BodyKind
{
    Sleep,
    Spin,
}

/// <summary>How a graph is to be run, as asked for on the command line.</summary>
internal sealed record RunRequest
{
    /// <summary>More threads than this are refused: each is a real one.</summary>
    public const int MaxWorkers = 1024;

    public required int Workers { get; init; }

    /// <summary>Recorded time / time here; infinite: empty bodies; null: chosen so that the plan takes <see cref="RunSetup.ChosenSeconds"/>.</summary>
    public double? Speed { get; init; }

    public BodyKind Body { get; init; }

    /// <summary>Where a Chrome trace goes, or null.</summary>
    public string? TracePath { get; init; }

    /// <summary>Where a picture of the run goes, or null.</summary>
    public string? SvgPath { get; init; }

    /// <summary>Where the report goes; null: standard output.</summary>
    public string? OutputPath { get; init; }

    public bool Json { get; init; }
}
