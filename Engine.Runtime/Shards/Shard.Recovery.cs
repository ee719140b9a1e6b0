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
    private readonly Dictionary<ulong, HeldRun> _held = [];
    private readonly Dictionary<(string Workflow, string Key), HeldRun> _heldByKey = [];

    /// <summary>The runs that are known from what was recorded before an image of several records began.</summary>
    private readonly HashSet<ulong> _imagesBesides = [];
    private long _heldPosition = long.MaxValue;
    private long _firstPosition;
    private bool _wasClosed = true;

    /// <summary>The first run that has not been begun again; nothing else is done before.</summary>
    private int _goesOnAt = NoSlot;

    /// <summary>Runs of the journal that this process cannot go on with, and why. They stay in the journal.</summary>
    public IReadOnlyDictionary<ulong, HeldRun> Held => _held;

    /// <summary>The run of a workflow's key that is held; null where there is none.</summary>
    public HeldRun? HeldBy(string workflow, string key) => _heldByKey.GetValueOrDefault((workflow, key));

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
                _workflowBytes += record.Length;
                FoldWorkflow(position, ref reader);
                return;
            default:
                FoldRun(kind, position, ref reader);
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

        KeepHeld();

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

        _versions.Clear();
        RetainEnded();
        _versionOfRun.Clear();
        _imagesBesides.Clear();
        _goesOnAt = _oldestSlot;
        GoOn();
    }

    /// <summary>Begins the runs again for whose records the journal has room.</summary>
    private void GoOn()
    {
        while (_goesOnAt != NoSlot && Journal.HasRoom)
        {
            int slot = _goesOnAt;
            _goesOnAt = InfoOf(slot).After;
            SlabOf(slot).Table.GoOn(slot);
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

    /// <summary>Keeps a run of the journal where it is: nothing of it is started or lost.</summary>
    private void Hold(HeldRun run)
    {
        LetGo(run.Id);
        _held.Add(run.Id, run);
        if (run.Key is not null)
        {
            _heldByKey[(run.Workflow, run.Key)] = run;
        }
    }

    /// <summary>Lets a held run go for good, and says so in the journal. False: there is none of that number.</summary>
    /// <param name="id">The run.</param>
    /// <param name="position">Behind the record of it.</param>
    public bool TryDismiss(RunId id, out long position)
    {
        position = 0;
        if (!_held.TryGetValue(id.Value, out HeldRun? run))
        {
            return false;
        }

        Buffer.Clear();
        Buffer.WriteUnmanaged(RecordKind.RunForgotten);
        Buffer.WriteUnmanaged(run.Id);
        RunMoment.Of(run.StartedMs, NowMs).Write(Buffer);
        position = Append();
        LetGo(run.Id);
        KeepHeld();
        return true;
    }

    /// <summary>The journal keeps all from the first record of a held run on, and what says of which workflow it is: nobody here can write them again.</summary>
    private void KeepHeld()
    {
        _heldPosition = long.MaxValue;
        foreach (HeldRun run in _held.Values)
        {
            _heldPosition = Math.Min(_heldPosition, run.NeededFrom);
        }
    }

    private bool LetGo(ulong id)
    {
        if (!_held.Remove(id, out HeldRun? run))
        {
            return false;
        }

        if (run.Key is not null && HeldBy(run.Workflow, run.Key) == run)
        {
            _heldByKey.Remove((run.Workflow, run.Key));
        }

        return true;
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

    private void FoldWorkflow(long position, ref RecordReader reader)
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
        for (int index = 0; index < names.Length; index++)
        {
            steps[index] = table is null ? -1 : table.IndexOf(names[index], signatures[index], isCompensation: index >= stepCount);
        }

        _versions[number] = new WorkflowVersion
        {
            Name = name,
            Position = position,
            Table = reason is null ? table : null,
            Steps = steps,
            StepNames = names,
            StepCount = stepCount,
            Reason = reason,
        };
        _ = fingerprint;
    }

    private void FoldRun(RecordKind kind, long position, ref RecordReader reader)
    {
        ulong id = reader.ReadUnmanaged<ulong>();
        if (kind is RecordKind.RunStarted or RecordKind.RunImage)
        {
            FoldNewRun(kind, id, position, ref reader);
            return;
        }

        if (kind == RecordKind.RunForgotten && LetGo(id))
        {
            return;
        }

        if (kind == RecordKind.RunImageRest)
        {
            FoldRest(id, position, ref reader);
            return;
        }

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

    private void FoldRest(ulong id, long position, ref RecordReader reader)
    {
        if (!_slots.TryGetValue(id, out int slot) || _imagesBesides.Contains(id))
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

    private void Hold(int slot, string reason)
    {
        ref RunInfo info = ref InfoOf(slot);
        RunTable table = SlabOf(slot).Table;
        long neededFrom = Math.Min(info.FirstPosition, _versionOfRun[info.Id].Position);
        Hold(new HeldRun { Id = info.Id, FirstPosition = info.FirstPosition, NeededFrom = neededFrom, Reason = reason, Workflow = table.WorkflowName, Key = info.Key, StartedMs = info.StartedMs });
        table.Drop(slot);
    }

    private void FoldNewRun(RecordKind kind, ulong id, long position, ref RecordReader reader)
    {
        _nextSequence = Math.Max(_nextSequence, new RunId(id).Sequence + 1);
        if (_slots.TryGetValue(id, out int known))
        {
            if (kind == RecordKind.RunImage && (ImageItem)reader.Rest[^1] != ImageItem.End)
            {
                // It takes several records, and may lack the last: what has been read says all that they say.
                _imagesBesides.Add(id);
                return;
            }

            // An image of a run that is known already: it says all of it.
            SlabOf(known).Table.Drop(known);
        }

        _imagesBesides.Remove(id);

        int number = reader.ReadCount();
        int length = reader.Rest.Length;
        RecordReader head = reader;
        string? reason;
        if (!_versions.TryGetValue(number, out WorkflowVersion? version) || version.Table is null)
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
            Hold(new HeldRun { Id = id, FirstPosition = position, NeededFrom = Math.Min(position, version?.Position ?? position), Reason = reason, Workflow = version?.Name ?? $"#{number}", Key = head.ReadString(), StartedMs = startedMs });
        }
        else
        {
            Charge(ref InfoOf(_slots[id]), length);
        }
    }
}
