using Engine.Runtime;

namespace Engine.Internal;

/// <summary>What a shard says of its runs. On its thread.</summary>
internal static class RunDescription
{
    public static RunStage StageOf(RunPhase phase) => phase switch
    {
        RunPhase.Active => RunStage.Active,
        RunPhase.Paused => RunStage.Paused,
        RunPhase.Stopping => RunStage.Stopping,
        RunPhase.Undoing => RunStage.Undoing,
        _ => RunStage.Ended,
    };

    public static RunSummary Summary(Shard shard, int slot)
    {
        ref RunInfo info = ref shard.InfoOf(slot);
        return new RunSummary
        {
            Id = new RunId(info.Id),
            Workflow = shard.SlabOf(slot).Table.WorkflowName,
            Key = info.Key,
            Stage = StageOf(info.Phase),
            Status = info.Status,
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(info.StartedMs),
            EndedAt = EndedAt(in info),
            Exception = info.Exception,
            Reason = info.Extras?.PauseReason,
        };
    }

    public static RunSummary Summary(HeldRun run) => Snapshot(run);

    public static RunSnapshot Snapshot(HeldRun run) => new()
    {
        Id = new RunId(run.Id),
        Workflow = run.Workflow,
        Key = run.Key,
        Stage = RunStage.Held,
        Status = RunStatus.Running,
        StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(run.StartedMs),
        EndedAt = null,
        Exception = null,
        Reason = run.Reason,
        Steps = [],
        Compensations = [],
    };

    public static RunSnapshot Snapshot(Shard shard, int slot)
    {
        ref RunInfo info = ref shard.InfoOf(slot);
        RunTable table = shard.SlabOf(slot).Table;
        var steps = new StepSnapshot[table.StepCount];
        for (int stepIndex = 0; stepIndex < steps.Length; stepIndex++)
        {
            steps[stepIndex] = Step(table, slot, ref info, stepIndex);
        }

        return new RunSnapshot
        {
            Id = new RunId(info.Id),
            Workflow = table.WorkflowName,
            Key = info.Key,
            Stage = StageOf(info.Phase),
            Status = info.Status,
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(info.StartedMs),
            EndedAt = EndedAt(in info),
            Exception = info.Exception,
            Reason = info.Extras?.PauseReason,
            Steps = steps,
            Compensations = Compensations(table, ref info),
        };
    }

    private static DateTimeOffset? EndedAt(in RunInfo info) =>
        info.Phase is RunPhase.Ending or RunPhase.Ended ? DateTimeOffset.FromUnixTimeMilliseconds(info.EndedMs) : null;

    private static StepSnapshot Step(RunTable table, int slot, ref RunInfo info, int stepIndex)
    {
        string name = table.StepName(stepIndex);
        StepStatus status = table.StatusOf(slot, stepIndex);
        for (ShardAttempt? attempt = info.Attempts; attempt is not null; attempt = attempt.NextOfRun)
        {
            if (attempt.Index == stepIndex)
            {
                return UnderWay(name, attempt);
            }
        }

        bool isOver = status != StepStatus.NotStarted || info.Phase is not (RunPhase.Active or RunPhase.Paused);
        return new StepSnapshot(name, status, isOver ? StepProgress.Ended : StepProgress.Waits, 0, null, ExceptionOf(info.Extras, stepIndex));
    }

    private static StepSnapshot UnderWay(string name, ShardAttempt attempt) => new(
        name,
        StepStatus.NotStarted,
        attempt.Phase switch
        {
            AttemptPhase.WaitsForDisk => StepProgress.WaitsForDisk,
            AttemptPhase.Running => StepProgress.Runs,
            AttemptPhase.Delayed => StepProgress.WaitsForRetry,
            AttemptPhase.InDoubt => StepProgress.Interrupted,
            _ => StepProgress.Ended,
        },
        attempt.Number,
        attempt.Phase == AttemptPhase.Delayed ? DateTimeOffset.FromUnixTimeMilliseconds(attempt.DueMs) : null,
        null);

    private static List<StepSnapshot> Compensations(RunTable table, ref RunInfo info)
    {
        List<StepSnapshot> compensations = [];
        for (int index = 0; info.Extras is { } extras && index < extras.FailedCompensations.Count; index++)
        {
            compensations.Add(new StepSnapshot(extras.FailedCompensations[index], StepStatus.Failed, StepProgress.Ended, 0, null, extras.CompensationFailures[index]));
        }

        for (ShardAttempt? attempt = info.Attempts; attempt is not null; attempt = attempt.NextOfRun)
        {
            if (attempt.Index >= table.StepCount)
            {
                compensations.Add(UnderWay(table.StepName(attempt.Index), attempt));
            }
        }

        return compensations;
    }

    private static Exception? ExceptionOf(RunExtras? extras, int stepIndex)
    {
        foreach ((int failed, _, Exception exception) in extras?.Failed ?? [])
        {
            if (failed == stepIndex)
            {
                return exception;
            }
        }

        return null;
    }
}
