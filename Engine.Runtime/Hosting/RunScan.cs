using System.Globalization;
using System.Numerics;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// A page of runs in the making, carried from shard to shard. Runs keep their slot for life, so a place in the order of slots is enough to go on
/// from: a run that is there throughout is seen once. A place is a shard and a slot; behind the slots come the held runs in the order of their numbers.
/// </summary>
internal sealed class RunScan
{
    /// <summary>Slabs that are looked at in one tick: what a list may cost the runs.</summary>
    private const int SlabsPerTick = 1024;

    private const int ShardShift = 56;
    private const ulong HeldPart = 1UL << 55;

    private readonly RunQuery _query;
    private readonly List<RunSummary> _runs = [];
    private ulong _place;

    public RunScan(RunQuery query)
    {
        query.Check();
        _query = query;
        if (query.After is not null && !ulong.TryParse(query.After, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _place))
        {
            throw new ArgumentException($"'{query.After}' is not where a page of runs begins. Pass what RunPage.Next gave.", nameof(query));
        }
    }

    public int Shard => (int)(_place >> ShardShift);

    public bool IsFull => _runs.Count == _query.PageSize;

    public RunPage ToPage(bool isLast) => new() { Runs = _runs, Next = isLast ? null : _place.ToString("x", CultureInfo.InvariantCulture) };

    /// <summary>Looks on in a shard. What is told must be on the disk up to the position that is returned.</summary>
    public long Look(Shard shard)
    {
        int looked = 0;
        while ((_place & HeldPart) == 0 && !IsFull)
        {
            int slot = (int)(uint)_place;
            if (slot >> RunSlab.LaneBits == shard.Slabs.Count)
            {
                _place = (_place & ~(ulong)uint.MaxValue) | HeldPart;
                break;
            }

            if (looked++ == SlabsPerTick)
            {
                return ShardRequest.Unfinished;
            }

            LookAtSlab(shard, shard.Slabs[slot >> RunSlab.LaneBits], slot >> RunSlab.LaneBits, RunSlab.LaneOf(slot));
        }

        if (!IsFull)
        {
            LookAtHeld(shard);
        }

        return shard.Journal.Appended;
    }

    private void LookAtSlab(Shard shard, RunSlab? slab, int slabIndex, int firstLane)
    {
        ulong part = _place & ~(ulong)uint.MaxValue;
        int next = RunSlab.SlotOf(slabIndex + 1, 0);
        if (slab is not null && (_query.Workflow is null || slab.Table.WorkflowName == _query.Workflow))
        {
            for (ulong lanes = slab.Taken & (ulong.MaxValue << firstLane); lanes != 0; lanes &= lanes - 1)
            {
                int slot = RunSlab.SlotOf(slab.Index, BitOperations.TrailingZeroCount(lanes));
                if (IsFull)
                {
                    next = slot;
                    break;
                }

                ref RunInfo info = ref shard.InfoOf(slot);
                if ((_query.Stage is null || _query.Stage == RunDescription.StageOf(info.Phase)) && (_query.Status is null || _query.Status == info.Status))
                {
                    _runs.Add(RunDescription.Summary(shard, slot));
                }
            }
        }

        _place = part | (uint)next;
    }

    private void LookAtHeld(Shard shard)
    {
        if (_query.Stage is null or RunStage.Held && _query.Status is null or RunStatus.Running)
        {
            ulong first = _place & (HeldPart - 1), part = _place & ~(HeldPart - 1);
            foreach (HeldRun run in shard.Held.Values
                .Where(run => new RunId(run.Id).Sequence >= first && (_query.Workflow is null || run.Workflow == _query.Workflow))
                .OrderBy(static run => run.Id))
            {
                if (IsFull)
                {
                    return;
                }

                _runs.Add(RunDescription.Summary(run));
                _place = part | (new RunId(run.Id).Sequence + 1);
            }
        }

        _place = (ulong)(shard.Number + 1) << ShardShift;
    }
}
