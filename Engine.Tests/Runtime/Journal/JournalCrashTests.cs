using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Journal;

/// <summary>A journal on a disk that forgets what it may: what was acknowledged is there, what is there was appended.</summary>
public class JournalCrashTests
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 64 << 10, MaxSegments = 8, MaxRecordBytes = 4000 };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 16)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Journal_crashed_anywhere_keeps_what_was_acknowledged_and_invents_nothing(int seed)
    {
        var model = new JournalModel(seed, Small);
        model.Run(steps: 4000, operationsPerCrash: 5 + (seed * 3));
        model.CloseAndCheck();
        Assert.True(model.CrashCount > 2, $"only {model.CrashCount} crashes");
        Assert.True(model.RecordCount > 500, $"only {model.RecordCount} records");
    }

    [Theory]
    [InlineData(1, RecordStyle.EqualLength)]
    [InlineData(2, RecordStyle.EqualLength)]
    [InlineData(3, RecordStyle.Equal)]
    [InlineData(4, RecordStyle.Equal)]
    internal void Frame_that_an_earlier_history_left_behind_does_not_continue_a_later_one(int seed, RecordStyle style)
    {
        var model = new JournalModel(seed, Small, style);
        model.Run(steps: 6000, operationsPerCrash: 6);
        model.CloseAndCheck();
        Assert.True(model.CrashCount > 100, $"only {model.CrashCount} crashes");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Journal_without_crashes_keeps_everything_and_reuses_its_files(int seed)
    {
        var model = new JournalModel(seed, Small);
        model.Run(steps: 12_000, operationsPerCrash: 0);
        model.CloseAndCheck();
        Assert.Equal(0, model.CrashCount);
        Assert.True(model.SegmentsReleased > 5, $"only {model.SegmentsReleased} segments were released");
        Assert.True(model.Disk.TakenBytes <= (Small.MaxSegments + 2) * (long)Small.SegmentBytes);
    }
}
