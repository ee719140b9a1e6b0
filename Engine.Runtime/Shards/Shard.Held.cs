using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// Runs that this process cannot go on with: of a workflow that it does not have, or in another version that lacks a step. What was recorded of them stays in
/// the journal, word for word, for a process that can; cleaning takes it along like the images of other runs.
/// </summary>
internal sealed partial class Shard
{
    private readonly Dictionary<ulong, HeldRun> _held = [];
    private readonly Dictionary<(string Workflow, string Key), HeldRun> _heldByKey = [];

    /// <summary>By what they need of the journal.</summary>
    private readonly SortedSet<(long NeededFrom, ulong Id)> _heldByPosition = [];

    /// <summary>The one that is being copied, how much of it has been, and the position behind its first part.</summary>
    private (ulong Id, int Count, long Position) _copied;

    /// <summary>What is copied of it: the record of its workflow, and its own.</summary>
    private RecordBuffer? _copy;

    /// <summary>Runs of the journal that this process cannot go on with, and why. They stay in the journal.</summary>
    public IReadOnlyDictionary<ulong, HeldRun> Held => _held;

    /// <summary>What their records take in the journal.</summary>
    public long HeldBytes { get; private set; }

    private long HeldPosition => _heldByPosition.Count == 0 ? long.MaxValue : _heldByPosition.Min.NeededFrom;

    /// <summary>The run of a workflow's key that is held; null where there is none.</summary>
    public HeldRun? HeldBy(string workflow, string key) => _heldByKey.GetValueOrDefault((workflow, key));

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
        HeldBytes -= BytesOf(run);
        LetGo(run.Id);
        return true;
    }

    /// <summary>What its copy takes in the journal. The record of its workflow is in each: what is needed of a run stands together.</summary>
    private long BytesOf(HeldRun run)
    {
        long bytes = run.Records.Length + (run.WorkflowRecord?.Length ?? 0) + sizeof(int);
        return bytes + (((bytes / (Journal.MaxRecordBytes - RunCopies.HeadBytes)) + 1L) * (RunCopies.HeadBytes + RecordOverhead));
    }

    /// <summary>Keeps a run of the journal as it is: nothing of it is started or lost.</summary>
    private void Hold(HeldRun run)
    {
        LetGo(run.Id);
        _held.Add(run.Id, run);
        _heldByPosition.Add((run.NeededFrom, run.Id));
        if (run.Key is not null)
        {
            _heldByKey[(run.Workflow, run.Key)] = run;
        }
    }

    private bool LetGo(ulong id)
    {
        if (!_held.Remove(id, out HeldRun? run))
        {
            return false;
        }

        _heldByPosition.Remove((run.NeededFrom, id));
        if (run.Key is not null && HeldBy(run.Workflow, run.Key) == run)
        {
            _heldByKey.Remove((run.Workflow, run.Key));
        }

        return true;
    }

    /// <summary>All of a run stands behind a position now.</summary>
    private void Move(HeldRun run, long position, long neededFrom)
    {
        _heldByPosition.Remove((run.NeededFrom, run.Id));
        (run.FirstPosition, run.NeededFrom) = (position, neededFrom);
        _heldByPosition.Add((neededFrom, run.Id));
    }

    /// <summary>Writes the next part of the held run that needs the oldest part of the journal.</summary>
    private void WriteCopy()
    {
        HeldRun run = _held[_heldByPosition.Min.Id];
        if (_copied.Id != run.Id)
        {
            // What there was of another one is worth nothing: it was dismissed.
            _copied = (run.Id, 0, 0);
            _copy ??= new RecordBuffer();
            _copy.Clear();
            if (run.WorkflowRecord is not null)
            {
                RunCopies.Write(_copy, run.WorkflowRecord);
            }

            _copy.WriteBytes(run.Records.Written);
        }

        Buffer.Clear();
        int count = RunCopies.Write(Buffer, run.Id, _copy!.Written, _copied.Count, Journal.MaxRecordBytes);
        long position = Append();
        _copied = (run.Id, _copied.Count + count, _copied.Count == 0 ? position : _copied.Position);
        if (_copied.Count == _copy.Length)
        {
            Move(run, _copied.Position, _copied.Position);
            _copied = default;
        }
    }
}
