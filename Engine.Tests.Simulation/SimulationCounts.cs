using System.Globalization;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>What has come to pass in simulations: one that met none of it would show nothing.</summary>
internal sealed class SimulationCounts
{
    public long Steps { get; set; }

    public long Runs { get; set; }

    public long Crashes { get; set; }

    /// <summary>Writes or syncs that failed, which ends the process.</summary>
    public long Failures { get; set; }

    /// <summary>Turns of the writer that found the disk full.</summary>
    public long FullWrites { get; set; }

    public long FlipsTold { get; set; }

    public long FlipsWithoutEffect { get; set; }

    public long Retries { get; set; }

    /// <summary>Starts that were refused because the journal was full.</summary>
    public long Refusals { get; set; }

    /// <summary>Ends of runs that failed because what they need had outgrown the journal.</summary>
    public long Overgrown { get; set; }

    /// <summary>Processes that ended because their journal was full.</summary>
    public long Full { get; set; }

    /// <summary>Ticks that did nothing but make room in the journal, or wait for it.</summary>
    public long Stands { get; set; }

    public long Images { get; set; }

    public long SegmentsReleased { get; set; }

    /// <summary>Operations of the disk.</summary>
    public long Operations { get; set; }

    public void Add(SimulationCounts other)
    {
        Steps += other.Steps;
        Runs += other.Runs;
        Crashes += other.Crashes;
        Failures += other.Failures;
        FullWrites += other.FullWrites;
        FlipsTold += other.FlipsTold;
        FlipsWithoutEffect += other.FlipsWithoutEffect;
        Retries += other.Retries;
        Images += other.Images;
        Refusals += other.Refusals;
        Stands += other.Stands;
        Overgrown += other.Overgrown;
        Full += other.Full;
        SegmentsReleased += other.SegmentsReleased;
        Operations += other.Operations;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Steps:N0} steps, {Runs:N0} runs, {Crashes:N0} crashes, {Failures:N0} failed writes, {FullWrites:N0} on a full disk, {FlipsTold:N0} of {FlipsTold + FlipsWithoutEffect:N0} turned bits told, {Images:N0} images, {Refusals:N0} starts refused, {Stands:N0} ticks for room alone, {Overgrown:N0} runs without room, {Full:N0} full journals");
}
