using System.Globalization;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>
/// The main property: the trace of any run, replayed through the reference in that trace's completion order, gives the same
/// outputs, skips, statuses, outcome and compensations. ENGINE_TEST_SEED and ENGINE_TEST_CASES choose other cases.
/// </summary>
public class ReplayPropertyTests
{
    private const ulong DefaultSeed = 20_260_301;
    private const int DefaultCases = 10_000;

    [Fact]
    public void Any_run_agrees_with_the_reference()
    {
        ulong seed = Setting("ENGINE_TEST_SEED", DefaultSeed);
        ulong cases = Setting("ENGINE_TEST_CASES", DefaultCases);
        for (ulong i = 0; i < cases; i++)
        {
            SimulatedCase made = SimulatedCase.Of(seed + i);
            if (made.Run().Count > 0)
            {
                Assert.Fail(SimulatedCase.Describe(made));
            }
        }
    }

    [Fact]
    public void Any_run_of_a_workflow_that_was_built_at_run_time_agrees_with_the_reference()
    {
        ulong seed = Setting("ENGINE_TEST_SEED", DefaultSeed);
        ulong cases = Setting("ENGINE_TEST_CASES", DefaultCases / 2);
        for (ulong i = 0; i < cases; i++)
        {
            SimulatedCase made = SimulatedCase.Of(seed + i);
            made = made with { IsBuilt = true, Kind = made.Kind == ExecutorKind.Inline && i % 2 == 0 ? ExecutorKind.Lane : made.Kind };
            if (made.Run().Count > 0)
            {
                Assert.Fail(SimulatedCase.Describe(made));
            }
        }
    }

    [Fact]
    public void Any_lane_of_a_batch_agrees_with_the_reference()
    {
        ulong seed = Setting("ENGINE_TEST_SEED", DefaultSeed);
        ulong cases = Setting("ENGINE_TEST_CASES", DefaultCases / 4);
        for (ulong i = 0; i < cases; i++)
        {
            SimulatedCase made = SimulatedCase.BatchOf(seed + i);
            if (made.Run().Count > 0)
            {
                Assert.Fail(SimulatedCase.Describe(made));
            }
        }
    }

    [Fact]
    public void Lanes_have_some_of_everything()
    {
        var counts = new Dictionary<string, int>();
        for (ulong seed = 0; seed < 500; seed++)
        {
            SimulatedCase made = SimulatedCase.BatchOf(seed);
            World[] worlds = made.MakeLanes();
            SimulatedBatch.Run(worlds, new RunOptions { TimeProvider = worlds[0].Time, Degree = made.Degree }, made.ChunkLength, CancellationToken.None);
            foreach (string seen in worlds.SelectMany(world => world.Trace.Select(Word).Concat(Words(made, world))).OfType<string>().Distinct())
            {
                counts[seen] = counts.GetValueOrDefault(seen) + 1;
            }
        }

        string[] expected =
        [
            "run Completed", "run Failed", "run Compensated", "run CompensationFailed", "step Completed", "step Skipped", "step Failed", "step TimedOut",
            "retry", "retried compensation", "late value", "state changed",
        ];
        Assert.All(expected, name => Assert.True(counts.GetValueOrDefault(name) > 0, name));
    }

    [Fact]
    public void Same_seed_gives_the_same_trace()
    {
        for (ulong seed = 0; seed < 500; seed++)
        {
            SimulatedCase.Of(seed).Run(out World first);
            SimulatedCase.Of(seed).Run(out World second);
            Assert.Equal(first.Trace.Select(static at => at.ToString()), second.Trace.Select(static at => at.ToString()));
        }
    }

    [Fact]
    public void Random_cases_have_some_of_everything()
    {
        const int Cases = 2_000;
        var counts = new Dictionary<string, int>();
        for (ulong seed = 0; seed < Cases; seed++)
        {
            SimulatedCase made = SimulatedCase.Of(seed);
            made.Run(out World world);
            foreach (string seen in world.Trace.Select(Word).Concat(Words(made, world)).OfType<string>().Distinct())
            {
                counts[seen] = counts.GetValueOrDefault(seen) + 1;
            }
        }

        string[] expected =
        [
            "run Completed", "run Failed", "run Cancelled", "run Compensated", "run CompensationFailed",
            "step Completed", "step Skipped", "step Failed", "step Cancelled", "step TimedOut",
            "retry", "delayed retry", "retried compensation", "completed though cancelled", "late value", "limit reached",
            "ended while another body began", "completed after the stop", "cancelled by a body", "state changed",
            "bodies of workers overlap",
        ];
        Assert.All(expected, name => Assert.True(counts.GetValueOrDefault(name) >= Cases / 1_000, $"{name}: {counts.GetValueOrDefault(name)} of {Cases}"));
    }

    private static string? Word(TraceEvent at) => at.Kind switch
    {
        TraceKind.RunEnded => $"run {at.RunStatus}",
        TraceKind.StepEnded => $"step {at.Status}",
        TraceKind.StepRetrying => at.Delay > TimeSpan.Zero ? "delayed retry" : "retry",
        _ => null,
    };

    private static IEnumerable<string> Words(SimulatedCase made, World world)
    {
        int stop = world.Trace.FindIndex(static at => at is { Kind: TraceKind.StepEnded, Status: StepStatus.Failed or StepStatus.TimedOut or StepStatus.Cancelled });
        if (stop >= 0 && world.Trace.FindIndex(stop, static at => at is { Kind: TraceKind.StepEnded, Status: StepStatus.Completed }) > 0)
        {
            yield return "completed after the stop";
        }

        if (world.Calls.Exists(call => call.Attempt > 1 && world.Plan.IsCompensation(call.Index)))
        {
            yield return "retried compensation";
        }

        if (world.Calls.Exists(static call => call is { WasCancelledAtEnd: true, Exception: null }))
        {
            yield return "late value";
        }

        if (made.Degree > 0 && world.MostPending == made.Degree)
        {
            yield return "limit reached";
        }

        if (world.EndsWithinBodies > 0)
        {
            yield return "ended while another body began";
        }

        if (world.Trace[^1].IsCallerCancelled && made.CancelBefore < 0)
        {
            yield return "cancelled by a body";
        }

        if (world.Trace[^1] is { RunStatus: RunStatus.Completed, IsCallerCancelled: true })
        {
            yield return "completed though cancelled";
        }

        if (world.Overlaps > 0)
        {
            yield return "bodies of workers overlap";
        }

        if (made.Steps.Any(static step => step.Cell >= 0))
        {
            yield return "state changed";
        }
    }

    private static ulong Setting(string name, ulong value) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : value;
}
