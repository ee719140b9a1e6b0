using System.Globalization;

namespace Engine.Tests.Host.Journal;

/// <summary>`engine journal` before folders that a crash, a disk or a person has been at.</summary>
public sealed class JournalDamageReportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Flipped_byte_in_a_frame_is_damage_unless_nothing_was_written_after_it()
    {
        WrittenJournal.Write(_folder.Path, count: 20);
        string file = _folder.At(WrittenJournal.FirstSegment);
        byte[] whole = File.ReadAllBytes(file);
        List<(int Offset, int Length)> frames = WrittenJournal.Frames(whole);
        Assert.Equal(20, frames.Count);
        for (int index = 0; index < frames.Count; index++)
        {
            (int offset, int length) = frames[index];
            for (int at = offset + 8; at < offset + length; at += 7)
            {
                byte[] damaged = [.. whole];
                damaged[at] ^= 0x10;
                File.WriteAllBytes(file, damaged);
                HostRun run = HostRun.Of("journal", "verify", _folder.Path);
                if (index < frames.Count - 1)
                {
                    Assert.Equal(1, run.ExitCode);
                    run.FailedOnOneLine(_folder.Path, $"{WrittenJournal.FirstSegment} is damaged at byte {offset}", "Restore");
                    Assert.Contains("1 of 1 shard is damaged.", run.Output);
                }
                else
                {
                    Assert.DoesNotContain("damaged", run.Succeeded().Output);
                    Assert.Equal(19, RecordCount(run));
                }
            }
        }
    }

    [Fact]
    public void Torn_tail_is_normal_and_its_place_is_named()
    {
        WrittenJournal.Write(_folder.Path, count: 5);
        string file = _folder.At(WrittenJournal.FirstSegment);
        byte[] bytes = File.ReadAllBytes(file);
        (int offset, int length) = WrittenJournal.Frames(bytes)[^1];
        bytes.AsSpan(offset + length - 8, 8).Fill(0xEE);
        File.WriteAllBytes(file, bytes);
        HostRun run = HostRun.Of("journal", "verify", _folder.Path).Succeeded();
        Assert.Contains($"a torn tail of {length} bytes behind byte {offset} of {WrittenJournal.FirstSegment}", run.Output);
        Assert.Contains("Everything that was on the disk is as it was written.", run.Output);
        Assert.Equal(4, HostRun.Of("journal", "dump", _folder.Path).Succeeded().Output.Count(static one => one == '\n'));
    }

    [Fact]
    public void Dump_prints_what_stands_before_the_damage_and_fails()
    {
        WrittenJournal.Write(_folder.Path, count: 20);
        string file = _folder.At(WrittenJournal.FirstSegment);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[WrittenJournal.Frames(bytes)[7].Offset + 20] ^= 1;
        File.WriteAllBytes(file, bytes);
        foreach (string[] arguments in (string[][])[["journal", "dump", _folder.Path], ["journal", "dump", _folder.Path, "--json"]])
        {
            HostRun run = HostRun.Of(arguments);
            Assert.Equal((1, 7), (run.ExitCode, run.Output.Count(static one => one == '\n')));
            run.FailedOnOneLine($"{WrittenJournal.FirstSegment} is damaged at byte");
        }
    }

    [Fact]
    public void Segment_that_lost_its_end_is_damage_although_nothing_is_left_to_tell_of_it()
    {
        WrittenJournal.Write(_folder.Path, count: 20);
        string file = _folder.At(WrittenJournal.FirstSegment);
        (int offset, _) = WrittenJournal.Frames(File.ReadAllBytes(file))[12];
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.SetLength(offset);
        }

        HostRun run = HostRun.Of("journal", "verify", _folder.Path);
        Assert.Equal(1, run.ExitCode);
        run.FailedOnOneLine($"{WrittenJournal.FirstSegment} is damaged at byte {offset}: it has {offset} bytes, and each segment has {WrittenJournal.SegmentBytes}");
    }

    [Fact]
    public void Segment_that_is_missing_is_damage()
    {
        WrittenJournal.Write(_folder.Path, Enumerable.Range(0, 60).Select(static _ => Pause(reason: new string('x', 4000))));
        Assert.True(File.Exists(_folder.At("000000000003.segment")));
        File.Delete(_folder.At("000000000001.segment"));
        HostRun run = HostRun.Of("journal", "verify", _folder.Path);
        Assert.Equal(1, run.ExitCode);
        run.FailedOnOneLine("000000000001.segment", "the file is missing");
    }

    [Fact]
    public void Records_of_an_unknown_kind_or_shape_are_named_with_their_place()
    {
        byte[][] wrong = [[99], [0], [(byte)RecordKindNumber.RunEnded, 1, 2, 3], [(byte)RecordKindNumber.RunEnded, 1, 0, 0, 0, 0, 0, 0, 0, 1, 77, 0, 0, 0, 0, 0, 0, 0, 0, 0]];
        foreach (byte[] record in wrong)
        {
            using var folder = new TempFolder();
            WrittenJournal.Write(folder.Path, [[(byte)RecordKindNumber.Opened, 0, 0, 0, 0, 0, 0, 0, 0], record]);
            (int offset, _) = WrittenJournal.Frames(File.ReadAllBytes(folder.At(WrittenJournal.FirstSegment)))[1];
            HostRun run = HostRun.Of("journal", "verify", folder.Path);
            Assert.Equal(1, run.ExitCode);
            run.FailedOnOneLine($"{WrittenJournal.FirstSegment} has a record at byte {offset + 44} that cannot be read", "with the version that wrote it");
            Assert.Equal(1, RecordCount(run));
        }
    }

    [Fact]
    public void Damaged_identity_is_damage()
    {
        WrittenJournal.Write(_folder.Path, count: 2);
        byte[] bytes = File.ReadAllBytes(_folder.At("journal.id"));
        bytes[20] ^= 1;
        File.WriteAllBytes(_folder.At("journal.id"), bytes);
        Assert.Equal(1, HostRun.Of("journal", "verify", _folder.Path).ExitCode);
        File.Delete(_folder.At("journal.id"));
        HostRun run = HostRun.Of("journal", "verify", _folder.Path);
        Assert.Equal(1, run.ExitCode);
        run.FailedOnOneLine("journal.id is missing beside 000000000001.segment");
    }

    private static byte[] Pause(string reason) =>
        [(byte)RecordKindNumber.RunPaused, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0xA1, 0x1F, .. System.Text.Encoding.UTF8.GetBytes(reason)];

    /// <summary>What the table's only row says.</summary>
    private static long RecordCount(HostRun run)
    {
        string row = run.Output.Split('\n')[3];
        string[] cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(cells[run.ExitCode == 0 ? 3 : 1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    /// <summary>The numbers as they stand on disks: a test that took the program's would not see one change.</summary>
    private enum RecordKindNumber : byte
    {
        Opened = 1,
        RunEnded = 10,
        RunPaused = 13,
    }
}
