namespace Engine.Runtime;

/// <summary>Why a journal cannot be used.</summary>
public enum JournalFault
{
    /// <summary>Another process, or another part of this one, has the folder.</summary>
    Locked,

    /// <summary>The folder holds something else, or a journal of a format that this version does not read.</summary>
    WrongFormat,

    /// <summary>A part that was on the disk once is damaged or missing. Nothing has been cut off.</summary>
    Corrupt,

    /// <summary>A write or sync failed. What is on the disk is known only after the journal has been opened again.</summary>
    Failed,

    /// <summary>The folder has another number of shards than was asked for.</summary>
    OtherShardCount,

    /// <summary>What the runs of a shard need has outgrown its journal. Nothing that was acknowledged is lost: it goes on with more segments.</summary>
    Full,
}
