using System.Text;
using System.Text.Json;
using Engine.Graphs;
using Engine.Host;
using Engine.Host.Cli;
using Engine.Host.Files;
using Engine.Host.Run;

namespace Engine.Tests.Host.Run;

public class RunCommandTests
{
    [Fact]
    public void Run_of_a_graph_reports_plan_chart_table_and_check()
    {
        (int exitCode, string output, string error) = Run(RunFixture.Diamond(), new RunRequest { Workers = 2, Speed = 10, Body = BodyKind.Spin }, new TickingTime());

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Equal("", error);
        Assert.Contains("diamond (WfFormat 1.5)", output, StringComparison.Ordinal);
        Assert.Contains("planned: makespan 500 ms, critical path 500 ms, work 700 ms", output, StringComparison.Ordinal);
        Assert.Contains("worker 1 ", output, StringComparison.Ordinal);
        Assert.Contains("4 of 4 tasks completed.", output, StringComparison.Ordinal);
        Assert.Contains("Checked: all 4 tasks ran exactly once, and in the order of 4 edges.", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.All(output.Split('\n'), static line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void Svg_shows_the_run_as_it_went()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var options = new RunRequest { Workers = 2, Speed = 10, Body = BodyKind.Spin, SvgPath = path };
            (int exitCode, _, string error) = Run(RunFixture.Diamond(), options, new TickingTime());

            Assert.Equal((ExitCode.Ok, ""), (exitCode, error));
            System.Xml.Linq.XDocument picture = System.Xml.Linq.XDocument.Load(path);
            Assert.Equal("svg", picture.Root!.Name.LocalName);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Run_of_bodies_without_time_shows_no_chart_and_no_plan()
    {
        (_, string output, _) = Run(RunFixture.Diamond(), RunFixture.TwoEmptyWorkers);

        Assert.DoesNotContain("planned", output, StringComparison.Ordinal);
        Assert.DoesNotContain("idle", output, StringComparison.Ordinal);
        Assert.Contains("makespan", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_of_an_empty_graph_is_one_line()
    {
        GraphFile empty = RunFixture.Diamond() with { TaskNames = [], Costs = [], EdgeFrom = [], EdgeTo = [] };

        (int exitCode, string output, string error) = Run(empty, RunFixture.TwoEmptyWorkers);

        Assert.Equal((ExitCode.Ok, "diamond (WfFormat 1.5) has no tasks: there is nothing to run.", ""), (exitCode, output.TrimEnd(), error));
    }

    [Fact]
    public void Picture_of_a_run_counts_in_the_files_unit()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), new RunRequest { Workers = 2, Speed = 10 });

        Assert.Equal(5_000_000, setup.RecordedCost(setup.PlannedSeconds(5_000_000)));
    }

    [Fact]
    public void Svg_of_a_run_without_durations_is_refused()
    {
        var error = Assert.Throws<UserError>(() => Run(RunFixture.Diamond(), RunFixture.TwoEmptyWorkers with { SvgPath = "x.svg" }, new TickingTime()));

        Assert.StartsWith("--svg", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("x.svg"));
    }

    [Fact]
    public void Run_without_a_time_unit_says_what_a_unit_takes()
    {
        (_, string output, _) = Run(RunFixture.Diamond() with { Unit = CostUnit.Plain, Format = "STG" }, RunFixture.TwoEmptyWorkers);

        Assert.Contains("no time unit: at speed 1, one unit takes 1 ms", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_without_a_speed_plans_for_three_seconds()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), new RunRequest { Workers = 2 });

        Assert.Equal(1.7, setup.Speed);
        Assert.Equal(RunSetup.ChosenSeconds, setup.PlannedSeconds(setup.Planned.Makespan), tolerance: 0.1);
    }

    [Fact]
    public void Run_at_a_speed_asks_for_bodies_that_much_shorter()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), new RunRequest { Workers = 2, Speed = 1000 });

        Assert.Equal([1_000, 2_000, 3_000, 1_000], setup.DurationTicks(new TickingTime()));
    }

    [Fact]
    public void Run_that_would_take_months_is_refused()
    {
        var error = Assert.Throws<UserError>(() => RunFixture.Setup(RunFixture.Diamond(), new RunRequest { Workers = 2, Speed = 1e-9 }));

        Assert.Contains("--speed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_with_json_prints_one_object()
    {
        using var stream = new MemoryStream();
        using var writer = new StreamWriter(stream, new UTF8Encoding(false));
        int exitCode = RunCommand.Run(RunFixture.Diamond(), RunFixture.TwoEmptyWorkers with { Json = true, Body = BodyKind.Spin, Speed = 1e9 }, new RunConsole(writer, TextWriter.Null), TimeProvider.System);

        JsonElement answer = JsonDocument.Parse(stream.ToArray()).RootElement;
        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Equal("completed", answer.GetProperty("outcome").GetString());
        Assert.Equal("spin", answer.GetProperty("body").GetString());
        Assert.Equal(5e-9, answer.GetProperty("planned_makespan").GetDouble());
        Assert.Equal(2, answer.GetProperty("worker_utilization").GetArrayLength());
        Assert.Equal(0, answer.GetProperty("check").GetProperty("breaches").GetInt32());
        Assert.Equal([0, 1, 2, 3], answer.GetProperty("tasks").EnumerateArray().Select(static task => task.GetProperty("task").GetInt32()));
        Assert.All(answer.GetProperty("tasks").EnumerateArray(), static task => Assert.True(task.GetProperty("start").GetDouble() <= task.GetProperty("end").GetDouble()));
    }

    [Fact]
    public void Run_of_a_cyclic_graph_names_the_cycle()
    {
        GraphFile cyclic = RunFixture.Diamond() with { EdgeFrom = [0, 1], EdgeTo = [1, 0] };

        var error = Assert.Throws<UserError>(() => Run(cyclic, RunFixture.TwoEmptyWorkers));

        Assert.Contains("a -> b -> a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_that_is_cancelled_says_so_and_exits_as_shells_count()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), RunFixture.TwoEmptyWorkers);
        using var executor = new GraphExecutor<ScriptedBody>(setup.Graph, setup.Ranks, 2, new ScriptedBody(static (task, stop) => task != 2 || !stop.Wait(Timeout.Infinite)), TimeProvider.System);
        var output = new StringWriter();
        // Cancelled from its own display, as soon as that has shown the task that waits.
        var console = new RunConsole(new CallbackWriter(output, ": c", executor.Cancel), TextWriter.Null) { IsTerminal = true };

        int exitCode = new RunSession(setup, executor, console, TimeProvider.System).Run(report: null, trace: null, picture: null, json: null);

        Assert.Equal(ExitCode.Cancelled, exitCode);
        Assert.Contains("Cancelled: 2 of 4 tasks completed, 1 stopped, 1 not started.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_whose_output_breaks_ends_its_workers_first()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), RunFixture.TwoEmptyWorkers);
        using var executor = new GraphExecutor<ScriptedBody>(setup.Graph, setup.Ranks, 2, new ScriptedBody(static (_, stop) => !stop.Wait(Timeout.Infinite)), TimeProvider.System);
        var console = new RunConsole(new CallbackWriter(TextWriter.Null, ": a", static () => throw new IOException("broken pipe")), TextWriter.Null) { IsTerminal = true };

        Assert.Throws<IOException>(() => new RunSession(setup, executor, console, TimeProvider.System).Run(report: null, trace: null, picture: null, json: null));

        Assert.True(executor.Wait(0));
        Assert.Equal(RunOutcome.Cancelled, executor.Record.Outcome);
    }

    [Fact]
    public void Run_whose_task_fails_names_it_and_exits_with_failure()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), RunFixture.TwoEmptyWorkers);
        using var executor = new GraphExecutor<ScriptedBody>(setup.Graph, setup.Ranks, 1, new ScriptedBody(static (task, _) => task != 2 ? true : throw new InvalidDataException("no data")), TimeProvider.System);

        (int exitCode, string output, string error) = Session(setup, executor);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("Failed: 1 of 4 tasks completed, 1 failed, 2 not started.", output, StringComparison.Ordinal);
        Assert.Equal("engine: task 'c' (index 2) failed: InvalidDataException: no data\n", error);
    }

    [Fact]
    public void Run_by_a_faulty_executor_reports_the_breach_and_exits_with_failure()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), RunFixture.TwoEmptyWorkers);
        // Knows nothing of the edges: the last task is as good as the first.
        Digraph withoutEdges = Digraph.FromEdges(4, [], [], [1, 2, 3, 4]);
        using GraphExecutor<EmptyBody> executor = RunFixture.Executor(withoutEdges, 1, default(EmptyBody));

        (int exitCode, string output, string error) = Session(setup, executor);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.DoesNotContain("Checked", output, StringComparison.Ordinal);
        Assert.Contains("engine: the run broke a rule: edge 'c' (index 2) -> 'd' (index 3): the second task started", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--workers 0: must be a whole number from 1 to 1024.", "--workers", "0")]
    [InlineData("--workers 1025: must be a whole number from 1 to 1024.", "--workers", "1025")]
    [InlineData("--workers two: must be a whole number from 1 to 1024.", "--workers", "two")]
    [InlineData("--speed 0: must be a number above 0, such as 100 or 0.5, or inf.", "--speed", "0")]
    [InlineData("--speed -1: must be a number above 0, such as 100 or 0.5, or inf.", "--speed", "-1")]
    [InlineData("--speed NaN: must be a number above 0, such as 100 or 0.5, or inf.", "--speed", "NaN")]
    [InlineData("--speed 1e999: must be a number above 0, such as 100 or 0.5, or inf.", "--speed", "1e999")]
    [InlineData("--body dream: must be sleep or spin.", "--body", "dream")]
    public void Command_line_with_a_bad_option_gets_one_line(string expected, params string[] options)
    {
        using var output = new StreamWriter(new MemoryStream());
        var error = new StringWriter();

        int exitCode = Program.Run(["run", "file.json", .. options], output, error);

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Equal($"engine: {expected} See 'engine run --help'.\n", error.ToString());
    }

    [Fact]
    public void Command_line_with_a_trace_that_cannot_be_written_fails_before_it_runs()
    {
        var error = Assert.Throws<UserError>(() => Run(RunFixture.Diamond(), RunFixture.TwoEmptyWorkers with { TracePath = "/no/such/folder/trace.json" }));

        Assert.StartsWith("--trace /no/such/folder/trace.json: cannot be written", error.Message, StringComparison.Ordinal);
    }

    [RealDataTheory]
    [InlineData("wfinstances/montage-chameleon-2mass-04d-001.json.gz")]
    [InlineData("wfinstances/epigenomics-chameleon-hep-1seq-100k-001.json")]
    [InlineData("wfinstances/soykb-chameleon-10fastq-10ch-001.json")]
    [InlineData("wfinstances/1000genome-chameleon-2ch-100k-001.json")]
    [InlineData("stg/50/rand0000.stg")]
    [InlineData("graphs/epfl_mem_ctrl.edges.gz")]
    [InlineData("graphs/grail_arXiv_6000.edges.gz")]
    public void Run_of_a_real_file_completes_and_breaks_no_rule(string file)
    {
        GraphFile graph = GraphFileReader.Read(TestData.File(file));

        (int exitCode, string output, string error) = Run(graph, RunFixture.TwoEmptyWorkers with { Workers = 4 });

        Assert.Equal("", error);
        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Contains("ran exactly once", output, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output, string Error) Run(GraphFile file, RunRequest options, TimeProvider? time = null)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int exitCode = RunCommand.Run(file, options, new RunConsole(output, error), time ?? TimeProvider.System);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static (int ExitCode, string Output, string Error) Session(RunSetup setup, IGraphExecutor executor)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int exitCode = new RunSession(setup, executor, new RunConsole(output, error), TimeProvider.System).Run(report: null, trace: null, picture: null, json: null);
        return (exitCode, output.ToString(), error.ToString());
    }
}
