using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// When things happened: in rows for what every run has, in notes for the rest. The time is the tick's: a clock is read once per tick, and a step adds the
/// store of four bytes.
/// </summary>
internal sealed partial class RunTable<TDefinition, TState, TIn, TOut>
{
    /// <summary>For each step its row in <see cref="RunSlab.BegunAt"/>; -1 for one that is only a call: it begins in the tick in which it ends.</summary>
    private readonly int[] _begunRows;
    private readonly int _begunCount;

    public override bool NotesBeginning(int stepIndex) => _begunRows[stepIndex] >= 0;

    public override (RunMoment Begun, RunMoment Ended) MomentsOf(int slot, int stepIndex)
    {
        RunSlab slab = Shard.SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        RunMoment ended = slab.EndedAt[slab.At(stepIndex, lane)];
        return (_begunRows[stepIndex] is >= 0 and int row ? slab.BegunAt[slab.At(row, lane)] : ended, ended);
    }

    private static RunNotes NotesOf(ref RunInfo info) => (info.Extras ??= new RunExtras()).Notes;

    private void SetMoments(RunSlab slab, int lane, int stepIndex, RunMoment begun, RunMoment ended)
    {
        slab.EndedAt[slab.At(stepIndex, lane)] = ended;
        if (_begunRows[stepIndex] is >= 0 and int row)
        {
            slab.BegunAt[slab.At(row, lane)] = begun;
        }
    }

    private static void NoteStepEnded(ref RunInfo info, int stepIndex, StepStatus status, Exception exception, int attempt, long begunMs, long endedMs) =>
        NotesOf(ref info).Add(new RunNote(HostedRunEventKind.StepEnded, endedMs)
        {
            Index = stepIndex,
            StepStatus = status,
            Exception = exception,
            Attempt = attempt,
            OtherMs = begunMs,
        });

    private static void NoteAttemptFailed(ref RunInfo info, int index, int attempt, long atMs, long dueMs, Exception? exception) =>
        NotesOf(ref info).Add(new RunNote(HostedRunEventKind.AttemptFailed, atMs) { Index = index, Attempt = attempt, OtherMs = dueMs, Exception = exception });

    private static void NoteCompensationEnded(ref RunInfo info, int index, Exception? failure, int attempt, long begunMs, long endedMs) =>
        NotesOf(ref info).Add(new RunNote(HostedRunEventKind.CompensationEnded, endedMs) { Index = index, Attempt = attempt, OtherMs = begunMs, Exception = failure });
}
