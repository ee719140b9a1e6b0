using Engine.Runtime;

namespace Engine.Internal;

/// <summary>What a shard tells of the past of its runs: the rows of their slab and their notes in one line.</summary>
internal static partial class RunDescription
{
    public static HostedRunHistory History(HeldRun run) => new()
    {
        Run = Snapshot(run),
        Events = [new HostedRunEvent { Kind = HostedRunEventKind.Started, At = Time(run.StartedMs) }],
        DroppedCount = 0,
    };

    public static HostedRunHistory History(Shard shard, int slot)
    {
        ref RunInfo info = ref shard.InfoOf(slot);
        RunTable table = shard.SlabOf(slot).Table;
        List<Entry> entries = [new Entry(info.StartedMs, Part.Start, 0, 0, new HostedRunEvent { Kind = HostedRunEventKind.Started, At = Time(info.StartedMs) })];
        AddSteps(entries, table, slot, in info);
        if (info.Extras is { } extras)
        {
            AddNotes(entries, table, extras.Notes);
        }

        if (info.Phase is RunPhase.Ending or RunPhase.Ended)
        {
            entries.Add(new Entry(info.EndedMs, Part.End, 0, 0, new HostedRunEvent
            {
                Kind = HostedRunEventKind.Ended,
                At = Time(info.EndedMs),
                RunStatus = info.Status,
                Exception = info.Exception,
            }));
        }

        entries.Sort(static (left, right) => left.Order.CompareTo(right.Order));
        return new HostedRunHistory
        {
            Run = Snapshot(shard, slot),
            Events = [.. entries.Select(static entry => entry.Event)],
            DroppedCount = info.Extras?.Notes.DroppedCount ?? 0,
        };
    }

    private static void AddSteps(List<Entry> entries, RunTable table, int slot, in RunInfo info)
    {
        for (int stepIndex = 0; stepIndex < table.StepCount; stepIndex++)
        {
            StepStatus status = table.StatusOf(slot, stepIndex);
            if (status is not (StepStatus.Completed or StepStatus.Skipped))
            {
                continue;
            }

            (RunMoment begun, RunMoment ended) = table.MomentsOf(slot, stepIndex);
            if (status == StepStatus.Completed && begun.IsKnown && table.NotesBeginning(stepIndex))
            {
                entries.Add(Began(table, stepIndex, begun.Ms(info.StartedMs), 0));
            }

            if (ended.IsKnown)
            {
                int attempt = status == StepStatus.Completed ? LastAttempt(info.Extras, stepIndex) : 0;
                entries.Add(Ended(table, stepIndex, ended.Ms(info.StartedMs), status, attempt, null, 0));
            }
        }

        for (ShardAttempt? attempt = info.Attempts; attempt is not null; attempt = attempt.NextOfRun)
        {
            entries.Add(attempt.Index < table.StepCount
                ? Began(table, attempt.Index, attempt.BegunMs, int.MaxValue)
                : new Entry(attempt.BegunMs, Part.Undoing, int.MaxValue, 0, Of(HostedRunEventKind.CompensationStarted, table, attempt.Index, attempt.BegunMs)));
        }
    }

    private static void AddNotes(List<Entry> entries, RunTable table, RunNotes notes)
    {
        IReadOnlyList<RunNote> kept = notes.Kept;
        for (int number = 0; number < kept.Count; number++)
        {
            RunNote note = kept[number];

            // What came before a run went on in the same millisecond belongs before what it did then.
            bool isBefore = false;
            for (int later = number; later < kept.Count && kept[later].AtMs == note.AtMs && !isBefore; later++)
            {
                isBefore = kept[later].Kind is HostedRunEventKind.Resumed or HostedRunEventKind.Retried or HostedRunEventKind.Interrupted;
            }

            switch (note.Kind)
            {
                case HostedRunEventKind.StepEnded:
                    if (table.NotesBeginning(note.Index))
                    {
                        entries.Add(isBefore && note.OtherMs == note.AtMs
                            ? new Entry(note.OtherMs, Part.Before, number, 0, Of(HostedRunEventKind.StepStarted, table, note.Index, note.OtherMs))
                            : Began(table, note.Index, note.OtherMs, number));
                    }

                    Entry end = Ended(table, note.Index, note.AtMs, note.StepStatus, note.Attempt, note.Exception, number);
                    entries.Add(isBefore ? end with { Order = (note.AtMs, Part.Before, number, 1) } : end);
                    break;
                case HostedRunEventKind.AttemptFailed:
                    HostedRunEvent failed = Of(note.Kind, table, note.Index, note.AtMs) with { Attempt = note.Attempt, DueAt = Time(note.OtherMs), Exception = note.Exception };
                    entries.Add(isBefore ? new Entry(note.AtMs, Part.Before, number, 0, failed)
                        : note.Index < table.StepCount ? new Entry(note.AtMs, Part.Steps, (4 * note.Index) + 1, number, failed)
                        : new Entry(note.AtMs, Part.Undoing, number, 1, failed));
                    break;
                case HostedRunEventKind.CompensationEnded:
                    entries.Add(new Entry(note.OtherMs, Part.Undoing, number, 0, Of(HostedRunEventKind.CompensationStarted, table, note.Index, note.OtherMs)));
                    entries.Add(new Entry(note.AtMs, Part.Undoing, number, 2, Of(note.Kind, table, note.Index, note.AtMs) with { Attempt = note.Attempt, Exception = note.Exception }));
                    break;
                default:
                    entries.Add(new Entry(note.AtMs, isBefore ? Part.Before : Part.After, number, 2, new HostedRunEvent
                    {
                        Kind = note.Kind,
                        At = Time(note.AtMs),
                        Step = note.Index < 0 ? null : table.StepName(note.Index),
                        RunStatus = note.RunStatus,
                        Reason = note.Reason,
                    }));
                    break;
            }
        }
    }

    private static Entry Began(RunTable table, int stepIndex, long atMs, int number) =>
        new(atMs, Part.Steps, 4 * stepIndex, number, Of(HostedRunEventKind.StepStarted, table, stepIndex, atMs));

    private static Entry Ended(RunTable table, int stepIndex, long atMs, StepStatus status, int attempt, Exception? exception, int number) => new(
        atMs,
        Part.Steps,
        (4 * stepIndex) + 2,
        number,
        Of(HostedRunEventKind.StepEnded, table, stepIndex, atMs) with { StepStatus = status, Attempt = attempt, Exception = exception });

    private static HostedRunEvent Of(HostedRunEventKind kind, RunTable table, int index, long atMs) => new() { Kind = kind, At = Time(atMs), Step = table.StepName(index) };

    /// <summary>Where an entry belongs among those of its millisecond.</summary>
    private enum Part
    {
        Start,
        Before,
        Steps,
        After,
        Undoing,
        End,
    }

    private readonly record struct Entry((long AtMs, Part Part, int First, int Second) Order, HostedRunEvent Event)
    {
        public Entry(long atMs, Part part, int first, int second, HostedRunEvent runEvent)
            : this((atMs, part, first, second), runEvent)
        {
        }
    }
}
