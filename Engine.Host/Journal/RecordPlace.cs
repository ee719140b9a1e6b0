namespace Engine.Host.Journal;

/// <summary>Where a record stands.</summary>
/// <param name="Segment">The number of its file.</param>
/// <param name="Offset">The byte of that file at which it begins, behind its length.</param>
/// <param name="Position">Where it ends, as the journal counts.</param>
internal readonly record struct RecordPlace(long Segment, int Offset, long Position);
