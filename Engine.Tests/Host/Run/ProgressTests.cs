using Engine.Host.Run;

namespace Engine.Tests.Host.Run;

public class ProgressTests
{
    private static readonly RunProgress Half = new(Done: 1200, Running: 3, Ready: 7, Total: 2400, Part: 0.509, Elapsed: 1.44, Remaining: 1.46);

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.5, 4.5)]
    [InlineData(1, 4)]
    [InlineData(3, 3)]
    [InlineData(5, 2)]
    [InlineData(6, 1)]
    [InlineData(7, 0)]
    [InlineData(8, 0)]
    public void Remaining_time_follows_the_plan_by_the_work_that_is_done(double workSeconds, double remainingSeconds)
    {
        // The diamond on two workers: 1 s alone, 2 s both, 1 s alone, 1 s alone.
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), new RunRequest { Workers = 2, Speed = 1 });

        double remaining = new PlannedProgress(setup.Planned).Remaining(workSeconds * 1_000_000);

        // 512 slices of 5 s: within half a slice.
        Assert.Equal(remainingSeconds, remaining / 1_000_000, tolerance: 0.005);
    }

    [Fact]
    public void Remaining_time_of_a_plan_without_length_is_zero()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond() with { Costs = [0, 0, 0, 0] }, RunFixture.TwoEmptyWorkers);

        Assert.Equal(0, new PlannedProgress(setup.Planned).Remaining(0));
    }

    [Fact]
    public void Display_on_a_terminal_overwrites_two_lines()
    {
        var output = new StringWriter();
        var display = new ProgressDisplay(new RunConsole(output, TextWriter.Null) { IsTerminal = true, Width = 60 }, ["a", "b", "c\u001b[2J"]);

        display.Show(Half, [0, 2, 1]);
        string first = output.ToString();
        display.Show(Half, [1]);
        display.Clear();

        Assert.Equal("[█████████████·············]  50 %  1.4 s, about 1.5 s left\ndone 1,200 of 2,400, ready 7, running 3: a, c\uFFFD[2J, b\n", first);
        Assert.StartsWith(first + "\r\u001b[2K\u001b[1A\u001b[2K\u001b[1A\u001b[2K\r", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\u001b[2K\r", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void Display_lines_fit_the_terminal(int width)
    {
        var output = new StringWriter();
        string[] names = [.. Enumerable.Range(0, 100).Select(static i => new string('x', i))];

        new ProgressDisplay(new RunConsole(output, TextWriter.Null) { IsTerminal = true, Width = width }, names)
            .Show(Half with { Done = 1_000_000, Total = 2_000_000, Running = 100, Elapsed = 5000, Remaining = 100_000 }, [.. Enumerable.Range(0, 100)]);

        Assert.All(output.ToString().Split('\n'), line => Assert.True(line.Length < width, line));
    }

    [Fact]
    public void Display_elsewhere_writes_a_plain_line_every_ten_seconds()
    {
        var output = new StringWriter();
        var display = new ProgressDisplay(new RunConsole(output, TextWriter.Null), ["a"]);

        foreach (double elapsed in (double[])[0.1, 9.9, 10.1, 12, 20, 20.2, 29])
        {
            display.Show(Half with { Elapsed = elapsed }, [0]);
        }

        display.Clear();

        Assert.Equal(
            "10.1 s, about 1.5 s left: 50 %, done 1,200 of 2,400, ready 7, running 3\n20.2 s, about 1.5 s left: 50 %, done 1,200 of 2,400, ready 7, running 3\n",
            output.ToString());
    }
}
