using System.IO.Compression;
using Engine.Host.Files;

namespace Engine.Tests.Host.Files;

/// <summary>Every way in which a file can be wrong: one line that names file, place and fix, and exit code 2.</summary>
public sealed class GraphFileErrorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Missing_file_is_named_with_the_file_that_was_meant()
    {
        _folder.Write("genome.json", WfText.Good);
        HostRun.Of("plan", _folder.At("genom.json")).FailedWith("genom.json", "no such file", $"Did you mean \"{_folder.At("genome.json")}\"?");
        HostRun.Of("plan", _folder.At("nowhere/at/all.json")).FailedWith("no such file");
        HostRun.Of("plan", "").FailedWith("engine: ");
        HostRun.Of("plan", "\0").FailedWith("engine: ");
    }

    [Fact]
    public void Directory_is_refused() => HostRun.Of("plan", _folder.Path).FailedWith(_folder.Path, "directory");

    [Fact]
    public void Unreadable_file_is_refused()
    {
        string path = _folder.Write("secret.json", WfText.Good);
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            // Permissions do not stop these; an open exclusive handle does.
            using FileStream held = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            HostRun.Of("plan", path).FailedWith("secret.json", "cannot be opened");
        }
        else
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
            HostRun.Of("plan", path).FailedWith("secret.json", "permission");
        }
    }

    [Theory]
    [InlineData("e.json")]
    [InlineData("e.stg")]
    [InlineData("e.edges")]
    [InlineData("e.edges.gz")]
    public void Empty_file_is_refused(string name)
    {
        HostRun.Of("plan", _folder.WriteBytes(name, [])).FailedWith(name, "empty");
        HostRun.Of("plan", _folder.WriteBytes("packed-" + name, TempFolder.Gzip([]))).FailedWith(name, "unpacks to nothing");
    }

    [Theory]
    [InlineData("hello, world")]
    [InlineData("1 2 3\n")]
    [InlineData("digraph { a -> b }")]
    [InlineData("\u0001\u0002")]
    public void Unknown_format_names_the_known_ones(string text)
        => HostRun.Of("plan", _folder.Write("what", text)).FailedWith("what", "WfFormat 1.5 (.json)", "(.stg)", "(.edges");

    [Theory]
    [InlineData("{\"name\": \"x\",\n \"workflow\": {,}}", "line 2, byte 15")]
    [InlineData("{\"name\": \"x\"", "line 1, byte 13")]
    [InlineData("{\"name\": \"x", "line 1")]
    [InlineData("hello", "line 1, byte 1")]
    [InlineData("[1, 2]", "no \"workflow\"")]
    [InlineData("{}", "no \"workflow\"")]
    [InlineData("{\"tasks\": []}", "not a WfFormat file")]
    [InlineData("{} {}", "line 1, byte 4")]
    [InlineData("{\"workflow\": 3}", "workflow: it must be an object; found the number 3")]
    [InlineData("{\"workflow\": {}}", "workflow: there is no \"specification\"")]
    [InlineData("{\"workflow\": {\"specification\": {\"tasks\": []}}}", "there is no \"execution\"")]
    [InlineData("{\"workflow\": {\"specification\": {}, \"execution\": {\"tasks\": []}}}", "workflow.specification: there is no \"tasks\" list")]
    [InlineData("{\"workflow\": {\"specification\": {\"tasks\": {}}}}", "workflow.specification.tasks: it must be a list; found an object")]
    [InlineData("{\"workflow\": {\"specification\": {\"tasks\": [3]}}}", "workflow.specification.tasks[0]: a task must be an object")]
    [InlineData("{\"workflow\": {\"execution\": {\"tasks\": [null]}}}", "workflow.execution.tasks[0]: a task must be an object; found null")]
    [InlineData("{\"workflow\": {}, \"workflow\": {}}", "workflow")]
    [InlineData("{\"name\": 3}", "name: it must be a text in quotes")]
    [InlineData("{\"name\": \"\\ud800\"}", "name: the text is not UTF-8")]
    public void Broken_json_names_the_place(string text, string message)
        => HostRun.Of("plan", _folder.Write("broken.json", text)).FailedWith("broken.json: ", message);

    [Fact]
    public void Deep_json_is_refused()
        => HostRun.Of("plan", _folder.Write("deep.json", "{\"x\": " + new string('[', 100_000))).FailedWith("deep.json", "depth");

    public static TheoryData<string, string> WrongTasks => new()
    {
        { WfText.File(["{\"parents\":[]}"], []), "workflow.specification.tasks[0]: the task has no \"id\"" },
        { WfText.File(["{\"id\":3,\"parents\":[]}"], []), "workflow.specification.tasks[0].id: an id must be a text in quotes; found the number 3" },
        { WfText.File(["{\"id\":\"\",\"parents\":[]}"], []), "workflow.specification.tasks[0].id: the id is empty" },
        { WfText.File(["{\"id\":\"a\",\"id\":\"b\",\"parents\":[]}"], []), "\"id\" stands there twice" },
        { WfText.File(["{\"id\":\"a\",\"parents\":[],\"parents\":[]}"], []), "\"parents\" stands there twice" },
        { WfText.File(["{\"id\":\"a\",\"parents\":\"b\"}"], []), "workflow.specification.tasks[0].parents: it must be a list of ids; found the text \"b\"" },
        { WfText.File(["{\"id\":\"a\",\"parents\":[7]}"], []), "workflow.specification.tasks[0].parents: an id must be a text" },
        { WfText.File([WfText.Task("a"), WfText.Task("b"), WfText.Task("a")], []), "workflow.specification.tasks[2].id: \"a\" is the id of tasks[0] too" },
        { WfText.File([WfText.Task("align_1"), WfText.Task("sort", "aling_1")], [WfText.Record("align_1", 1), WfText.Record("sort", 1)]), "workflow.specification.tasks[1].parents: \"sort\" names \"aling_1\", but there is no such task. Did you mean \"align_1\"?" },
        { WfText.File([WfText.Task("a")], [WfText.Record("a", 1), WfText.Record("a", 2)]), "workflow.execution.tasks[1].id: \"a\" has a runtime already" },
        { WfText.File([WfText.Task("a")], []), "workflow.specification.tasks[0]: \"a\" has no record in workflow.execution.tasks" },
        { WfText.File([WfText.Task("a")], [WfText.Record("a", -0.001)]), "workflow.execution.tasks[0].runtimeInSeconds: found the number -0.001. Give a runtime from 0" },
        { WfText.File([WfText.Task("a")], [WfText.Record("a", 1.1e9)]), "runtimeInSeconds: found the number 1100000000" },
        { WfText.File([WfText.Task("a")], ["{\"id\":\"a\",\"runtimeInSeconds\":1e999}"]), "found the number 1e999" },
        { WfText.File([WfText.Task("a")], ["{\"id\":\"a\",\"runtimeInSeconds\":NaN}"]), "line 1" },
        { WfText.File([WfText.Task("a")], ["{\"id\":\"a\",\"runtimeInSeconds\":\"5\"}"]), "it must be a number of seconds; found the text \"5\"" },
        { WfText.File([WfText.Task("a")], ["{\"id\":\"a\",\"runtimeInSeconds\":null}"]), "it must be a number of seconds; found null" },
        { WfText.File([WfText.Task("a")], ["{\"id\":\"a\"}"]), "workflow.execution.tasks[0]: \"a\" has no \"runtimeInSeconds\"" },
        { WfText.File([WfText.Task("a")], ["{\"runtimeInSeconds\":1}"]), "workflow.execution.tasks[0]: the record has no \"id\"" },
        { WfText.File(["{\"id\":\"a\",\"parents\":[],\"children\":[\"b\"]}", WfText.Task("b")], [WfText.Record("a", 1), WfText.Record("b", 1)]), "workflow.specification.tasks[0].children: \"b\" is a child of \"a\" here" },
        { WfText.File(["{\"id\":\"a\",\"parents\":[],\"children\":[\"c\"]}", WfText.Task("b")], [WfText.Record("a", 1), WfText.Record("b", 1)]), "children: \"a\" names \"c\", but there is no such task" },
    };

    [Theory]
    [MemberData(nameof(WrongTasks))]
    public void Wrong_task_is_named_with_its_path(string text, string message)
        => HostRun.Of("plan", _folder.Write("tasks.json", text)).FailedWith("tasks.json: ", message);

    [Fact]
    public void Id_that_is_not_utf8_is_refused()
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(WfText.Good);
        bytes[Array.IndexOf(bytes, (byte)'a', WfText.Good.IndexOf("\"id\":\"a\"", StringComparison.Ordinal) + 5)] = 0xFF;
        HostRun.Of("plan", _folder.WriteBytes("latin.json", bytes)).FailedWith("latin.json: workflow.specification.tasks[0].id", "UTF-8");
    }

    [Theory]
    [InlineData("5", "line 1: the header must be two numbers")]
    [InlineData("# nothing\n", "line 1: the file ends before its header")]
    [InlineData("5 x\n", "line 1: the header must be two numbers, \"n m\": the number of nodes and of edges; found \"x\"")]
    [InlineData("-5 1\n", "line 1")]
    [InlineData("3 1\n0 one\n", "line 2: an edge must be two numbers, \"u v\"; found \"one\"")]
    [InlineData("3 1\n0\n", "line 2: an edge must be two numbers, \"u v\"; found the end of the line")]
    [InlineData("3 1\n0 1 2\n", "line 2: an edge must be two numbers, \"u v\"; found \"2\"")]
    [InlineData("3 1\n0 1.5\n", "line 2")]
    [InlineData("3 1\n# c\n\n0 3\n", "line 4: edge 0 3: there is no node 3; the header announces 3, numbered 0 to 2")]
    [InlineData("3 1\n-1 2\n", "line 2: edge -1 2: there is no node -1")]
    [InlineData("0 1\n0 0\n", "line 2: edge 0 0: there is no node 0; the header announces no node")]
    [InlineData("3 2\n0 1\n", "line 2: the header announces 2 edges, but the file ends after 1")]
    [InlineData("3 1\n0 1\n1 2\n", "line 3: the header announces 1 edges, but more follow")]
    [InlineData("1000000000 1\n0 1\n", "line 1: the header announces 1000000000 nodes; at most 50000000 are read")]
    [InlineData("# x\n50000000 1\n0 1\n", "line 2: 50000000 nodes are announced, but only 1 edges follow")]
    [InlineData("2 1000000000\n0 1\n", "line 1: the header announces 1000000000 edges; at most 500000000 are read")]
    [InlineData("2 400000000\n0 1\n", "line 2: the header announces 400000000 edges, but the file ends after 1")]
    [InlineData("99999999999999999999 1\n0 1\n", "line 1")]
    public void Wrong_edge_list_names_the_line(string text, string message)
        => HostRun.Of("plan", _folder.Write("wrong.edges", text)).FailedWith("wrong.edges: ", message);

    [Theory]
    [InlineData("a\nb\n", "2 names for the graph's 3 nodes")]
    [InlineData("a\nb\nc\nd\n", "line 4: there are more names than the graph's 3 nodes")]
    public void Wrong_number_of_names_is_refused(string names, string message)
    {
        _folder.Write("g.names", names);
        HostRun.Of("plan", _folder.Write("g.edges", "3 1\n0 1\n")).FailedWith("g.names: ", message);
    }

    [Theory]
    [InlineData("two\n", "line 1: the first line must be one number, the number of tasks; found \"two\"")]
    [InlineData("1 2\n", "line 1: the first line must be one number")]
    [InlineData("# only a comment\n", "the file ends before its first number")]
    [InlineData("1\n0 0 0\n2 5 1 0\n", "line 3: the task's id is 2, but ids count up from 0 and 1 is next")]
    [InlineData("1\n0 0 0\n0 5 1 0\n", "line 3: the task's id is 0, but ids count up")]
    [InlineData("1\n0 0 0\n1 -5 1 0\n", "line 3: task 1 has the time -5")]
    [InlineData("1\n0 0 0\n1 9999999999999999 1 0\n", "line 3: task 1 has the time 9999999999999999")]
    [InlineData("1\n0 0 0\n1 5.5 1 0\n", "line 3: the task's time must be a whole number; found \"5.5\"")]
    [InlineData("1\n0 0 0\n1 5 2 0\n", "line 3: task 1 announces 2 predecessors, but 1 follow")]
    [InlineData("1\n0 0 0\n1 5 1 0 0\n", "line 3: task 1 announces 1 predecessors, but 2 follow")]
    [InlineData("1\n0 0 0\n1 5\n", "line 3: the number of predecessors must be a whole number; found the end of the line")]
    [InlineData("1\n0 0 0\n1 5 1 9\n2 0 1 1\n", "line 3: the predecessor 9 is no task: tasks are 0 to 2")]
    [InlineData("1\n0 0 0\n1 5 1 -1\n2 0 1 1\n", "line 3: task 1 has the predecessor -1")]
    [InlineData("1\n0 0 0\n1 5 1 zero\n", "line 3: a predecessor must be a whole number; found \"zero\"")]
    [InlineData("50\n0 0 0\n1 5 1 0\n", "the first line announces 50 tasks (52 with the two dummies), but 2 follow")]
    [InlineData("0\n0 0 0\n1 5 1 0\n2 5 1 0\n", "announces 0 tasks (2 with the two dummies), but 3 follow")]
    [InlineData("1000000000\n0 0 0\n", "line 1: the first line announces 1000000000 tasks; at most 50000000 are read")]
    public void Wrong_stg_names_the_line(string text, string message)
        => HostRun.Of("plan", _folder.Write("wrong.stg", text)).FailedWith("wrong.stg: ", message);

    [Fact]
    public void Truncated_and_damaged_gzip_is_refused()
    {
        byte[] packed = TempFolder.Gzip(File.ReadAllBytes(Samples.VariantCalling));
        foreach (int length in new[] { 2, 5, 10, 20, packed.Length / 2, packed.Length - 20, packed.Length - 8, packed.Length - 1 })
        {
            HostRun.Of("plan", _folder.WriteBytes("cut.json.gz", packed[..length])).FailedWith("cut.json.gz");
        }

        byte[] damaged = [.. packed];
        damaged[^6] ^= 0x10; // in the checksum
        HostRun.Of("plan", _folder.WriteBytes("damaged.json.gz", damaged)).FailedWith("damaged.json.gz");
    }

    [Theory]
    [InlineData("bomb.json.gz", "{\"x\":\"", (byte)'x')]
    [InlineData("blank.json.gz", "{", (byte)' ')]
    [InlineData("bomb.edges.gz", "5 4\n0 1", (byte)' ')]
    [InlineData("lines.edges.gz", "5 4\n0 1", (byte)'\n')]
    public void Packed_bomb_is_refused_before_it_fills_the_memory(string name, string start, byte fill)
    {
        string path = _folder.At(name);
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Optimal))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(start));
            byte[] block = new byte[1 << 20];
            Array.Fill(block, fill);
            for (int i = 0; i < 96; i++)
            {
                gzip.Write(block);
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        HostRun.Of("plan", path).FailedWith(name);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5L * FileLimits.MaxTokenBytes);
    }

    [Fact]
    public void Header_without_data_takes_no_memory()
    {
        foreach (string text in new[] { "50000000 500000000\n0 1\n", "50000000 0\n", "49999999 1\n0 1\n" })
        {
            string path = _folder.Write("huge.edges", text);
            long before = GC.GetAllocatedBytesForCurrentThread();
            HostRun.Of("plan", path).FailedWith("huge.edges");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L << 20);
        }
    }

    [Fact]
    public void Output_that_cannot_be_written_is_refused()
    {
        string path = _folder.Write("w.json", WfText.Good);
        HostRun.Of("plan", path, "--json", "-o", _folder.Path).FailedWith("-o", "directory");
        HostRun.Of("plan", path, "--json", "-o", _folder.At("no/such/folder/x")).FailedWith("-o", "does not exist");
        HostRun.Of("plan", path, "--json", "-o", path).FailedWith("-o", "overwrite the graph itself");
        HostRun.Of("plan", path, "--svg", path).FailedWith("--svg", "overwrite the graph itself");
        HostRun.Of("plan", path, "--svg", _folder.At("x"), "-o", _folder.At("x")).FailedWith("different files");
        Assert.Equal(WfText.Good, File.ReadAllText(path));
    }
}
