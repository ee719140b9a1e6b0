using Engine.Host.Run;

namespace Engine.Tests.Host.Run;

public class TerminalGanttTests
{
    [Fact]
    public void Chart_of_a_known_record_is_known()
    {
        // Seven seconds in fourteen columns, one slice half a second.
        string[] lines = Draw(RunFixture.DiamondRecord(), width: 14 + "worker 0".Length + 10);

        Assert.Equal("worker 0 ██··██████····  57.1 %", lines[0]);
        Assert.Equal("worker 1 ········▒▒▒▒██  42.9 %", lines[1]);
        Assert.Equal("         0          7 s", lines[2]);
    }

    [Fact]
    public void Chart_with_colour_marks_the_critical_path_and_always_ends_it()
    {
        string[] lines = Draw(RunFixture.DiamondRecord(), width: 14 + "worker 0".Length + 10, hasColour: true);

        Assert.Equal("worker 0 \u001b[31m██\u001b[0m··\u001b[31m██████\u001b[0m····  57.1 %", lines[0]);
        Assert.Equal("worker 1 ········▒▒▒▒\u001b[31m██\u001b[0m  42.9 %", lines[1]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 16)]
    [InlineData(17, 9)]
    [InlineData(40, 14)]
    [InlineData(1024, 16)]
    public void Chart_has_at_most_sixteen_lanes_of_full_width(int workers, int lanes)
    {
        var record = new RunRecord(taskCount: 4, workers, ticksPerSecond: 1) { StartedTicks = 100, EndedTicks = 110, Outcome = RunOutcome.Completed };
        for (int task = 0; task < 4; task++)
        {
            (record.StartCount[task], record.State[task], record.Start[task], record.End[task]) = (1, TaskState.Completed, 100 + task, 101 + task);
        }

        string[] lines = Draw(record, width: 80);

        string[] laneLines = [.. lines.Where(static line => line.TrimStart().StartsWith("worker", StringComparison.Ordinal))];
        Assert.Equal(lanes, laneLines.Length);
        Assert.All(laneLines, static line => Assert.Equal(79, line.Length));
        Assert.All(lines, static line => Assert.True(line.Length <= 80));
    }

    [Fact]
    public void Chart_of_a_run_that_took_no_time_is_nothing()
        => Assert.Equal([""], Draw(new RunRecord(taskCount: 4, workerCount: 2, ticksPerSecond: 1) { Outcome = RunOutcome.Cancelled }, width: 80));

    private static string[] Draw(RunRecord record, int width, bool hasColour = false)
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), new RunRequest { Workers = record.WorkerCount, Speed = 1 });
        var output = new StringWriter();
        var console = new RunConsole(output, TextWriter.Null) { Width = width, HasColour = hasColour };
        TerminalGantt.Write(setup, record, RunStatistics.Of(setup, record), console);
        return output.ToString().Split('\n');
    }
}
