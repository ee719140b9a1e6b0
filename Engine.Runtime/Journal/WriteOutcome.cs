namespace Engine.Internal;

/// <summary>What one turn of a <see cref="SegmentWriter"/> came to.</summary>
internal enum WriteOutcome
{
    /// <summary>There was nothing to write.</summary>
    Idle,

    /// <summary>A group is on the disk.</summary>
    Written,

    /// <summary>There is something to write and no room: the limit is reached, or the disk is full.</summary>
    NoRoom,
}
