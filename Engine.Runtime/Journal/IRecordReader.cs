namespace Engine.Internal;

/// <summary>Receives the records of a journal in the order in which they were appended.</summary>
internal interface IRecordReader
{
    /// <param name="position">Where the record ends: what <see cref="IJournal.Appended"/> was after it.</param>
    /// <param name="record">Valid during the call.</param>
    void Read(long position, ReadOnlySpan<byte> record);
}
