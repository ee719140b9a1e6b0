using System.Numerics;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>How a workflow leaves a shard.</summary>
internal sealed partial class Shard
{
    /// <summary>Runs that are forgotten in one tick: what a removal may cost the others.</summary>
    private const int ForgottenPerTick = 1024;

    /// <summary>Places of runs that are gone in the queue of ended ones: so many may stand there whatever their share.</summary>
    private const int StaleEnds = 1024;

    /// <summary>Looks for a run of a workflow that stands against its removal. O(its runs, and those that are held).</summary>
    /// <exception cref="RequestRefusedException">There is one that has not ended.</exception>
    public void CheckNothingUnderWay(HostedWorkflow workflow)
    {
        for (RunSlab? slab = Tables.Existing(workflow)?.FirstSlab; slab is not null; slab = slab.NextOfTable)
        {
            for (ulong lanes = slab.Taken; lanes != 0; lanes &= lanes - 1)
            {
                ref RunInfo info = ref slab.Infos[BitOperations.TrailingZeroCount(lanes)];
                if (info.Phase != RunPhase.Ended)
                {
                    throw Refusals.HasRuns(workflow.Name, new RunId(info.Id), isHeld: false);
                }
            }
        }

        foreach (HeldRun run in _held.Values)
        {
            if (run.Workflow == workflow.Name)
            {
                throw Refusals.HasRuns(workflow.Name, new RunId(run.Id), isHeld: true);
            }
        }
    }

    /// <summary>Forgets the runs of a closed workflow, and its table. Returns the position behind it, or <see cref="ShardRequest.Unfinished"/>: once more.</summary>
    /// <exception cref="RequestRefusedException">There is a run that has not ended.</exception>
    public long Remove(HostedWorkflow workflow)
    {
        // One that had failed may have been tried again.
        CheckNothingUnderWay(workflow);
        for (int count = 0; Tables.Existing(workflow)?.FirstSlab is { } slab; count++)
        {
            if (count == ForgottenPerTick || !HasRoom)
            {
                return ShardRequest.Unfinished;
            }

            slab.Table.Forget(RunSlab.SlotOf(slab.Index, BitOperations.TrailingZeroCount(slab.Taken)));
            EndedCount--;
        }

        Tables.Remove(workflow);
        DropStaleEnds();
        return Journal.Appended;
    }

    /// <summary>Keeps the queue of ended runs within twice of what is remembered: those of removed workflows stand in it, perhaps behind one that stays for long.</summary>
    private void DropStaleEnds()
    {
        if (_ended.Count <= (2 * EndedCount) + StaleEnds)
        {
            return;
        }

        for (int count = _ended.Count; count > 0; count--)
        {
            (ulong Id, long EndedMs) end = _ended.Dequeue();
            if (IsEndOf(end.Id, end.EndedMs, out _))
            {
                _ended.Enqueue(end);
            }
        }

        _ended.TrimExcess();
    }
}
