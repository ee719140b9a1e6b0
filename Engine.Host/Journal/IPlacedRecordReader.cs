using Engine.Runtime;

namespace Engine.Host.Journal;

/// <summary>Receives the records of one shard in the order in which they were appended.</summary>
internal interface IPlacedRecordReader
{
    /// <param name="place">Where the record stands.</param>
    /// <param name="record">Valid during the call.</param>
    /// <exception cref="JournalException">It is none that this version writes.</exception>
    void Read(RecordPlace place, ReadOnlySpan<byte> record);
}
