using Engine.Internal;
using Engine.Runtime;

namespace Engine.Host.Journal;

/// <summary>What was found in the journal of a shard. Where it is damaged, the counts are of what stands before that.</summary>
internal sealed class ShardCheck : IPlacedRecordReader
{
    private readonly RecordTrail _trail = new();

    private ShardCheck(ShardFolder folder) => Folder = folder;

    public ShardFolder Folder { get; }

    /// <summary>Where it ends; null where there is none, or it is damaged.</summary>
    public JournalEnd? End { get; private set; }

    /// <summary>What is damaged or missing; null where nothing is.</summary>
    public JournalException? Damage { get; private set; }

    public long RecordCount { get; private set; }

    /// <summary>The bytes of the records alone.</summary>
    public long RecordBytes { get; private set; }

    public bool HasRuns => _trail.StartCount > 0;

    public bool IsClosed => _trail.IsClosed;

    public int LiveCount { get; private set; }

    /// <summary>How many of the live runs are paused.</summary>
    public int PausedCount { get; private set; }

    public int EndedCount { get; private set; }

    /// <summary>Reads a shard from front to back. O(bytes).</summary>
    public static ShardCheck Of(ShardFolder folder)
    {
        var check = new ShardCheck(folder);
        try
        {
            check.End = folder.Read(check);
        }
        catch (JournalException exception)
        {
            check.Damage = exception;
        }

        foreach (RecordedRun run in check._trail.Runs.Values)
        {
            check.EndedCount += run.HasEnded ? 1 : 0;
            check.LiveCount += run.HasEnded ? 0 : 1;
            check.PausedCount += run.Phase == RunPhase.Paused ? 1 : 0;
        }

        return check;
    }

    /// <summary>Says that there should be a journal and is none.</summary>
    public void Miss() => Damage = new JournalException(
        JournalFault.Corrupt, "there is no journal, although runs have been started in other shards of this host, which has all of them before. Restore the folder from a copy.");

    void IPlacedRecordReader.Read(RecordPlace place, ReadOnlySpan<byte> record)
    {
        _trail.Take(record);
        RecordCount++;
        RecordBytes += record.Length;
    }
}
