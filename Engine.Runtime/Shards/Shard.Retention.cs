using Engine.Runtime;

namespace Engine.Internal;

/// <summary>How long runs that have ended are remembered, and how the journal is kept short.</summary>
internal sealed partial class Shard
{
    /// <summary>Images per tick: what cleaning may cost at a time. When nothing else is done before it is through, it may cost more.</summary>
    private const int ImagesPerTick = 64;
    private const int ImagesPerTickAlone = 4096;

    /// <summary>What a record takes beside its own bytes.</summary>
    private const int RecordOverhead = 8;

    private readonly Queue<(ulong Id, long EndedMs)> _ended = new();
    private ImageCursor _image;
    private bool _isCleaning;
    private bool _isCleaningAlone;
    private long _workflowsPosition;
    private long _newWorkflowsPosition;

    /// <summary>What records of workflows take in the journal, from <see cref="_workflowsPosition"/> on and from <see cref="_newWorkflowsPosition"/> on.</summary>
    private long _workflowBytes;
    private long _newWorkflowBytes;

    /// <summary>Images that have been written to keep the journal short.</summary>
    public long ImageCount { get; private set; }

    /// <summary>A run has ended and its outcome is acknowledged.</summary>
    public void Retain(ulong id, long endedMs)
    {
        _ended.Enqueue((id, endedMs));
        EndedCount++;
    }

    /// <summary>Runs that have ended and are remembered. One that goes on again does not count.</summary>
    public int EndedCount { get; set; }

    /// <summary>What the records of all runs take in the journal: of each those since its start, or its last image.</summary>
    public long NeededBytes { get; private set; }

    /// <summary>What says of which workflows the runs are takes in the journal.</summary>
    public long WorkflowBytes => Math.Max(_workflowBytes, _newWorkflowBytes);

    /// <summary>
    /// Says what the number of a table means, before the first record that names it. Records of workflows are written again with the runs when the
    /// journal is cleaned: one before the cleaning began does not count any more.
    /// </summary>
    public void Introduce(RunTable table)
    {
        long from = _newWorkflowsPosition != 0 ? _newWorkflowsPosition : _workflowsPosition;
        if (table.IntroducedAt >= from)
        {
            return;
        }

        Buffer.Clear();
        table.WriteWorkflow(Buffer);
        if (Buffer.Length > Journal.LongestRecordBytes)
        {
            throw new ArgumentException(
                $"Workflow '{table.WorkflowName}' takes {Buffer.Length} bytes in the journal with the names of its {table.StepCount} steps, and all of it has to fit into a segment: {Journal.LongestRecordBytes}. Raise JournalOptions.SegmentBytes for a new folder.");
        }

        (_newWorkflowsPosition != 0 ? ref _newWorkflowBytes : ref _workflowBytes) += Buffer.Length + RecordOverhead;
        table.IntroducedAt = Append();
    }

    /// <summary>A record of so many bytes is needed to have a run back.</summary>
    public void Charge(ref RunInfo info, int bytes)
    {
        bytes += RecordOverhead;
        info.RecordBytes += bytes;
        NeededBytes += bytes;
    }

    /// <summary>Takes a run out of the tables that it is found by.</summary>
    public void Leave(int slot)
    {
        ref RunInfo info = ref InfoOf(slot);
        _slots.Remove(info.Id);
        NeededBytes -= info.RecordBytes;
        if (info.Key is not null)
        {
            SlabOf(slot).Table.ClearKey(info.Key, info.Id);
        }

        Unlink(slot);
    }

    /// <summary>Puts a run behind all others in the order of what they need of the journal.</summary>
    public void LinkNewest(int slot)
    {
        ref RunInfo info = ref InfoOf(slot);
        info.Before = _newestSlot;
        info.After = NoSlot;
        if (_newestSlot != NoSlot)
        {
            InfoOf(_newestSlot).After = slot;
        }
        else
        {
            _oldestSlot = slot;
        }

        _newestSlot = slot;
    }

    /// <summary>Puts a run where its first record belongs: near the end, among those that have begun since.</summary>
    private void LinkByPosition(int slot)
    {
        ref RunInfo info = ref InfoOf(slot);
        int before = _newestSlot;
        while (before != NoSlot && InfoOf(before).FirstPosition > info.FirstPosition)
        {
            before = InfoOf(before).Before;
        }

        int after = before == NoSlot ? _oldestSlot : InfoOf(before).After;
        info.Before = before;
        info.After = after;
        (before == NoSlot ? ref _oldestSlot : ref InfoOf(before).After) = slot;
        (after == NoSlot ? ref _newestSlot : ref InfoOf(after).Before) = slot;
    }

    /// <summary>Whether a place in the queue of ended runs still tells of one: a run may have gone on since, or have been forgotten with its workflow.</summary>
    private bool IsEndOf(ulong id, long endedMs, out int slot) =>
        _slots.TryGetValue(id, out slot) && InfoOf(slot).Phase == RunPhase.Ended && InfoOf(slot).EndedMs == endedMs;

    private long NextForgetMs() => _ended.TryPeek(out (ulong Id, long EndedMs) first) ? first.EndedMs + (long)Options.RetainFor.TotalMilliseconds : long.MaxValue;

    private void Forget()
    {
        long until = NowMs - (long)Options.RetainFor.TotalMilliseconds;
        while (HasRoom && _ended.TryPeek(out (ulong Id, long EndedMs) first))
        {
            if (IsEndOf(first.Id, first.EndedMs, out int slot))
            {
                if (first.EndedMs > until && EndedCount <= Options.MaxEndedRuns)
                {
                    return;
                }

                SlabOf(slot).Table.Forget(slot);
                EndedCount--;
            }

            // Otherwise it has gone on since, and will come again.
            _ended.Dequeue();
        }
    }

    /// <summary>The journal is read: its runs that have ended are remembered in the order of their ends. A record and an image may have told of each.</summary>
    private void RetainEnded()
    {
        var ended = new List<(long EndedMs, ulong Id)>();
        for (int slot = _oldestSlot; slot != NoSlot; slot = InfoOf(slot).After)
        {
            ref RunInfo info = ref InfoOf(slot);
            if (info.Phase == RunPhase.Ended)
            {
                ended.Add((info.EndedMs, info.Id));
            }
        }

        ended.Sort();
        foreach ((long endedMs, ulong id) in ended)
        {
            Retain(id, endedMs);
        }
    }

    /// <summary>
    /// Keeps the journal within one and a half times what its runs take: those that need its oldest part are written again at its end, and the part
    /// is released. What it costs grows with what lives, not with what has happened.
    /// </summary>
    private void Clean()
    {
        if (!IsKept)
        {
            return;
        }

        long used = Journal.Appended - OldestNeeded();
        long wanted = Math.Max(Math.Min(Options.CleanFromBytes, Journal.MaxBytes / 4), AllNeededBytes + (AllNeededBytes / 2));
        bool isAlone = _room == JournalRoom.Cleaning;
        if ((used > wanted || isAlone) && Journal.HasRoom)
        {
            if (!_isCleaning)
            {
                // All runs that are there now are written again.
                _isCleaning = _isCleaningAlone = true;
                _newWorkflowsPosition = WriteNumber();
                _workflowBytes = WorkflowBytes;
                _newWorkflowBytes = 0;
            }

            _isCleaningAlone &= isAlone;

            int most = isAlone ? ImagesPerTickAlone : ImagesPerTick;
            for (int count = 0; count < most && Journal.HasRoom && HasOlderThan(_newWorkflowsPosition); count++)
            {
                if (HeldPosition < _newWorkflowsPosition)
                {
                    WriteCopy();
                }
                else
                {
                    WriteImage(_oldestSlot);
                }
            }

            // Images say by number of which workflow they are: what the numbers mean has to stand before all of them.
            if (!HasOlderThan(_newWorkflowsPosition))
            {
                _isCleaning = false;
                _workflowsPosition = _newWorkflowsPosition;
                _newWorkflowsPosition = 0;
                _workflowBytes = _newWorkflowBytes;
                _newWorkflowBytes = 0;
                _unneededAfterCleaning = _isCleaningAlone ? UnneededBytes : 0;
            }
        }

        // The next frame says so, and what takes the place of older records is in it or before it: they reach the disk together or in this order.
        Journal.Release(OldestNeeded());
    }

    private bool HasOlderThan(long position) => (_oldestSlot != NoSlot && InfoOf(_oldestSlot).FirstPosition < position) || HeldPosition < position;

    /// <summary>Writes the next record of a run's image: the only one, but of a run that has much to say. True: it was the last.</summary>
    private bool WriteImage(int slot)
    {
        RunTable table = SlabOf(slot).Table;
        ref RunInfo info = ref InfoOf(slot);
        bool isFirst = _image.Id != info.Id;
        if (isFirst)
        {
            // What there was of another one is worth nothing: its run has been forgotten.
            _image = new ImageCursor { Id = info.Id, BytesBefore = info.RecordBytes };
            Introduce(table);
        }

        bool isWhole;
        do
        {
            Buffer.Clear();
            isWhole = table.WriteImage(slot, Buffer, ref _image);
            ImageCount++;
            long position = Append();
            _image.Position = isFirst ? position : _image.Position;
            _image.Bytes += Buffer.Length + RecordOverhead;
            info.LastPosition = position;
            isFirst = false;
        }
        while (!isWhole && _image.MustGoOn);

        if (isWhole)
        {
            // From here on the image stands for what was recorded before it began; what was recorded since lies between its records.
            int bytes = _image.Bytes + info.RecordBytes - _image.BytesBefore;
            NeededBytes += bytes - info.RecordBytes;
            info.RecordBytes = bytes;
            info.FirstPosition = _image.Position;
            _image = default;
            Unlink(slot);
            LinkByPosition(slot);
        }

        return isWhole;
    }

    /// <summary>Says the number of the next run. Returns the position behind it: from there on workflows are introduced anew.</summary>
    private long WriteNumber()
    {
        Buffer.Clear();
        Buffer.WriteUnmanaged(RecordKind.Numbered);
        Buffer.WriteUnmanaged(_nextSequence);
        return Append();
    }

    /// <summary>Nothing before it is needed: neither by a run nor to know the workflows.</summary>
    private long OldestNeeded()
    {
        long oldest = _oldestSlot == NoSlot ? Journal.Appended : InfoOf(_oldestSlot).FirstPosition;
        return Math.Min(Math.Min(oldest, _workflowsPosition), HeldPosition) - 1;
    }

    private void Unlink(int slot)
    {
        ref RunInfo info = ref InfoOf(slot);
        if (info.Before != NoSlot)
        {
            InfoOf(info.Before).After = info.After;
        }
        else
        {
            _oldestSlot = info.After;
        }

        if (info.After != NoSlot)
        {
            InfoOf(info.After).Before = info.Before;
        }
        else
        {
            _newestSlot = info.Before;
        }
    }
}
