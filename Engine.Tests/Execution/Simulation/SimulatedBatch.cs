using Engine.Tests.Execution.Dynamic;

namespace Engine.Tests.Execution.Simulation;

/// <summary>Runs worlds of one plan as the lanes of one batch. They share the clock and the caller.</summary>
internal static class SimulatedBatch
{
    /// <summary>The most lanes: a result names the exceptions of so many.</summary>
    public const int MaxLanes = BatchResult.MaxFailures;

    /// <summary>Throws only what is thrown before anything has run.</summary>
    public static SimulatedLane[] Run(World[] worlds, in RunOptions options, int chunkLength, CancellationToken token)
    {
        SimulatedLane[] lanes = [.. worlds.Select(static world => new SimulatedLane(world))];
        long[] outputs = [.. Enumerable.Repeat(-1L, lanes.Length)];
        var statuses = new RunStatus[lanes.Length];
        Array.ForEach(lanes, static lane => lane.Begin());
        BatchResult result = BatchExecutor.Run<DynamicLanes, DynamicState, DynamicColumns, SimulatedLane, long>(
            new DynamicLanes(worlds[0].Plan), lanes, outputs, statuses, in options, chunkLength, token);

        LaneFailure[] failures = result.Failures.ToArray();
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            LaneFailure failure = failures.FirstOrDefault(failure => failure.Lane == lane);
            lanes[lane].World.Require(failure.Exception is null || failure.Status == statuses[lane], $"lane {lane} is {statuses[lane]}, and its failure says {failure.Status}");
            lanes[lane].End(statuses[lane], outputs[lane], failure.Exception);
        }

        foreach (RunStatus status in Enum.GetValues<RunStatus>())
        {
            lanes[0].World.Require(statuses.Count(one => one == status) == CountOf(in result, status), $"{status} are not {CountOf(in result, status)} lanes");
        }

        return lanes;
    }

    /// <summary>Runs a world between two others, in which nothing goes wrong, in one chunk.</summary>
    public static SimulatedLane RunBetweenOthers(World world, in RunOptions options, CancellationToken token)
    {
        World[] worlds =
        [
            new World(world.Plan, static (_, _) => new Outcome(Ending.Value)) { Time = world.Time, Caller = world.Caller },
            world,
            new World(world.Plan, static (_, _) => new Outcome(Ending.Value)) { Time = world.Time, Caller = world.Caller },
        ];
        return Run(worlds, in options, 0, token)[1];
    }

    /// <summary>Runs the lanes of a case, follows each through the reference, and runs each alone in the inline executor.</summary>
    public static List<string> Check(SimulatedCase made, out World world)
    {
        World[] worlds = made.MakeLanes();
        var options = new RunOptions { TimeProvider = worlds[0].Time, Degree = made.Degree };
        SimulatedLane[] lanes = Run(worlds, in options, made.ChunkLength, CancellationToken.None);
        World[] alone = made.MakeLanes();
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            world = worlds[lane];
            List<string> wrong = Replay.Check(world, lanes[lane].Output, lanes[lane].Thrown);
            world.Require(world.Time.ActiveCount == 0, $"{world.Time.ActiveCount} timers are left");
            wrong.AddRange(world.Violations);
            if (wrong.Count == 0)
            {
                var run = new SimulatedRun(alone[lane], ExecutorKind.Inline, made.Seed, isWatched: false);
                run.Start();
                string expected = SimulatedRun.Describe(alone[lane], run.Output, run.Thrown), actual = SimulatedRun.Describe(world, lanes[lane].Output, lanes[lane].Thrown);
                wrong.AddRange(expected == actual ? [] : [$"alone the run is another one.\n  Alone: {expected}\n  Lane:  {actual}"]);
            }

            if (wrong.Count > 0)
            {
                return [$"Lane {lane} of {lanes.Length}:", .. wrong];
            }
        }

        world = worlds[0];
        return [];
    }

    private static int CountOf(in BatchResult result, RunStatus status) => status switch
    {
        RunStatus.Completed => result.Completed,
        RunStatus.Failed => result.Failed,
        RunStatus.Cancelled => result.Cancelled,
        RunStatus.Compensated => result.Compensated,
        RunStatus.CompensationFailed => result.CompensationFailed,
        _ => 0,
    };
}
