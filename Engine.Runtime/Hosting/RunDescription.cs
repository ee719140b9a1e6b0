using Engine.Runtime;

namespace Engine.Internal;

/// <summary>What a shard says of its runs. On its thread.</summary>
internal static partial class RunDescription
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
            StartedAt = Time(info.StartedMs),
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
        StartedAt = Time(run.StartedMs),
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
        ShardAttempt?[]? underWay = info.Attempts is null ? null : new ShardAttempt?[steps.Length];
        for (ShardAttempt? attempt = info.Attempts; attempt is not null; attempt = attempt.NextOfRun)
        {
            if (attempt.Index < steps.Length)
            {
                underWay![attempt.Index] = attempt;
            }
        }

        for (int stepIndex = 0; stepIndex < steps.Length; stepIndex++)
        {
            steps[stepIndex] = underWay?[stepIndex] is { } attempt
                ? UnderWay(table.StepName(stepIndex), attempt, info.Extras)
                : Step(table, slot, ref info, stepIndex);
        }

        return new RunSnapshot
        {
            Id = new RunId(info.Id),
            Workflow = table.WorkflowName,
            Key = info.Key,
            Stage = StageOf(info.Phase),
            Status = info.Status,
            StartedAt = Time(info.StartedMs),
            EndedAt = EndedAt(in info),
            Exception = info.Exception,
            Reason = info.Extras?.PauseReason,
            Steps = steps,
            TaskInput = table.TaskInputOf(slot),
            Compensations = Compensations(table, ref info),
        };
    }

    private static DateTimeOffset? EndedAt(in RunInfo info) =>
        info.Phase is RunPhase.Ending or RunPhase.Ended ? Time(info.EndedMs) : null;

    private static StepSnapshot Step(RunTable table, int slot, ref RunInfo info, int stepIndex)
    {
        string name = table.StepName(stepIndex);
        StepStatus status = table.StatusOf(slot, stepIndex);
        switch (status)
        {
            case StepStatus.Completed:
                (RunMoment begun, RunMoment ended) = table.MomentsOf(slot, stepIndex);
                return new StepSnapshot(name, status, StepProgress.Ended, Time(begun, in info), Time(ended, in info), LastAttempt(info.Extras, stepIndex), null, null);
            case StepStatus.Skipped:
                return new StepSnapshot(name, status, StepProgress.Ended, null, Time(table.MomentsOf(slot, stepIndex).Ended, in info), 0, null, null);
            case StepStatus.NotStarted:
                bool isOver = info.Phase is not (RunPhase.Active or RunPhase.Paused);
                return new StepSnapshot(name, status, isOver ? StepProgress.Ended : StepProgress.Waits, null, null, 0, null, null);
            default:
                RunNote? end = info.Extras?.Notes.Last(HostedRunEventKind.StepEnded, stepIndex);
                return new StepSnapshot(name, status, StepProgress.Ended, Time(end?.OtherMs), Time(end?.AtMs), end?.Attempt ?? 1, null, ExceptionOf(info.Extras, stepIndex));
        }
    }

    /// <summary>Which attempt of a completed step it was that succeeded.</summary>
    private static int LastAttempt(RunExtras? extras, int stepIndex)
    {
        RunNote? last = extras?.Notes.LastOf(stepIndex);
        return last is { Kind: HostedRunEventKind.AttemptFailed } failed ? failed.Attempt + 1 : 1;
    }

    private static DateTimeOffset? Time(RunMoment moment, in RunInfo info) => moment.IsKnown ? Time(moment.Ms(info.StartedMs)) : null;

    private static DateTimeOffset? Time(long? ms) => ms is { } known ? Time(known) : null;

    private static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static StepSnapshot UnderWay(string name, ShardAttempt attempt, RunExtras? extras) => new(
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
        Time(attempt.BegunMs),
        null,
        attempt.Number,
        attempt.Phase == AttemptPhase.Delayed ? Time(attempt.DueMs) : null,
        attempt.Number > 1 ? extras?.Notes.Last(HostedRunEventKind.AttemptFailed, attempt.Index)?.Exception : null);

    private static List<StepSnapshot> Compensations(RunTable table, ref RunInfo info)
    {
        List<StepSnapshot> compensations = [];
        for (int index = 0; info.Extras is { } extras && index < extras.FailedCompensations.Count; index++)
        {
            Exception failure = extras.CompensationFailures[index];
            RunNote? end = extras.Notes.EndOf(failure);
            compensations.Add(new StepSnapshot(
                extras.FailedCompensations[index], StepStatus.Failed, StepProgress.Ended, Time(end?.OtherMs), Time(end?.AtMs), end?.Attempt ?? 1, null, failure));
        }

        for (ShardAttempt? attempt = info.Attempts; attempt is not null; attempt = attempt.NextOfRun)
        {
            if (attempt.Index >= table.StepCount)
            {
                compensations.Add(UnderWay(table.StepName(attempt.Index), attempt, info.Extras));
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
