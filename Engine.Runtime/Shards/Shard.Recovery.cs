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
    private readonly Dictionary<ulong, (long FirstPosition, string Reason)> _held = [];
    private long _heldPosition = long.MaxValue;
    private long _firstPosition;
    private bool _wasClosed = true;

    /// <summary>Runs of the journal that this process cannot go on with, and why. They stay in the journal.</summary>
    public IReadOnlyDictionary<ulong, (long FirstPosition, string Reason)> Held => _held;

    /// <summary>Takes in a record. The tables are there, and nothing has been started.</summary>
    public void Fold(long position, ReadOnlySpan<byte> record)
    {
        _firstPosition = _firstPosition == 0 ? position : _firstPosition;
        var reader = new RecordReader(record);
        RecordKind kind = reader.ReadUnmanaged<RecordKind>();
        switch (kind)
        {
            case RecordKind.Opened:
                CountRecovery();
                _wasClosed = false;
                return;
            case RecordKind.Closed:
                _wasClosed = true;
                return;
            case RecordKind.Numbered:
                _nextSequence = Math.Max(_nextSequence, reader.ReadUnmanaged<ulong>());
                return;
            case RecordKind.Workflow:
                // The first one that is found: those behind it take its place when all runs have been written again.
                _workflowsPosition = _workflowsPosition == 0 ? _firstPosition : _workflowsPosition;
                FoldWorkflow(ref reader);
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
        foreach ((ulong id, (long firstPosition, _)) in _held)
        {
            if (firstPosition <= oldest)
            {
                _held.Remove(id);
            }
            else
            {
                _heldPosition = Math.Min(_heldPosition, firstPosition);
            }
        }

        CountRecovery();
        _wasClosed = false;
        if (IsKept)
        {
            Buffer.Clear();
            Buffer.WriteUnmanaged(RecordKind.Opened);
            Append();
            _newWorkflowsPosition = WriteWorkflows();
        }

        for (int slot = _oldestSlot; slot != NoSlot;)
        {
            int after = InfoOf(slot).After;
            SlabOf(slot).Table.GoOn(slot);
            slot = after;
        }

        _versionOfRun.Clear();
    }

    /// <summary>Says that the process ends in order.</summary>
    public void Close()
    {
        if (IsKept && Journal.Failure is null)
        {
            Buffer.Clear();
            Buffer.WriteUnmanaged(RecordKind.Closed);
            Append();
            Journal.Flush();
        }
    }

    /// <summary>Keeps a run of the journal where it is: nothing of it is started or lost.</summary>
    public void Hold(ulong id, long firstPosition, string reason) => _held[id] = (firstPosition, reason);

    /// <summary>A process has ended without saying so: what it had under way may be why.</summary>
    private void CountRecovery()
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
        }
    }

    private void FoldWorkflow(ref RecordReader reader)
    {
        int number = reader.ReadUnmanaged<ushort>();
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

        RunTable? table = Tables.Find(table => table.WorkflowName == name);
        string? reason = table is null
            ? $"this process has no workflow '{name}'"
            : table.InputSignature != inputSignature ? $"workflow '{name}' took {inputSignature} and takes {table.InputSignature} now" : null;
        int[] steps = new int[names.Length];
        for (int index = 0; index < names.Length; index++)
        {
            steps[index] = table is null ? -1 : table.IndexOf(names[index], signatures[index], isCompensation: index >= stepCount);
        }

        _versions[number] = new WorkflowVersion
        {
            Name = name,
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

        if (kind == RecordKind.RunForgotten && _held.Remove(id))
        {
            return;
        }

        // What is said of a run that nobody knows was said of one that was forgotten, or that an image will bring.
        if (_slots.TryGetValue(id, out int slot))
        {
            RunTable table = SlabOf(slot).Table;
            InfoOf(slot).LastPosition = position;
            if (table.Fold(kind, slot, _versionOfRun[id], ref reader) is string reason)
            {
                Hold(id, InfoOf(slot).FirstPosition, reason);
                table.Drop(slot);
            }
        }
    }

    private void FoldNewRun(RecordKind kind, ulong id, long position, ref RecordReader reader)
    {
        _nextSequence = Math.Max(_nextSequence, new RunId(id).Sequence + 1);
        if (_slots.TryGetValue(id, out int known))
        {
            // An image of a run that is known already: it says all of it.
            SlabOf(known).Table.Drop(known);
        }

        int number = reader.ReadUnmanaged<ushort>();
        if (!_versions.TryGetValue(number, out WorkflowVersion? version) || version.Table is null)
        {
            Hold(id, position, version?.Reason ?? $"the journal does not say what workflow {number} is");
            return;
        }

        _held.Remove(id);
        _versionOfRun[id] = version;
        string? reason = version.Table.FoldNew(kind, id, position, version, ref reader);
        if (reason is not null)
        {
            Hold(id, position, reason);
        }
    }
}
