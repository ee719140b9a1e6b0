using System.Text.Json;

namespace Engine.Tests.Host.Cli;

public sealed class PlanCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Table_of_a_sample_reads_as_expected()
    {
        // The numbers of workers are those whose makespan is optimal: no better scheduler changes this text.
        string path = Path.GetRelativePath(Environment.CurrentDirectory, Samples.ReleaseBuild);
        string[] lines = HostRun.Of("plan", path, "--workers", "1,4").Succeeded().Output.Split('\n');
        Assert.StartsWith("WfFormat 1.5, ", lines[1]);
        lines[1] = "WfFormat 1.5";
        Assert.Equal(
            """
            release-build
            WfFormat 1.5

              Tasks                  14
              Edges                  19
              Levels                  7   the widest, level 4, has 4 tasks
              Work          11 min 31 s   one worker takes this long
              Critical path  5 min 12 s   no number of workers is faster
              Parallelism          2.21   work / critical path: workers kept busy on average

            Critical path: 7 tasks, 5 min 12 s
              restore -> compile_core -> compile_server -> compile_tests ->
              integration_tests -> sign -> upload

            Bottlenecks: the tasks of the critical path that matter most
              Task                    Time  Of path       Saves  Waits for  Feeds
              integration_tests  3 min 8 s     60 %  1 min 23 s          1      1
              compile_core          34.2 s     11 %      34.2 s          1      3
              compile_server        27.9 s    8.9 %      27.9 s          1      3
              restore               21.4 s    6.8 %      21.4 s          0      1
              compile_tests         19.3 s    6.2 %      19.3 s          2      2
              upload                14.9 s    4.8 %      14.9 s          1      0
              Saves: how much shorter the critical path would be if this task took no time.
              Largest fan-out: compile_core feeds 3 tasks.
              Largest fan-in: sign waits for 5 tasks.

            Makespan by number of workers
              Workers     Makespan  Lower bound  Above it  Speed-up  Efficiency
                    1  11 min 31 s  11 min 31 s   optimal      1.00       100 %
                    4   5 min 12 s   5 min 12 s   optimal      2.21        55 %
              With 4 workers the makespan is the critical path: more workers gain nothing.

            """.ReplaceLineEndings("\n"),
            string.Join('\n', lines));
    }

    [Theory]
    [InlineData("variant-calling.json")]
    [InlineData("release-build.json")]
    [InlineData("assembly-line.stg")]
    [InlineData("modules.edges")]
    public void Table_fits_80_columns_without_codes(string sample)
    {
        string table = HostRun.Of("plan", Path.GetRelativePath(Environment.CurrentDirectory, Samples.At(sample)), "--reduction", "--antichain").Succeeded().Output;
        Assert.All(table.Split('\n'), static line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain('\u001b', table);
    }

    [Fact]
    public void Table_ends_where_more_workers_gain_nothing()
    {
        string table = HostRun.Of("plan", Samples.AssemblyLine).Succeeded().Output;
        Assert.Contains("With 4 workers the makespan is the critical path", table);
        Assert.DoesNotContain("\n        8  ", table);
    }

    [Fact]
    public void Table_of_a_long_path_leaves_out_its_middle()
    {
        string text = "100 99\n" + string.Concat(Enumerable.Range(0, 99).Select(static i => $"{i} {i + 1}\n"));
        Assert.Contains("0 -> 1 -> 2 -> 3 -> 4 -> 5 -> ... 88 more ... -> 94 -> 95 -> 96 -> 97 -> 98 ->\n  99\n", HostRun.Of("plan", _folder.Write("chain.edges", text)).Succeeded().Output);
    }

    [Fact]
    public void Table_of_nothing_says_so_in_two_lines()
    {
        string table = HostRun.Of("plan", _folder.Write("none.edges", "0 0\n")).Succeeded().Output;
        Assert.Contains("Tasks                   0", table);
        Assert.DoesNotContain("Critical path", table);
    }

    [Fact]
    public void Table_of_tasks_without_any_time_has_no_bottleneck()
        => Assert.Contains("Critical path           0", HostRun.Of("plan", _folder.Write("zero.stg", "0\n0 0 0\n1 0 1 0\n")).Succeeded().Output);

    [Fact]
    public void Json_has_exactly_the_keys_that_were_asked_for()
    {
        string[] always = ["nodes", "edges", "order", "levels", "critical_path", "critical_path_length"];
        Assert.Equal(always, Keys("--json"));
        Assert.Equal([.. always, "reduction"], Keys("--json", "--reduction"));
        Assert.Equal([.. always, "max_parallelism"], Keys("--json", "--antichain"));
        Assert.Equal([.. always, "reduction", "max_parallelism", "schedules"], Keys("--json", "--reduction", "--antichain", "--workers", "1,2", "--lexicographic"));
    }

    [Fact]
    public void Json_of_a_sample_has_its_known_numbers()
    {
        JsonElement answer = HostRun.Of("plan", Samples.AssemblyLine, "--json", "--reduction", "--antichain", "--workers", "1,3").Succeeded().Json();
        Assert.Equal(12, answer.GetProperty("nodes").GetInt32());
        Assert.Equal(17, answer.GetProperty("edges").GetInt32());
        Assert.Equal("[[0],[1,2,3],[4,5,6],[7,8,9],[10],[11]]", answer.GetProperty("levels").GetRawText());
        Assert.Equal("[0,1,5,7,10,11]", answer.GetProperty("critical_path").GetRawText());
        Assert.Equal("27", answer.GetProperty("critical_path_length").GetRawText());
        Assert.Equal(17, answer.GetProperty("reduction").GetArrayLength());
        Assert.Equal(3, answer.GetProperty("max_parallelism").GetInt32());
        JsonElement alone = answer.GetProperty("schedules")[0];
        Assert.Equal(["m", "makespan", "tasks"], alone.EnumerateObject().Select(static key => key.Name));
        Assert.Equal((1, 54), (alone.GetProperty("m").GetInt32(), alone.GetProperty("makespan").GetInt64()));
        Assert.Equal(12, alone.GetProperty("tasks").GetArrayLength());
        Assert.Equal("""{"task":0,"worker":0,"start":0,"end":0}""", alone.GetProperty("tasks")[0].GetRawText());
        Assert.Equal(3, answer.GetProperty("schedules")[1].GetProperty("m").GetInt32());
    }

    [Fact]
    public void Json_reduction_leaves_out_the_edges_that_follow_from_others()
    {
        JsonElement answer = HostRun.Of("plan", Samples.Modules, "--json", "--reduction").Succeeded().Json();
        string[] reduction = [.. answer.GetProperty("reduction").EnumerateArray().Select(static edge => edge.GetRawText())];
        Assert.Equal(17, reduction.Length);
        Assert.DoesNotContain("[0,7]", reduction);
        Assert.DoesNotContain("[2,10]", reduction);
    }

    [Fact]
    public void Json_order_can_be_the_lexicographically_smallest()
    {
        string path = _folder.Write("g.edges", "4 2\n3 0\n1 2\n");
        Assert.Equal("[1,3,0,2]", HostRun.Of("plan", path, "--json").Succeeded().Json().GetProperty("order").GetRawText());
        Assert.Equal("[1,2,3,0]", HostRun.Of("plan", path, "--json", "--lexicographic").Succeeded().Json().GetProperty("order").GetRawText());
    }

    [Fact]
    public void Json_times_of_WfFormat_are_exact_decimals_of_seconds()
    {
        string text = WfText.File(
            [WfText.Task("a"), WfText.Task("b", "a"), WfText.Task("c", "b")],
            ["""{"id":"a","runtimeInSeconds":123456789.000001}""", WfText.Record("b", 0.1), WfText.Record("c", 900000000)]);
        JsonElement answer = HostRun.Of("plan", _folder.Write("w.json", text), "--json", "--workers", "1").Succeeded().Json();
        Assert.Equal("1023456789.100001", answer.GetProperty("critical_path_length").GetRawText());
        Assert.Equal(
            """[{"task":0,"worker":0,"start":0,"end":123456789.000001},{"task":1,"worker":0,"start":123456789.000001,"end":123456789.100001},{"task":2,"worker":0,"start":123456789.100001,"end":1023456789.100001}]""",
            answer.GetProperty("schedules")[0].GetProperty("tasks").GetRawText());
    }

    [Fact]
    public void Output_option_writes_the_same_bytes_into_a_file()
    {
        string target = _folder.At("answer.json");
        Assert.Equal("", HostRun.Of("plan", Samples.ReleaseBuild, "--json", "-o", target).Succeeded().Output);
        Assert.Equal(HostRun.Of("plan", Samples.ReleaseBuild, "--json").Output, File.ReadAllText(target));
        HostRun.Of("plan", Samples.ReleaseBuild, "-o", target).Succeeded();
        Assert.Equal(HostRun.Of("plan", Samples.ReleaseBuild).Output, File.ReadAllText(target).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Pictures_are_written_where_they_were_asked_for()
    {
        string svg = _folder.At("plan.svg");
        Assert.Contains("Makespan by number of workers", HostRun.Of("plan", Samples.ReleaseBuild, "--svg", svg).Succeeded().Output);
        Assert.StartsWith("<svg", File.ReadAllText(svg));
        Assert.StartsWith("digraph", HostRun.Of("plan", Samples.ReleaseBuild, "--dot").Succeeded().Output);
        Assert.StartsWith("flowchart", HostRun.Of("plan", Samples.ReleaseBuild, "--mermaid").Succeeded().Output);
    }

    [Fact]
    public void Cyclic_graph_exits_with_2_and_names_the_cycle()
    {
        string path = _folder.Write("c.json", WfText.File(
            [WfText.Task("start"), WfText.Task("x", "start", "z"), WfText.Task("y", "x"), WfText.Task("z", "y")],
            [WfText.Record("start", 1), WfText.Record("x", 1), WfText.Record("y", 1), WfText.Record("z", 1)]));
        HostRun.Of("plan", path).FailedWith("c.json: ", "cycle of 3 tasks: x -> y -> z -> x");
        HostRun json = HostRun.Of("plan", path, "--json", "--workers", "1", "--reduction");
        Assert.Equal((2, "{\"cycle\":[1,2,3]}\n"), (json.ExitCode, json.Output));
        json.FailedOnOneLine("x -> y -> z -> x");
        HostRun file = HostRun.Of("plan", path, "--json", "-o", _folder.At("cycle.json"));
        Assert.Equal((2, "", "{\"cycle\":[1,2,3]}\n"), (file.ExitCode, file.Output, File.ReadAllText(_folder.At("cycle.json"))));
    }

    [Fact]
    public void Self_loop_is_a_cycle_of_one()
    {
        HostRun run = HostRun.Of("plan", _folder.Write("loop.edges", "3 2\n0 1\n1 1\n"), "--json");
        Assert.Equal((2, "{\"cycle\":[1]}\n"), (run.ExitCode, run.Output));
        run.FailedOnOneLine("the task 1 waits for itself");
    }

    [Fact]
    public void Long_cycle_is_shortened_on_stderr_only()
    {
        string text = "50 50\n" + string.Concat(Enumerable.Range(0, 50).Select(static i => $"{i} {(i + 1) % 50}\n"));
        HostRun run = HostRun.Of("plan", _folder.Write("ring.edges", text), "--json");
        Assert.Equal(50, run.Json().GetProperty("cycle").GetArrayLength());
        run.FailedOnOneLine("cycle of 50 tasks: 0 -> 1 -> ", "11 -> ... -> 0.");
    }

    private static string[] Keys(params string[] options)
        => [.. HostRun.Of(["plan", Samples.ReleaseBuild, .. options]).Succeeded().Json().EnumerateObject().Select(static key => key.Name)];
}
