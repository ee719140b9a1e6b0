namespace Engine.Runtime;

/// <summary>How large a journal may grow, and in what portions.</summary>
public sealed class JournalOptions
{
    /// <summary>
    /// The bytes of a segment file, a multiple of 4,096 from 64 KiB to 1 GiB. Fixed when a journal is made: one that exists keeps its own.
    /// </summary>
    public int SegmentBytes { get; init; } = 16 << 20;

    /// <summary>The most segment files there may be, 2 or more. When they are full, no new run is admitted until some are released.</summary>
    public int MaxSegments { get; init; } = 256;

    /// <summary>The longest record in bytes, up to a quarter of a segment.</summary>
    public int MaxRecordBytes { get; init; } = 256 << 10;

    /// <exception cref="ArgumentOutOfRangeException">One of the values is out of its range.</exception>
    internal void Check()
    {
        if (SegmentBytes is < 64 << 10 or > 1 << 30 || SegmentBytes % 4096 != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(SegmentBytes), SegmentBytes, $"{nameof(SegmentBytes)} is {SegmentBytes}; choose a multiple of 4,096 from 65,536 to 1,073,741,824.");
        }

        if (MaxSegments is < 2 or > 1 << 20)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxSegments), MaxSegments, $"{nameof(MaxSegments)} is {MaxSegments}; choose 2 to 1,048,576.");
        }

        if (MaxRecordBytes < 256 || MaxRecordBytes > SegmentBytes / 4)
        {
            throw new ArgumentOutOfRangeException(
                nameof(MaxRecordBytes), MaxRecordBytes, $"{nameof(MaxRecordBytes)} is {MaxRecordBytes}; choose 256 to a quarter of a segment, {SegmentBytes / 4}.");
        }
    }
}
