namespace Engine.Host.Bench.History;

/// <summary>One row on both sides.</summary>
internal sealed record ComparedRow(string Suite, string Name)
{
    /// <summary>What is compared: the ratio to the baseline where both sides have one, else the time.</summary>
    public bool IsRatio { get; init; }

    /// <summary>The median of each side: a ratio, or nanoseconds.</summary>
    public double A { get; init; }

    public double B { get; init; }

    /// <summary>By which share B is above A: 0.1 for a tenth. With its interval at 99 %, where there are reports enough.</summary>
    public double Change { get; init; }

    public double? Low { get; init; }

    public double? High { get; init; }

    /// <summary>How likely a difference like this is by chance, over all rows of the comparison (Holm).</summary>
    public double Probability { get; init; } = 1;

    public double BytesA { get; init; }

    public double BytesB { get; init; }

    /// <summary>By which share B takes more instructions; null where one of them was not counted.</summary>
    public double? Instructions { get; init; }

    public BenchVerdict Verdict { get; init; } = BenchVerdict.NotCompared;

    /// <summary>Why, in a few words.</summary>
    public string Reason { get; init; } = "";
}
