using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// How a shard becomes what it was: every record of its journal is folded into the tables, then what was interrupted begins again. O(records),
/// and the journal is kept at a small multiple of what lives.
/// </summary>
internal sealed partial class Shard
{
    private readonly Dictionary<int, WorkflowVersion> _versions = [];
    private readonly Dictionary<ulong, WorkflowVersion> _versionOfRun = [];

    /// <summary>The runs that are known from what was recorded before an image of several records began, with where that begins.</summary>
    private readonly Dictionary<ulong, (long First, WorkflowVersion? Version)> _imagesBesides = [];

    /// <summary>The runs whose records name steps by other numbers than this process does: they are written again before it records anything of them.</summary>
    private readonly HashSet<ulong> _otherwiseNumbered = [];

    /// <summary>What was recorded of runs of other versions, as long as the journal is read: they may have to be held.</summary>
    private readonly Dictionary<ulong, RecordBuffer> _recordsOfOthers = [];
    private readonly RunCopies _copies = new();
    private long _firstPosition;
    private bool _wasClosed = true;

    /// <summary>The first run that has not been begun again; nothing else is done before.</summary>
    private int _goesOnAt = NoSlot;
    private int _goesOnUntil = NoSlot;

    /// <summary>Takes in a record. The tables are there, and nothing has been started.</summary>
    public void Fold(long position, ReadOnlySpan<byte> record)
    {
        _firstPosition = _firstPosition == 0 ? position : _firstPosition;
        var reader = new RecordReader(record);
        RecordKind kind = reader.ReadUnmanaged<RecordKind>();
        switch (kind)
        {
            case RecordKind.Opened:
                CountRecovery(reader.ReadUnmanaged<long>());
                _wasClosed = false;
                return;
            case RecordKind.Closed:
                _wasClosed = true;
                return;
            case RecordKind.Numbered:
                // The first one that is found: those behind it take its place when all runs have been written again.
                _workflowsPosition = _workflowsPosition == 0 ? _firstPosition : _workflowsPosition;
                _nextSequence = Math.Max(_nextSequence, reader.ReadUnmanaged<ulong>());
                return;
            case RecordKind.Workflow:
                _workflowBytes += record.Length + RecordOverhead;
                FoldWorkflow(position, record, ref reader);
                return;
            case RecordKind.RunCopied:
                FoldCopy(position, ref reader);
                return;
            default:
                FoldRun(kind, position, record, ref reader);
                return;
        }
    }

    /// <summary>The journal is read: says that this process has opened it, and begins again what was interrupted.</summary>
    /// <param name="oldest">Nothing that ends at or before this position was needed: it may lack what stood before it.</param>
    public void Recovered(long oldest)
    {
        foreach (HeldRun run in _held.Values)
        {
            if (run.FirstPosition <= oldest)
            {
                LetGo(run.Id);
            }
        }

        CountRecovery(NowMs);
        _wasClosed = false;
        if (IsKept)
        {
            Buffer.Clear();
            Buffer.WriteUnmanaged(RecordKind.Opened);
            Buffer.WriteUnmanaged(NowMs);
            Append();
            _newWorkflowsPosition = WriteNumber();
        }

        foreach ((ulong id, WorkflowVersion version) in _versionOfRun)
        {
            if (!version.IsSame && _slots.ContainsKey(id))
            {
                _otherwiseNumbered.Add(id);
            }
        }

        _versions.Clear();
        RetainEnded();
        _versionOfRun.Clear();
        _imagesBesides.Clear();
        _recordsOfOthers.Clear();
        _copies.Clear();
        HeldBytes = _held.Values.Sum(BytesOf);
        _goesOnAt = _oldestSlot;
        _goesOnUntil = _newestSlot;
        GoOn();
    }

    /// <summary>Begins the runs again for whose records the journal has room.</summary>
    private void GoOn()
    {
        while (_goesOnAt != NoSlot && Journal.HasRoom)
        {
            int slot = _goesOnAt;
            ref RunInfo info = ref InfoOf(slot);
            int next = slot == _goesOnUntil ? NoSlot : info.After;

            // One that has ended says nothing more, unless it is retried.
            if (_otherwiseNumbered.Contains(info.Id) && (info.Phase != RunPhase.Ended || info.Status == RunStatus.Failed) && !WriteImage(slot))
            {
                continue;
            }

            _goesOnAt = next;
            SlabOf(slot).Table.GoOn(slot);
        }

        if (_goesOnAt == NoSlot)
        {
            _otherwiseNumbered.Clear();
        }
    }

    /// <summary>Says that the process ends in order.</summary>
    public void Close()
    {
        if (IsKept && Failure is null && Journal.HasRoom)
        {
            Buffer.Clear();
            Buffer.WriteUnmanaged(RecordKind.Closed);
            Append();
            Journal.Flush();
        }
    }

    /// <summary>A process has ended without saying so: what it had under way may be why.</summary>
    private void CountRecovery(long openedMs)
    {
        if (_wasClosed)
        {
            return;
        }

        for (int slot = _oldestSlot; slot != NoSlot; slot = InfoOf(slot).After)
        {
            ref RunInfo info = ref InfoOf(slot);
            if (info.Attempts is not null && info.Recoveries < byte.MaxValue)
            {
                info.Recoveries++;
            }

            for (ShardAttempt? attempt = info.Attempts; attempt is not null; attempt = attempt.NextOfRun)
            {
                // One that waited for its time has lost nothing.
                if (attempt.DueMs == 0)
                {
                    (info.Extras ??= new RunExtras()).Notes.Add(new RunNote(HostedRunEventKind.Interrupted, openedMs) { Index = attempt.Index });
                }
            }
        }
    }

    /// <summary>Takes in what a number means from here on. Returns the number.</summary>
    private int FoldWorkflow(long position, ReadOnlySpan<byte> record, ref RecordReader reader)
    {
        int number = reader.ReadCount();
        string name = reader.ReadString()!;
        ulong fingerprint = reader.ReadUnmanaged<ulong>();
        string inputSignature = reader.ReadString()!;
        int stepCount = reader.ReadCount();
        string[] names = new string[reader.ReadCount()];
        string[] signatures = new string[names.Length];
        for (int index = 0; index < names.Length; index++)
        {
            names[index] = reader.ReadString()!;
            signatures[index] = reader.ReadString()!;
        }

        RunTable? table = Tables.Named(name);
        string? reason = table is null ? $"this process has no workflow '{name}'"
            : table.InputSignature == inputSignature ? null
            : table.IsTaskGraph ? $"the tasks of '{name}' are others in this process: add the graph that the run was started with"
            : $"workflow '{name}' took {inputSignature} and takes {table.InputSignature} now";

        // Of a task graph the signature says all: where it is the same, so are the steps.
        int[] steps = names.Length == 0 ? WorkflowVersion.SameSteps : new int[names.Length];
        bool isSame = table is not null && (names.Length == 0 || names.Length == table.DispatchCount), mayBeHeld = reason is not null;
        for (int index = 0; index < names.Length; index++)
        {
            steps[index] = table is null ? -1 : table.IndexOf(names[index], signatures[index], isCompensation: index >= stepCount);
            isSame &= steps[index] == index;
            mayBeHeld |= steps[index] < 0;
        }

        _versions[number] = new WorkflowVersion
        {
            Name = name,
            Record = mayBeHeld ? record.ToArray() : null,
            Position = position,
            Table = reason is null ? table : null,
            Steps = steps,
            IsSame = isSame,
            MayBeHeld = mayBeHeld,
            StepNames = names,
            StepCount = stepCount,
            Reason = reason,
        };
        _ = fingerprint;
        return number;
    }

    /// <summary>Takes in a part of what another process has copied; when it is whole, what it was copied from counts no more.</summary>
    private void FoldCopy(long position, ref RecordReader reader)
    {
        ulong id = reader.ReadUnmanaged<ulong>();
        if (!_copies.Take(id, position, ref reader, out long first, out RecordReader records))
        {
            return;
        }

        if (_slots.TryGetValue(id, out int known))
        {
            SlabOf(known).Table.Drop(known);
        }

        LetGo(id);
        int number = -1;
        WorkflowVersion? ofNumber = null;
        while (!records.Rest.IsEmpty)
        {
            ReadOnlySpan<byte> record = records.ReadBytes(records.ReadCount());
            var inner = new RecordReader(record);
            RecordKind kind = inner.ReadUnmanaged<RecordKind>();
            if (kind == RecordKind.Workflow)
            {
                var head = inner;
                ofNumber = _versions.GetValueOrDefault(head.ReadCount());
                number = FoldWorkflow(first, record, ref inner);
            }
            else
            {
                FoldRun(kind, kind is RecordKind.RunStarted or RecordKind.RunImage ? first : position, record, ref inner);
            }
        }

        // What the number meant in the copy it means nowhere else.
        _versions.Remove(number);
        if (ofNumber is not null)
        {
            _versions[number] = ofNumber;
        }

        if (_slots.TryGetValue(id, out int slot))
        {
            Unlink(slot);
            LinkByPosition(slot);
        }
    }

    private void FoldRun(RecordKind kind, long position, ReadOnlySpan<byte> record, ref RecordReader reader)
    {
        ulong id = reader.ReadUnmanaged<ulong>();
        if (kind is RecordKind.RunStarted or RecordKind.RunImage)
        {
            FoldNewRun(kind, id, position, record, ref reader);
            return;
        }

        if (kind == RecordKind.RunForgotten)
        {
            _recordsOfOthers.Remove(id);
            if (LetGo(id))
            {
                return;
            }
        }

        if (kind == RecordKind.RunImageRest)
        {
            FoldRest(id, position, record, ref reader);
            return;
        }

        KeepRecord(id, record);
        RunMoment at = RunMoment.Read(ref reader);

        // What is said of a run that nobody knows was said of one that was forgotten, or that an image will bring.
        if (_slots.TryGetValue(id, out int slot))
        {
            RunTable table = SlabOf(slot).Table;
            InfoOf(slot).LastPosition = position;
            Charge(ref InfoOf(slot), reader.Rest.Length);
            if (table.Fold(kind, slot, at, _versionOfRun[id], ref reader) is string reason)
            {
                Hold(slot, reason);
            }
        }
    }

    private void FoldRest(ulong id, long position, ReadOnlySpan<byte> record, ref RecordReader reader)
    {
        if (_imagesBesides.TryGetValue(id, out (long First, WorkflowVersion? Version) image))
        {
            if ((ImageItem)record[^1] != ImageItem.End)
            {
                return;
            }

            // The image is whole: what follows is recorded by the same version, and what stood before it may have been let go.
            if (_held.TryGetValue(id, out HeldRun? run))
            {
                Move(run, image.First, Math.Min(image.First, image.Version?.Position ?? image.First));
            }
            else if (image.Version is not null)
            {
                _versionOfRun[id] = image.Version;
            }

            return;
        }

        KeepRecord(id, record);
        if (!_slots.TryGetValue(id, out int slot))
        {
            return;
        }

        InfoOf(slot).LastPosition = position;
        Charge(ref InfoOf(slot), reader.Rest.Length);
        if (SlabOf(slot).Table.FoldRest(slot, _versionOfRun[id], ref reader) is string reason)
        {
            Hold(slot, reason);
        }
    }

    private void KeepRecord(ulong id, ReadOnlySpan<byte> record)
    {
        if (_recordsOfOthers.TryGetValue(id, out RecordBuffer? records))
        {
            RunCopies.Write(records, record);
        }
    }

    /// <summary>A run begins, or is said as a whole: what is kept of it word for word begins anew.</summary>
    private void KeepFrom(ulong id, WorkflowVersion? version, ReadOnlySpan<byte> record)
    {
        if (version is { MayBeHeld: false })
        {
            _recordsOfOthers.Remove(id);
            return;
        }

        _recordsOfOthers[id] = new RecordBuffer();
        KeepRecord(id, record);
    }

    private void Hold(int slot, string reason)
    {
        ref RunInfo info = ref InfoOf(slot);
        RunTable table = SlabOf(slot).Table;
        long neededFrom = Math.Min(info.FirstPosition, _versionOfRun[info.Id].Position);
        Hold(new HeldRun
        {
            Id = info.Id,
            FirstPosition = info.FirstPosition,
            NeededFrom = neededFrom,
            Reason = reason,
            Workflow = table.WorkflowName,
            Key = info.Key,
            StartedMs = info.StartedMs,
            WorkflowRecord = _versionOfRun[info.Id].Record,
            Records = _recordsOfOthers[info.Id],
        });
        table.Drop(slot);
    }

    private void FoldNewRun(RecordKind kind, ulong id, long position, ReadOnlySpan<byte> record, ref RecordReader reader)
    {
        _nextSequence = Math.Max(_nextSequence, new RunId(id).Sequence + 1);
        bool isKnown = _slots.TryGetValue(id, out int known);
        if ((isKnown || _held.ContainsKey(id)) && kind == RecordKind.RunImage && (ImageItem)record[^1] != ImageItem.End)
        {
            // It takes several records, and may lack the last: what has been read says all that they say.
            _imagesBesides[id] = (position, _versions.GetValueOrDefault(reader.ReadCount()));
            return;
        }

        if (isKnown)
        {
            // An image of a run that is known already: it says all of it.
            SlabOf(known).Table.Drop(known);
        }

        _imagesBesides.Remove(id);

        int number = reader.ReadCount();
        int length = reader.Rest.Length;
        RecordReader head = reader;
        string? reason;
        bool hasVersion = _versions.TryGetValue(number, out WorkflowVersion? version);
        KeepFrom(id, version, record);
        if (!hasVersion || version!.Table is null)
        {
            reason = version?.Reason ?? $"the journal does not say what workflow {number} is";
        }
        else
        {
            LetGo(id);
            _versionOfRun[id] = version;
            reason = version.Table.FoldNew(kind, id, position, version, ref reader);
        }

        if (reason is not null)
        {
            long startedMs = head.ReadUnmanaged<long>();
            Hold(new HeldRun
            {
                Id = id,
                FirstPosition = position,
                NeededFrom = Math.Min(position, version?.Position ?? position),
                Reason = reason,
                Workflow = version?.Name ?? $"#{number}",
                Key = head.ReadString(),
                StartedMs = startedMs,
                WorkflowRecord = version?.Record,
                Records = _recordsOfOthers[id],
            });
        }
        else
        {
            Charge(ref InfoOf(_slots[id]), length);
        }
    }
}
