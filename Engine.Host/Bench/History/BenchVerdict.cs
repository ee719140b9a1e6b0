namespace Engine.Host.Bench.History;

/// <summary>What a comparison says of one row.</summary>
internal enum BenchVerdict
{
    /// <summary>Nothing is shown: the difference is small, or may be chance.</summary>
    Same,

    /// <summary>Faster, or fewer bytes or instructions, and nothing worse.</summary>
    Better,

    /// <summary>Slower, or more bytes or instructions.</summary>
    Worse,

    /// <summary>Only one side has it, or their times are of different machines and there is no baseline.</summary>
    NotCompared,
}
