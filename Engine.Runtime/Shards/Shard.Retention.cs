using Engine.Runtime;

namespace Engine.Internal;

/// <summary>How long runs that have ended are remembered, and how the journal is kept short.</summary>
internal sealed partial class Shard
{
    /// <summary>Images per tick: what cleaning may cost at a time.</summary>
    private const int ImagesPerTick = 64;

    /// <summary>The shortest journal that is cleaned, in bytes.</summary>
    private const long LeastToClean = 1 << 20;

    private readonly Queue<(ulong Id, long EndedMs)> _ended = new();
    private long _workflowsPosition;
    private long _imageBytes;
    private long _imageCount;

    /// <summary>A run has ended and its outcome is acknowledged.</summary>
    public void Retain(ulong id, long endedMs) => _ended.Enqueue((id, endedMs));

    public int EndedCount => _ended.Count;

    /// <summary>Takes a run out of the tables that it is found by.</summary>
    public void Leave(int slot)
    {
        ref RunInfo info = ref InfoOf(slot);
        _slots.Remove(info.Id);
        if (info.Key is not null && _keys.TryGetValue(info.Key, out ulong id) && id == info.Id)
        {
            _keys.Remove(info.Key);
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

    private long NextForgetMs() => _ended.TryPeek(out (ulong Id, long EndedMs) first) ? first.EndedMs + (long)Options.RetainFor.TotalMilliseconds : long.MaxValue;

    private void Forget()
    {
        long until = NowMs - (long)Options.RetainFor.TotalMilliseconds;
        while (Journal.HasRoom && _ended.TryPeek(out (ulong Id, long EndedMs) first) && (first.EndedMs <= until || _ended.Count > Options.MaxEndedRuns))
        {
            _ended.Dequeue();
            if (_slots.TryGetValue(first.Id, out int slot) && InfoOf(slot).Phase == RunPhase.Ended && InfoOf(slot).EndedMs == first.EndedMs)
            {
                SlabOf(slot).Table.Forget(slot);
            }
        }
    }

    /// <summary>
    /// Keeps the journal within twice what its runs take: those that need its oldest part are written again at its end, and the part is
    /// released. What it costs grows with what lives, not with what has happened.
    /// </summary>
    private void Clean()
    {
        if (!IsKept)
        {
            return;
        }

        long oldest = OldestNeeded();
        long used = Journal.Appended - oldest;
        long average = _imageCount == 0 ? 512 : _imageBytes / _imageCount;
        long wanted = Math.Max(LeastToClean, 2 * average * (RunCount + _ended.Count));
        if (used > wanted)
        {
            for (int count = 0; count < ImagesPerTick && Journal.HasRoom && _oldestSlot != NoSlot; count++)
            {
                WriteImage(_oldestSlot);
            }

            if (_workflowsPosition <= OldestNeeded() && Journal.HasRoom)
            {
                WriteWorkflows();
            }
        }

        // The next frame says so, and what takes the place of older records is in it or before it: they reach the disk together or in this order.
        Journal.Release(OldestNeeded());
    }

    private void WriteImage(int slot)
    {
        Buffer.Clear();
        SlabOf(slot).Table.WriteImage(slot, Buffer);
        _imageBytes += Buffer.Length;
        _imageCount++;
        long position = Append();
        ref RunInfo info = ref InfoOf(slot);
        info.FirstPosition = info.LastPosition = position;
        Unlink(slot);
        LinkNewest(slot);
    }

    private void WriteWorkflows()
    {
        // The number of the next run, whatever becomes of those before it.
        Buffer.Clear();
        Buffer.WriteUnmanaged(RecordKind.Numbered);
        Buffer.WriteUnmanaged(_nextSequence);
        _workflowsPosition = Append();
        foreach (RunTable table in Tables)
        {
            Buffer.Clear();
            table.WriteWorkflow(Buffer);
            Append();
        }
    }

    /// <summary>Nothing before it is needed: neither by a run nor to know the workflows.</summary>
    private long OldestNeeded()
    {
        long oldest = _oldestSlot == NoSlot ? Journal.Appended : InfoOf(_oldestSlot).FirstPosition;
        return Math.Min(Math.Min(oldest, _workflowsPosition), _heldPosition) - 1;
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
