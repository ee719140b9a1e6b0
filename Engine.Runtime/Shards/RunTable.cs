using Engine.Runtime;

namespace Engine.Internal;

/// <summary>The runs of one workflow in one shard, as the shard sees them.</summary>
internal abstract class RunTable(Shard shard, int number)
{
    public Shard Shard { get; } = shard;

    /// <summary>Its number among the shard's tables.</summary>
    public int Number { get; } = number;

    /// <summary>The runs that have a key, by it. Null while none has had one.</summary>
    public Dictionary<string, ulong>? Keys { get; private set; }

    /// <summary>The first of its slabs; null where it has none. <see cref="RunSlab.NextOfTable"/> leads to the others.</summary>
    public RunSlab? FirstSlab { get; private set; }

    /// <summary>The position behind the record that says in this process what the number means; less than any where there is none.</summary>
    public long IntroducedAt { get; set; } = -1;

    /// <summary>Whether the workflow is a graph of tasks, one of many: it comes with small slabs, and its record names no steps.</summary>
    public abstract bool IsTaskGraph { get; }

    public abstract string WorkflowName { get; }

    public abstract int StepCount { get; }

    /// <summary>Steps and compensations: the numbers that records name them by.</summary>
    public abstract int DispatchCount { get; }

    public abstract string StepName(int index);

    public abstract StepStatus StatusOf(int slot, int stepIndex);

    /// <summary>What a run got, where the workflow is a graph of tasks; else null.</summary>
    public abstract TaskInput? TaskInputOf(int slot);

    /// <summary>Whether it is noted when a step begins; if not, it begins in the tick in which it ends.</summary>
    public abstract bool NotesBeginning(int stepIndex);

    /// <summary>When a step that has completed or was skipped began and ended.</summary>
    public abstract (RunMoment Begun, RunMoment Ended) MomentsOf(int slot, int stepIndex);

    /// <summary>Takes a slab into its list. O(1).</summary>
    public void Link(RunSlab slab)
    {
        slab.NextOfTable = FirstSlab;
        if (FirstSlab is not null)
        {
            FirstSlab.BeforeOfTable = slab;
        }

        FirstSlab = slab;
    }

    /// <summary>Takes a slab out of its list. O(1).</summary>
    public void Unlink(RunSlab slab)
    {
        if (slab.BeforeOfTable is not null)
        {
            slab.BeforeOfTable.NextOfTable = slab.NextOfTable;
        }
        else
        {
            FirstSlab = slab.NextOfTable;
        }

        if (slab.NextOfTable is not null)
        {
            slab.NextOfTable.BeforeOfTable = slab.BeforeOfTable;
        }

        slab.BeforeOfTable = slab.NextOfTable = null;
    }

    public bool TryFind(string key, out int slot)
    {
        slot = -1;
        return Keys is not null && Keys.TryGetValue(key, out ulong id) && Shard.TryFind(new RunId(id), out slot);
    }

    public void SetKey(string key, ulong id) => (Keys ??= [])[key] = id;

    public void ClearKey(string key, ulong id)
    {
        if (Keys is not null && Keys.TryGetValue(key, out ulong known) && known == id)
        {
            Keys.Remove(key);
        }
    }

    /// <summary>Starts what is ready in a slab. False: the journal has no room for more; once more when it has.</summary>
    public abstract bool Pass(RunSlab slab);

    /// <summary>What an attempt depends on is on the disk.</summary>
    public abstract void DiskReached(ShardAttempt attempt);

    /// <summary>The body of an attempt has ended.</summary>
    public abstract void Returned(ShardAttempt attempt);

    /// <summary>The timer of an attempt has run down.</summary>
    public abstract void Due(ShardAttempt attempt);

    /// <summary>The value of a durable step is on the disk.</summary>
    public abstract void ReleaseSuccessors(int slot, int stepIndex);

    /// <summary>Begins the next compensation of a run that has stopped, or ends it.</summary>
    public abstract void UndoNext(int slot);

    /// <summary>The outcome of a run is on the disk.</summary>
    public abstract void Acknowledge(int slot);

    /// <summary>Stops a run as its caller's cancellation does. False: it has ended or stops already.</summary>
    public abstract bool Cancel(int slot);

    /// <summary>Starts nothing more of a run. False: it is not active.</summary>
    public abstract bool Pause(int slot, string? reason);

    /// <summary>Goes on with a paused run. False: it is not paused.</summary>
    public abstract bool Resume(int slot);

    /// <summary>Goes on with a failed run at the steps that failed. False: it is not failed, or something of it was undone.</summary>
    public abstract bool Retry(int slot);

    /// <summary>Takes a run that has ended out of the table.</summary>
    public abstract void Forget(int slot);

    /// <summary>Writes one record of a run as a whole. True: it was the last.</summary>
    public abstract bool WriteImage(int slot, RecordBuffer buffer, ref ImageCursor cursor);

    /// <summary>Takes in more of an image. Returns why it cannot be; null if it is there.</summary>
    public abstract string? FoldRest(int slot, WorkflowVersion version, ref RecordReader reader);

    public abstract void WriteWorkflow(RecordBuffer buffer);

    /// <summary>What a run of the workflow takes.</summary>
    public abstract string InputSignature { get; }

    /// <summary>The dispatch index of the step or compensation of a name, if its signature is the same; else -1.</summary>
    public abstract int IndexOf(string name, string signature, bool isCompensation);

    /// <summary>Takes in the start or image of a run. Returns why it cannot be; null if it is there.</summary>
    public abstract string? FoldNew(RecordKind kind, ulong id, long position, WorkflowVersion version, ref RecordReader reader);

    /// <summary>Takes in a record of a run that is there. Returns why that cannot be; null if it was.</summary>
    public abstract string? Fold(RecordKind kind, int slot, RunMoment at, WorkflowVersion version, ref RecordReader reader);

    /// <summary>All is read: begins again what was interrupted.</summary>
    public abstract void GoOn(int slot);

    /// <summary>Takes a run out of the table that is known otherwise.</summary>
    public abstract void Drop(int slot);
}
