using System.Text;
using Engine.Host.Bench;

namespace Engine.Tests.Host.Bench;

/// <summary>What the tests of the bench command share: small suites, targets from text, an effort of milliseconds.</summary>
internal static class BenchReports
{
    public static BenchEffort Tiny { get; } = new()
    {
        Name = "tiny",
        WarmUpMs = 0,
        RoundMs = 0.001,
        MinRounds = 2,
        MaxRounds = 3,
        CaseMs = 1,
        GatesTimeRatios = true,
    };

    public static BenchMeasurement Measured(double medianNs, double bytes = 0, double? ratio = null, HostedFigures? hosted = null) => new()
    {
        MedianNs = medianNs,
        P10Ns = medianNs,
        P90Ns = medianNs,
        Operations = 1,
        BytesPerOperation = bytes,
        Ratio = ratio,
        Hosted = hosted,
    };

    /// <summary>A suite "toy" of one case that adds numbers; <paramref name="wrong"/> is what its check answers.</summary>
    public static BenchSuite Toy(string? wrong = null, string? fitName = null)
    {
        int sum = 0, size = 0;
        return new BenchSuite("toy",
        [
            new BenchCase("small", Setup) { Baseline = "adding backwards", FitName = fitName },
            new BenchCase("large", Setup) { Baseline = "adding backwards", FitName = fitName },
        ]);

        BenchSubject Setup()
        {
            int step = size += 100;
            return new BenchSubject
            {
                Run = () => sum += step,
                Baseline = () => sum -= step,
                Verify = () => wrong,
                UnitCount = 10,
                Size = step,
            };
        }
    }

    public static BenchTargets Targets(string targets)
        => BenchTargets.Read(new MemoryStream(Encoding.UTF8.GetBytes($$"""{"targets":[{{targets}}]}""")));
}
