using System.Numerics;

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

[Workflow<Payment, float>]
public sealed partial class Charge
{
    [Step] public static float Use(in Payment input) => input.Amount / input.Limit;

    [Batch]
    public static void Score(ReadOnlySpan<float> use, Span<float> score)
    {
        int i = 0;
        for (; i <= score.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var values = new Vector<float>(use[i..]);
            (values * values).CopyTo(score[i..]);
        }

        for (; i < score.Length; i++)
        {
            score[i] = use[i] * use[i];
        }
    }

    [Step] public static bool IsHigh(float score) => score > 0.8f;

    [Batch, When(nameof(IsHigh))]
    public static void Fee(ReadOnlySpan<float> score, ReadOnlySpan<Payment> input, Span<float> fee)
    {
        for (int i = 0; i < fee.Length; i++)
        {
            fee[i] = score[i] * input[i].Amount * 0.01f;
        }
    }

    [Step, Output] public static float Total(in Payment input, Maybe<float> fee) => input.Amount + fee.ValueOr(0);
}

public readonly record struct Payment(float Amount, float Limit);

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
    public void Steps_over_columns_of_the_page_give_in_a_batch_what_they_give_in_single_runs()
    {
        var charge = new Charge();
        Payment[] payments = [.. Enumerable.Range(1, 10_000).Select(static i => new Payment(i % 100, 100))];
        float[] totals = new float[payments.Length];
        charge.RunBatch(payments, totals);
        Assert.Equal(payments.Select(payment => charge.Run(payment)), totals);
        Assert.Equal(50, charge.Run(new Payment(50, 100)));
        Assert.InRange(charge.Run(new Payment(90, 100)), 90.72f, 90.74f);
    }

    [Fact]
    public void Batch_of_the_page_on_two_threads_gives_the_same()
    {
        var calibrate = new Calibrate();
        Reading[] readings = [.. Enumerable.Range(0, 10_000).Select(static i => new Reading((i % 1_024) - 1))];
        double[] degrees = new double[readings.Length], expected = new double[readings.Length];
        RunStatus[] statuses = new RunStatus[readings.Length], expectedStatuses = new RunStatus[readings.Length];
        calibrate.RunBatch(readings, expected, expectedStatuses);
        BatchResult result = calibrate.RunBatch(readings, degrees, statuses, new RunOptions { Degree = 2 });
        Assert.Equal(expected, degrees);
        Assert.Equal(expectedStatuses, statuses);
        Assert.Equal(10, result.Failed);
    }

    [Fact]
    public void Code_of_the_page_is_the_code_above()
    {
        string source = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "Guide", "BatchesTests.cs"));
        var page = GuidePage.Read("batches.md");
        foreach (string line in $"{page.Code(1)}{page.Code(2)}{page.Code(3)}{page.Code(4)}{page.Code(5)}".Split('\n'))
        {
            Assert.Contains(line.Trim(), source, StringComparison.Ordinal);
        }
    }
}
