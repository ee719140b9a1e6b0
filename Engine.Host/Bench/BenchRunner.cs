using System.Diagnostics;
using System.Runtime;

namespace Engine.Host.Bench;

/// <summary>Runs suites case by case: builds, checks the results against the baseline's, times both, judges by the targets.</summary>
internal static class BenchRunner
{
    /// <param name="suites">What to run.</param>
    /// <param name="targets">What to judge by; must match the suites' results exactly.</param>
    /// <param name="settings">How long, and where files go.</param>
    /// <param name="progress">Gets a line per case when it starts.</param>
    /// <exception cref="InvalidDataException">A result has no target, or a target no result.</exception>
    /// <exception cref="BenchCheckException">A case and its baseline differ in their results.</exception>
    public static BenchReport Run(IReadOnlyList<BenchSuite> suites, BenchTargets targets, BenchSettings settings, TextWriter progress)
    {
        targets.CheckMatch(suites);

        // A background collection of the baseline's garbage would run into our rounds: it takes a core, and what is left of
        // the thread's allocation buffer then counts as allocated.
        GCLatencyMode latencyMode = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        try
        {
            return Measure(suites, targets, settings, progress);
        }
        finally
        {
            GCSettings.LatencyMode = latencyMode;
        }
    }

    private static BenchReport Measure(IReadOnlyList<BenchSuite> suites, BenchTargets targets, BenchSettings settings, TextWriter progress)
    {
        long start = Stopwatch.GetTimestamp();
        var results = new List<BenchResult>();
        foreach (BenchSuite suite in suites)
        {
            var fitted = new List<(string Fit, long Size, BenchMeasurement Measured)>();
            foreach (BenchCase one in suite.Cases)
            {
                progress.WriteLine($"{suite.Name}/{one.Name} ...");
                (IBenchSubject subject, BenchMeasurement measured) = Measure(suite, one, settings);
                results.Add(new BenchResult(suite.Name, one.Name, measured, one.Baseline, targets.Of(suite.Name, one.Name).At(settings.Effort), subject.UnitCount)
                {
                    Unit = one.Unit ?? suite.Unit,
                });
                if (one.FitName is not null)
                {
                    fitted.Add((one.FitName, subject.Size, measured));
                }
            }

            foreach (string fit in suite.FitNames)
            {
                BenchMeasurement scaling = ScalingFit.Of([.. fitted.Where(point => point.Fit == fit).Select(static point => (point.Size, point.Measured))]);
                results.Add(new BenchResult(suite.Name, fit, scaling, ScalingFit.Baseline, targets.Of(suite.Name, fit).At(settings.Effort), 0) { Unit = suite.Unit });
            }
        }

        using Process self = Process.GetCurrentProcess();
        return new BenchReport(MachineFacts.Read(), results)
        {
            PeakMemoryBytes = self.PeakWorkingSet64,
            ElapsedSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            When = TimeProvider.System.GetUtcNow(),
            Effort = settings.Effort.Name,
        };
    }

    private static (IBenchSubject Subject, BenchMeasurement Measured) Measure(BenchSuite suite, BenchCase one, BenchSettings settings)
    {
        IBenchSubject subject = one.Setup(settings);
        using var owned = subject as IDisposable;
        if (subject.Check() is string difference)
        {
            throw new BenchCheckException($"{suite.Name}/{one.Name}: wrong result, so nothing was timed: {difference}.");
        }

        // What the last case left behind must not be collected in this one's rounds.
#pragma warning disable RS0030 // A benchmark is where a forced collection belongs.
        GC.Collect();
#pragma warning restore RS0030
        return (subject, subject.Measure(settings.Effort));
    }
}
