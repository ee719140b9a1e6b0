namespace Engine.Tests.Host.Cli;

public sealed class ProgramTests
{
    [Fact]
    public void Help_shows_the_commands()
    {
        HostRun run = HostRun.Of("--help").Succeeded();
        Assert.Contains("plan", run.Output);
        Assert.Contains("serve", run.Output);
        Assert.Contains("--version", run.Output);
    }

    [Fact]
    public void Version_is_printed_on_one_line()
        => Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", HostRun.Of("--version").Succeeded().Output);

    [Fact]
    public void Help_of_plan_names_all_its_options()
    {
        string help = HostRun.Of("plan", "--help").Succeeded().Output;
        foreach (string option in new[] { "FILE", "--json", "--output", "--mermaid", "--dot", "--svg", "--workers", "--reduction", "--antichain", "--lexicographic" })
        {
            Assert.Contains(option, help);
        }
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("frobnicate")]
    [InlineData("--frob")]
    [InlineData("plan", "a", "b")]
    [InlineData("plan", "a", "--frob")]
    [InlineData("plan", "a", "-o")]
    public void Wrong_command_line_gets_one_line_with_a_hint(params string[] args)
        => HostRun.Of(args).FailedWith("--help");

    [Theory]
    [InlineData("exclude each other", "--json", "--dot")]
    [InlineData("exclude each other", "--mermaid", "--dot")]
    [InlineData("--reduction changes nothing about --dot", "--dot", "--reduction")]
    [InlineData("--antichain changes nothing about --mermaid", "--mermaid", "--antichain")]
    [InlineData("--workers changes nothing about --dot", "--dot", "--workers", "2")]
    [InlineData("Add --json", "--lexicographic")]
    [InlineData("\"0\" is no number of workers", "--workers", "0")]
    [InlineData("\"-1\" is no number of workers", "--workers", "1,-1")]
    [InlineData("\"\" is no number of workers", "--workers", "1,,2")]
    [InlineData("\"two\" is no number of workers", "--workers", "two")]
    [InlineData("\"99999999999\" is no number of workers", "--workers", "99999999999")]
    public void Options_that_make_no_sense_are_refused(string message, params string[] options)
        => HostRun.Of(["plan", Samples.Modules, .. options]).FailedWith(message);

    [Fact]
    public void Worker_counts_beyond_the_limit_are_refused()
        => HostRun.Of("plan", Samples.Modules, "--workers", string.Join(',', Enumerable.Repeat(1, 65))).FailedWith("65 numbers are too many");

    [Fact]
    public void Message_about_a_name_with_control_characters_stays_one_line()
        => HostRun.Of("plan", "no\nsuch\u001b[31mfile").FailedWith("no such");

    [Fact]
    public void Mistyped_command_or_option_gets_the_name_that_was_meant()
    {
        HostRun.Of("plann", Samples.Modules).FailedWith("Did you mean \"plan\"?");
        HostRun.Of("plan", Samples.Modules, "--mermaide").FailedWith("Did you mean \"--mermaid\"?");
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("run")]
    public void Empty_file_name_is_refused(string command) => HostRun.Of(command, "").FailedWith("FILE: the name of the file is empty");

    [Fact]
    public void Plan_takes_the_short_name_of_workers()
        => Assert.Equal(HostRun.Of("plan", Samples.Modules, "--workers", "2").Succeeded().Output, HostRun.Of("plan", Samples.Modules, "-m", "2").Succeeded().Output);

    [Fact]
    public void Hint_names_the_smallest_number_of_workers_that_suffices()
        => Assert.Contains("With 4 workers the makespan is the critical path", HostRun.Of("plan", Samples.ReleaseBuild, "-m", "8,4").Succeeded().Output, StringComparison.Ordinal);

    [Fact]
    public void Graph_of_equal_costs_gets_no_table_of_bottlenecks()
    {
        string output = HostRun.Of("plan", Samples.Modules).Succeeded().Output;
        Assert.DoesNotContain("Saves", output, StringComparison.Ordinal);
        Assert.Contains("Largest fan-out", output, StringComparison.Ordinal);
    }
}
