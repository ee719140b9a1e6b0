using Engine.Host.Cli;

namespace Engine.Tests.Host.Cli;

public sealed class OutputFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plan", "-o")]
    [InlineData("plan", "--svg")]
    [InlineData("run", "-o")]
    [InlineData("run", "--svg")]
    [InlineData("run", "--trace")]
    public void Output_over_the_graph_is_refused(string command, string option)
    {
        string graph = _folder.Write("graph.edges", "2 1\n0 1\n");
        HostRun.Of(command, graph, option, Path.Combine(_folder.Path, ".", "graph.edges")).FailedWith(option, "overwrite the graph itself");
        Assert.Equal("2 1\n0 1\n", File.ReadAllText(graph));
    }

    [Fact]
    public void Output_over_a_symbolic_link_to_the_graph_is_refused()
    {
        string graph = _folder.Write("graph.edges", "2 1\n0 1\n");
        File.CreateSymbolicLink(_folder.At("link"), "graph.edges");
        File.CreateSymbolicLink(_folder.At("second"), "link");
        Directory.CreateSymbolicLink(_folder.At("folder"), ".");
        foreach (string path in new[] { "link", "second", "folder/graph.edges", "folder/second" })
        {
            HostRun.Of("plan", graph, "-o", _folder.At(path)).FailedWith("overwrite the graph itself");
            HostRun.Of("run", _folder.At(path), "--speed", "inf", "--trace", graph).FailedWith("overwrite the graph itself");
        }

        Assert.Equal("2 1\n0 1\n", File.ReadAllText(graph));
    }

    [Theory]
    [InlineData("graph.edges", "graph.names")]
    [InlineData("graph.edges.gz", "graph.names")]
    [InlineData("graph.edges.gz", "graph.names.gz")]
    public void Output_over_the_names_of_the_nodes_is_refused(string graph, string names)
    {
        string path = _folder.Write(graph, "2 1\n0 1\n");
        _folder.Write(names, "a\nb\n");
        byte[] before = File.ReadAllBytes(_folder.At(names));
        HostRun.Of("plan", path, "--json", "-o", _folder.At(names)).FailedWith("names of the graph's nodes");
        Assert.Equal(before, File.ReadAllBytes(_folder.At(names)));
    }

    [Fact]
    public void Output_file_that_is_not_finished_leaves_what_was_there()
    {
        string path = _folder.Write("out.txt", "old");
        using (OutputFile file = OutputFile.Create(path, "-o"))
        {
            file.Writer.Write(new string('x', 100_000));
            Assert.Equal("old", File.ReadAllText(path));
        }

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Output_file_that_is_finished_takes_its_place_with_the_permissions_it_had()
    {
        string path = _folder.Write("out.txt", "old");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using (OutputFile file = OutputFile.Create(path, "-o"))
        {
            file.Writer.Write("new");
            file.Finish();
        }

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void Output_through_a_link_replaces_what_it_leads_to()
    {
        string path = _folder.Write("out.txt", "old");
        File.CreateSymbolicLink(_folder.At("link"), "out.txt");
        HostRun.Of("plan", Samples.Modules, "--json", "-o", _folder.At("link")).Succeeded();
        Assert.StartsWith("{", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.NotNull(new FileInfo(_folder.At("link")).LinkTarget);
    }

    [Theory]
    [InlineData("plan", "-o")]
    [InlineData("plan", "--svg")]
    [InlineData("run", "--trace")]
    [InlineData("run", "--svg")]
    public void Empty_name_of_an_output_is_refused(string command, string option)
        => HostRun.Of(command, Samples.Modules, option, "").FailedWith($"{option}: the name of the file is empty");

    [Theory]
    [InlineData("-o", "--trace")]
    [InlineData("-o", "--svg")]
    [InlineData("--trace", "--svg")]
    public void Two_outputs_of_a_run_into_one_file_are_refused(string first, string second)
        => HostRun.Of("run", Samples.Modules, first, _folder.At("out"), second, _folder.At("out")).FailedWith($"{first} and {second} both name");

    [Fact]
    public void Picture_that_cannot_be_created_fails_before_anything_is_printed()
        => HostRun.Of("plan", Samples.Modules, "--json", "--svg", _folder.At("none/x.svg")).FailedWith("--svg", "directory does not exist");

    [Fact]
    public void Cyclic_graph_leaves_the_output_of_a_table_and_gives_json_its_cycle()
    {
        string graph = _folder.Write("graph.edges", "2 2\n0 1\n1 0\n"), path = _folder.Write("out", "old");
        HostRun.Of("plan", graph, "-o", path).FailedWith("cycle of 2 tasks");
        Assert.Equal("old", File.ReadAllText(path));
        HostRun.Of("plan", graph, "--json", "-o", path).FailedWith("cycle of 2 tasks");
        Assert.Equal("{\"cycle\":[0,1]}\n", File.ReadAllText(path));
    }

    [Fact]
    public void Device_without_room_is_named_with_the_fix()
    {
        if (File.Exists("/dev/full"))
        {
            HostRun.Of("plan", Samples.Modules, "-o", "/dev/full").FailedWith("-o /dev/full: cannot be written: no space left on device. Free space");
        }
    }

    [Fact]
    public void Run_whose_trace_cannot_be_written_still_reports()
    {
        if (File.Exists("/dev/full"))
        {
            HostRun run = HostRun.Of("run", Samples.Modules, "--speed", "inf", "--trace", "/dev/full");
            Assert.Equal(ExitCode.BadInput, run.ExitCode);
            Assert.Contains("ran exactly once", run.Output, StringComparison.Ordinal);
            run.FailedOnOneLine("--trace /dev/full: cannot be written: no space left");
        }
    }

    [Fact]
    public void Run_writes_its_report_where_it_is_told()
    {
        HostRun run = HostRun.Of("run", Samples.Modules, "--speed", "inf", "--json", "-o", _folder.At("run.json")).Succeeded();
        Assert.Equal("", run.Output);
        Assert.Contains("\"outcome\":\"completed\"", File.ReadAllText(_folder.At("run.json")), StringComparison.Ordinal);
    }
}
