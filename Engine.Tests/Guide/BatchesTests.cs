namespace Engine.Tests.Guide.Batches;

[Workflow<Reading, double>]
public sealed partial class Calibrate
{
    [Step] public static double Volts(in Reading input) => input.Raw * 0.0048828125;
    [Step] public static bool IsHot(double volts) => volts > 2.5;
    [Step, When(nameof(IsHot))] public static double Correction(double volts) => (volts - 2.5) * 0.01;
    [Step, Output]
    public static double Degrees(in Reading input, double volts, Maybe<double> correction)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(input.Raw);
        return (volts * 40) - correction.ValueOr(0);
    }
}

public readonly record struct Reading(int Raw);

/// <summary>docs/guide/batches.md.</summary>
public class BatchesTests
{
    [Fact]
    public void Batch_of_the_page_gives_what_single_runs_give()
    {
        var calibrate = new Calibrate();
        Reading[] readings = [.. Enumerable.Range(0, 10_000).Select(static i => new Reading(i % 1_024))];
        double[] degrees = new double[readings.Length];
        calibrate.RunBatch(readings, degrees);
        Assert.Equal(readings.Select(reading => calibrate.Run(reading)), degrees);
    }

    [Fact]
    public void Lane_of_the_page_that_fails_leaves_the_others_alone()
    {
        var calibrate = new Calibrate();
        Reading[] readings = [new(100), new(-1), new(700)];
        double[] degrees = [1, 1, 1];
        var statuses = new RunStatus[3];
        BatchResult result = calibrate.RunBatch(readings, degrees, statuses);
        Assert.Equal([RunStatus.Completed, RunStatus.Failed, RunStatus.Completed], statuses);
        Assert.Equal([calibrate.Run(readings[0]), 0, calibrate.Run(readings[2])], degrees);
        Assert.Equal((3, 2, 1), (result.Count, result.Completed, result.Failed));
        Assert.Equal(1, Assert.Single(result.Failures.ToArray()).Lane);
        Assert.Throws<ArgumentOutOfRangeException>(() => calibrate.RunBatch(readings, degrees));
    }

    [Fact]
    public void Code_of_the_page_is_the_code_above()
    {
        string source = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "Guide", "BatchesTests.cs"));
        var page = GuidePage.Read("batches.md");
        foreach (string line in $"{page.Code(1)}{page.Code(2)}{page.Code(3)}".Split('\n'))
        {
            Assert.Contains(line.Trim(), source, StringComparison.Ordinal);
        }
    }
}
