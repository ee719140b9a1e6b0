using Engine.Runtime;

namespace Engine.Internal;

/// <summary>A run as a whole in the journal, in one record or several.</summary>
internal sealed partial class RunTable<TDefinition, TState, TIn, TOut>
{
    public override bool WriteImage(int slot, RecordBuffer buffer, ref ImageCursor cursor)
    {
        RunSlab<TState> slab = SlabOf(slot);
        int lane = RunSlab.LaneOf(slot);
        ref RunInfo info = ref slab.Infos[lane];
        bool isFirst = cursor.Next == ImageItem.End;
        if (isFirst)
        {
            cursor.Next = ImageItem.State;
            buffer.WriteUnmanaged(RecordKind.RunImage);
            buffer.WriteUnmanaged(info.Id);
            buffer.WriteCount(Number);
            buffer.WriteUnmanaged(info.StartedMs);
            buffer.WriteString(info.Key);

            // Before values that only the definition can read: a tool without it finds what has become of the run.
            buffer.WriteUnmanaged(info.Phase);
            buffer.WriteUnmanaged(info.Status);
            buffer.WriteUnmanaged(info.EndedMs);
            _definition.WriteInput(ref slab.States[lane], buffer);
        }
        else
        {
            buffer.WriteUnmanaged(RecordKind.RunImageRest);
            buffer.WriteUnmanaged(info.Id);
        }

        bool isEmpty = !isFirst;
        while (true)
        {
            int length = buffer.Length;
            ImageCursor before = cursor;
            if (!WriteItem(slab, lane, buffer, ref cursor))
            {
                buffer.WriteUnmanaged(ImageItem.End);
                return true;
            }

            // One item fits into a record of its own: what is recorded of a step is bounded so.
            if (buffer.Length >= Shard.Journal.MaxRecordBytes && !isEmpty)
            {
                buffer.Shorten(length);
                buffer.WriteUnmanaged(ImageItem.More);
                cursor = before;
                return false;
            }

            isEmpty = false;
        }
    }

    public override string? FoldRest(int slot, WorkflowVersion version, ref RecordReader reader) => FoldItems(SlabOf(slot), RunSlab.LaneOf(slot), version, ref reader);

    /// <summary>Writes what the cursor stands at, and moves it on. False: there is nothing more.</summary>
    private bool WriteItem(RunSlab<TState> slab, int lane, RecordBuffer buffer, ref ImageCursor cursor)
    {
        ref RunInfo info = ref slab.Infos[lane];
        switch (cursor.Next)
        {
            case ImageItem.State:
                buffer.WriteUnmanaged(ImageItem.State);
                buffer.WriteUnmanaged(info.ClockMs);
                buffer.WriteUnmanaged((uint)info.CompletedCount);
                buffer.WriteUnmanaged(info.Recoveries);
                RecordTexts.Write(buffer, info.Extras?.PauseReason, MaxTextLength);
                RecordTexts.Write(buffer, info.Exception, MaxTextLength);
                cursor.Next = ImageItem.Step;
                cursor.At = 0;
                return true;
            case ImageItem.Step:
                while (cursor.At < _stepCount)
                {
                    if (WriteStepItem(slab, lane, cursor.At++, buffer))
                    {
                        return true;
                    }
                }

                cursor.Next = ImageItem.Failure;
                cursor.At = 0;
                goto case ImageItem.Failure;
            case ImageItem.Failure:
                if (cursor.At < (info.Extras?.Failed.Count ?? 0))
                {
                    (int stepIndex, StepStatus status, Exception exception) = info.Extras!.Failed[cursor.At++];
                    buffer.WriteUnmanaged(ImageItem.Failure);
                    buffer.WriteCount(stepIndex);
                    buffer.WriteUnmanaged(status);
                    RecordTexts.Write(buffer, exception, MaxTextLength);
                    return true;
                }

                cursor.Next = ImageItem.FailedCompensation;
                cursor.At = 0;
                goto case ImageItem.FailedCompensation;
            case ImageItem.FailedCompensation:
                if (cursor.At < (info.Extras?.FailedCompensations.Count ?? 0))
                {
                    buffer.WriteUnmanaged(ImageItem.FailedCompensation);
                    buffer.WriteString(info.Extras!.FailedCompensations[cursor.At]);
                    RecordTexts.Write(buffer, info.Extras.CompensationFailures[cursor.At++], MaxTextLength);
                    return true;
                }

                cursor.Next = ImageItem.Attempt;
                cursor.Attempt = info.Attempts;
                goto case ImageItem.Attempt;
            case ImageItem.Attempt:
                if (cursor.Attempt is { } attempt)
                {
                    cursor.Attempt = attempt.NextOfRun;
                    buffer.WriteUnmanaged(ImageItem.Attempt);
                    buffer.WriteCount(attempt.Index);
                    buffer.WriteCount(attempt.Number);
                    buffer.WriteUnmanaged(attempt.Phase is AttemptPhase.Delayed or AttemptPhase.InDoubt ? attempt.DueMs : 0L);
                    RunMoment.Of(info.StartedMs, attempt.BegunMs).Write(buffer);
                    return true;
                }

                cursor.Next = ImageItem.Notes;
                cursor.At = 0;
                goto case ImageItem.Notes;
            case ImageItem.Notes:
                if (cursor.At++ == 0 && info.Extras is { } extras)
                {
                    buffer.WriteUnmanaged(ImageItem.Notes);
                    extras.Notes.Write(buffer, info.StartedMs, Shard.Journal.MaxRecordBytes / 8, MaxTextLength);
                    return true;
                }

                return false;
            default:
                throw new InvalidOperationException($"An image does not go on at {cursor.Next}.");
        }
    }

    private bool WriteStepItem(RunSlab<TState> slab, int lane, int stepIndex, RecordBuffer buffer)
    {
        ulong bit = 1UL << lane;
        bool isCompleted = (slab.Completed[stepIndex] & bit) != 0;
        if (!isCompleted && (slab.Skipped[stepIndex] & bit) == 0)
        {
            return false;
        }

        buffer.WriteUnmanaged(ImageItem.Step);
        buffer.WriteCount(stepIndex);
        buffer.WriteUnmanaged(isCompleted ? StepStatus.Completed : StepStatus.Skipped);
        buffer.WriteCount(_undoRows[stepIndex] is >= 0 and int row ? (int)slab.CompletedAt[slab.At(row, lane)] : 0);
        (RunMoment begun, RunMoment ended) = MomentsOf(RunSlab.SlotOf(slab.Index, lane), stepIndex);
        begun.Write(buffer);
        ended.Write(buffer);
        if (isCompleted)
        {
            _definition.WriteStep(stepIndex, ref slab.States[lane], buffer);
        }

        return true;
    }

    /// <summary>Takes in items up to the end of a record. What other records have said already, between those of the image, is not said anew.</summary>
    private string? FoldItems(RunSlab<TState> slab, int lane, WorkflowVersion version, ref RecordReader reader)
    {
        ref RunInfo info = ref slab.Infos[lane];
        while (true)
        {
            string? reason = null;
            switch (reader.ReadUnmanaged<ImageItem>())
            {
                case ImageItem.State:
                    FoldState(ref info, ref reader);
                    break;
                case ImageItem.Step:
                    reason = FoldStepItem(slab, lane, version, ref reader);
                    break;
                case ImageItem.Failure:
                    reason = FoldFailure(ref info, version, ref reader);
                    break;
                case ImageItem.FailedCompensation:
                    FoldFailedCompensation(info.Extras ??= new RunExtras(), ref reader);
                    break;
                case ImageItem.Attempt:
                    reason = FoldAttempt(slab, lane, version, reader.ReadCount(), reader.ReadCount(), reader.ReadUnmanaged<long>(), RunMoment.Read(ref reader).Ms(info.StartedMs));
                    break;
                case ImageItem.Notes:
                    RunNotes notes = NotesOf(ref info);
                    notes.Clear();
                    notes.Read(ref reader, info.StartedMs, version.Steps);
                    break;
                case ImageItem.End or ImageItem.More:
                    return null;
                default:
                    throw new JournalException(JournalFault.WrongFormat, "The image of a run has an item that this version does not know. Open the journal with the version that wrote it.");
            }

            if (reason is not null)
            {
                return reason;
            }
        }
    }

    private static void FoldState(ref RunInfo info, ref RecordReader reader)
    {
        info.ClockMs = reader.ReadUnmanaged<long>();
        info.CompletedCount = (ushort)reader.ReadUnmanaged<uint>();
        info.Recoveries = reader.ReadUnmanaged<byte>();
        info.IsCancelRequested = info.Status == RunStatus.Cancelled;
        if (reader.ReadString() is string pauseReason)
        {
            (info.Extras ??= new RunExtras()).PauseReason = pauseReason;
        }

        info.Exception = RecordTexts.ReadException(ref reader);
    }

    private string? FoldStepItem(RunSlab<TState> slab, int lane, WorkflowVersion version, ref RecordReader reader)
    {
        int recorded = reader.ReadCount();
        int stepIndex = version.Steps[recorded];
        if (stepIndex < 0)
        {
            return OtherStep(version, recorded);
        }

        StepStatus status = reader.ReadUnmanaged<StepStatus>();
        uint completedAt = (uint)reader.ReadCount();
        RunMoment begun = RunMoment.Read(ref reader), ended = RunMoment.Read(ref reader);
        if (status == StepStatus.Completed)
        {
            _definition.ReadStep(stepIndex, ref slab.States[lane], ref reader);
        }

        if (((slab.Completed[stepIndex] | slab.Skipped[stepIndex]) & (1UL << lane)) == 0)
        {
            SetEnded(slab, lane, stepIndex, status, completedAt);
            SetMoments(slab, lane, stepIndex, begun, ended);
        }

        return null;
    }

    private static string? FoldFailure(ref RunInfo info, WorkflowVersion version, ref RecordReader reader)
    {
        int recorded = reader.ReadCount();
        StepStatus status = reader.ReadUnmanaged<StepStatus>();
        RecordedException exception = RecordTexts.ReadException(ref reader)!;
        int stepIndex = version.Steps[recorded];
        if (stepIndex < 0)
        {
            return OtherStep(version, recorded);
        }

        RunExtras extras = info.Extras ??= new RunExtras();
        if (!extras.Failed.Exists(failed => failed.StepIndex == stepIndex))
        {
            extras.Failed.Add((stepIndex, status, exception));
        }

        return null;
    }

    private static void FoldFailedCompensation(RunExtras extras, ref RecordReader reader)
    {
        string name = reader.ReadString()!;
        RecordedException exception = RecordTexts.ReadException(ref reader)!;
        if (!extras.FailedCompensations.Contains(name))
        {
            extras.FailedCompensations.Add(name);
            extras.CompensationFailures.Add(exception);
        }
    }
}
