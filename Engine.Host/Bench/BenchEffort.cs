namespace Engine.Host.Bench;

/// <summary>How long a case may take and which of its gates count.</summary>
internal sealed record BenchEffort
{
    /// <summary>What a report calls it.</summary>
    public required string Name { get; init; }

    /// <summary>At least this long each side runs before it is timed, so that the JIT has settled.</summary>
    public required double WarmUpMs { get; init; }

    /// <summary>An operation is repeated until a round takes this long: the clock and the switch of sides must not matter.</summary>
    public required double RoundMs { get; init; }

    public required int MinRounds { get; init; }

    public required int MaxRounds { get; init; }

    /// <summary>No new round starts after this time, once there are <see cref="MinRounds"/>.</summary>
    public required double CaseMs { get; init; }

    /// <summary>
    /// Whether ratios and the scaling exponent are gates. Too few rounds make them depend on the machine's mood; they are
    /// shown all the same.
    /// </summary>
    public required bool GatesTimeRatios { get; init; }

    /// <summary>The part that is made of what a case makes many of, hosted runs for one: 1 for all.</summary>
    public double Share { get; init; } = 1;

    /// <summary>For published figures: all suites take about six minutes on two cores.</summary>
    public static BenchEffort Full { get; } = new()
    {
        Name = "full",
        WarmUpMs = 400,
        RoundMs = 10,
        MinRounds = 9,
        MaxRounds = 61,
        CaseMs = 5_000,
        GatesTimeRatios = true,
    };

    /// <summary>For every build: correctness, bytes and floors in some seconds.</summary>
    public static BenchEffort Quick { get; } = new()
    {
        Name = "quick",
        WarmUpMs = 60,
        RoundMs = 2,
        MinRounds = 2,
        MaxRounds = 11,
        CaseMs = 500,
        Share = 0.1,
        GatesTimeRatios = false,
    };
}
