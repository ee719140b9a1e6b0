namespace Engine.Tests.Runtime.Simulation;

/// <summary>What a simulation does; with the seed it follows from this alone.</summary>
/// <param name="Seed">Drives everything.</param>
/// <param name="Steps">Random things that are done, before all is let end.</param>
/// <param name="MaxRuns">Runs that are asked for, spread over the steps.</param>
/// <param name="CrashEvery">About how many operations of the disk lie between two crashes; 0 for no crash and no fault of the disk.</param>
internal sealed record SimulationSettings(int Seed, int Steps, int MaxRuns, int CrashEvery)
{
    private const int LongJournal = 1024;

    /// <summary>After how many operations of the disk the first crash comes; 0 for by chance.</summary>
    public int FirstCrash { get; init; }

    /// <summary>
    /// How long the journal may become. Where it is short, the shard comes to a stand until it is cleaned, runs may fail for want of room, and a host that
    /// is full is opened again with more.
    /// </summary>
    public int MaxSegments { get; init; } = LongJournal;

    public bool HasShortJournal => MaxSegments < LongJournal;

    /// <summary>What the command and the tests do for a seed: each seventh one goes without crashes, each fifth one on a short journal.</summary>
    public static SimulationSettings Of(int seed, int steps) => new(seed, steps, Math.Max(1, steps / 60), CrashEvery: seed % 7 == 0 ? 0 : seed % 7 * 20) { MaxSegments = seed % 5 == 3 ? 6 : LongJournal };
}
