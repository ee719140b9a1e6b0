using Engine.Runtime;

namespace Engine.Internal;

/// <summary>What a host says when it takes something not on, and where it knows nothing: one method per case.</summary>
internal static class Refusals
{
    public static RequestRefusedException TooManyRuns(int shard, int runCount, int asked, int maxRuns) => new(
        Refusal.TooManyRuns,
        $"Shard {shard} has {runCount} runs that have not ended, and {asked} more would exceed its limit of {maxRuns}. Wait until some have ended, or raise ShardOptions.MaxRuns.");

    public static RequestRefusedException TooManyRequests(int shard, int maxRequests) => new(
        Refusal.TooManyRequests,
        $"{maxRequests} requests wait for shard {shard}, its limit. Ask again when some have been answered, start runs in batches, or raise ShardOptions.MaxRequests.");

    public static RequestRefusedException JournalFull(int shard, long neededBytes, long moreBytes, long maxBytes, int heldCount) => new(
        Refusal.JournalFull,
        $"The runs of shard {shard} need {neededBytes} bytes of its journal{(moreBytes == 0 ? "" : $", and {moreBytes} more were asked for")}. It may take {maxBytes}: a quarter is the limit for new runs, the rest is for those that are there. Wait until some have ended, {(heldCount == 0 ? "" : $"dismiss what is not wanted of its {heldCount} held runs, ")}or raise JournalOptions.MaxSegments.");

    public static RequestRefusedException TooManyWorkflows(int maxWorkflows) => new(
        Refusal.TooManyWorkflows, $"The host has {maxWorkflows} workflows, its limit. Use those that are there, or raise WorkflowHostOptions.MaxWorkflows.");

    public static RequestRefusedException HasRuns(string workflow, RunId run, bool isHeld) => new(
        Refusal.HasRuns,
        $"Workflow '{workflow}' has runs that have not ended, {run} for one{(isHeld ? ", which is held" : "")}: it is not removed. {(isHeld ? "Dismiss what is held, or add the graph that it was started with." : "Wait until they have ended, or cancel them.")}");

    public static RequestRefusedException WorkflowRemoved(string workflow) => new(
        Refusal.WorkflowRemoved, $"Workflow '{workflow}' has been removed, or is being removed. Add it again to start runs of it.");

    public static RequestRefusedException Draining() => new(Refusal.Draining, "The host stops, and takes no new runs. Start them in the next process.");

    public static RunNotFoundException Unknown(RunId id) => new(
        id, $"There is no run {id} here. If there was one, it has ended and has been forgotten: ShardOptions.RetainFor and MaxEndedRuns say when.");

    public static RunNotFoundException OfAnother(RunId id, string workflow, string other) => new(id, $"Run {id} is one of workflow '{other}', not of '{workflow}'.");

    public static InvalidOperationException NotHeld(RunId id, RunStage stage) => new(
        $"Run {id} is not held but {stage}: only a run that this process cannot go on with is dismissed. {(stage == RunStage.Ended ? "It is forgotten by itself: ShardOptions.RetainFor and MaxEndedRuns say when." : "Cancel it instead.")}");

    public static RequestRefusedException TooManyWatches(int shard, int maxWatches) => new(
        Refusal.TooManyRequests, $"{maxWatches} watches look at runs of shard {shard}, its limit. End some.");

    public static InvalidOperationException NotStarted() => new("The host has not been started. Await StartAsync first.");
}
