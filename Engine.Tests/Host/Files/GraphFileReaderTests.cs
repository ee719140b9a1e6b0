using Engine.Host.Files;

namespace Engine.Tests.Host.Files;

public sealed class GraphFileReaderTests : IDisposable
{
    private const string Stg = "2\n 0 0 0\n 1 5 1 0\n 2 7 1 0\n 3 0 2 1 2\n# CP Length : 7\n";
    private const string Edges = "# a comment\n4 3\n0 1\n0 2\n1 3\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("w.json")]
    [InlineData("w.json.gz")]
    [InlineData("w.txt")]
    [InlineData("w")]
    [InlineData("w.stg")]
    [InlineData("packed-without-ending.json")]
    public void WfFormat_is_recognised_by_its_content(string name)
    {
        string path = name.StartsWith("packed", StringComparison.Ordinal)
            ? _folder.WriteBytes(name, TempFolder.Gzip(System.Text.Encoding.UTF8.GetBytes(WfText.Good)))
            : _folder.Write(name, WfText.Good);
        GraphFile file = GraphFileReader.Read(path);
        Assert.Equal("WfFormat 1.5", file.Format);
        Assert.Equal("test", file.Title);
        Assert.Equal(["a", "b"], file.TaskNames);
        Assert.Equal([1_500_000L, 2_250_000], file.Costs);
        Assert.Equal(([0], [1]), (file.EdgeFrom, file.EdgeTo), EdgesEqual);
        Assert.Equal(CostUnit.Seconds, file.Unit);
    }

    [Theory]
    [InlineData("g.stg")]
    [InlineData("g.stg.gz")]
    [InlineData("g.txt")]
    public void Stg_is_recognised_by_name_and_by_shape(string name)
    {
        GraphFile file = GraphFileReader.Read(_folder.Write(name, Stg));
        Assert.Equal("Standard Task Graph", file.Format);
        Assert.Equal([0L, 5, 7, 0], file.Costs);
        Assert.Equal(([0, 0, 1, 2], [1, 2, 3, 3]), (file.EdgeFrom, file.EdgeTo), EdgesEqual);
        Assert.Equal(["0", "1", "2", "3"], file.TaskNames);
        Assert.Equal(CostUnit.Plain, file.Unit);
    }

    [Theory]
    [InlineData("g.edges")]
    [InlineData("g.edges.gz")]
    [InlineData("g.EDGES")]
    [InlineData("g.txt")]
    public void Edge_list_is_recognised_by_name_and_by_shape(string name)
    {
        GraphFile file = GraphFileReader.Read(_folder.Write(name, Edges));
        Assert.Equal("edge list", file.Format);
        Assert.Equal(4, file.TaskCount);
        Assert.Empty(file.Costs);
        Assert.Equal(([0, 0, 1], [1, 2, 3]), (file.EdgeFrom, file.EdgeTo), EdgesEqual);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("4")]
    public void Stg_header_may_count_the_dummies_or_not(string header)
        => Assert.Equal(4, GraphFileReader.Read(_folder.Write("g.stg", header + Stg[1..])).TaskCount);

    [Fact]
    public void Text_may_have_byte_order_mark_carriage_returns_tabs_and_no_last_line_end()
    {
        GraphFile file = GraphFileReader.Read(_folder.Write("g.edges", "\uFEFF# c\r\n\r\n3\t2\r\n0  1\r\n 1\t2"));
        Assert.Equal(([0, 1], [1, 2]), (file.EdgeFrom, file.EdgeTo), EdgesEqual);
        Assert.Equal(2, GraphFileReader.Read(_folder.Write("w.json", "\uFEFF \n" + WfText.Good)).TaskCount);
    }

    [Theory]
    [InlineData("g.names")]
    [InlineData("g.names.gz")]
    public void Names_beside_an_edge_list_are_taken(string namesFile)
    {
        _folder.Write(namesFile, "first\nzweite \u00DC\n\nlast");
        Assert.Equal(["first", "zweite \u00DC", "", "last"], GraphFileReader.Read(_folder.Write("g.edges.gz", Edges)).TaskNames);
    }

    [Fact]
    public void Duplicate_edges_are_merged_and_counted()
        => Assert.Equal((2, 2), Counts("2.edges", "3 4\n0 1\n1 2\n0 1\n0 1\n"));

    [Fact]
    public void Graph_without_edges_or_without_nodes_is_read()
    {
        Assert.Equal((0, 0), Counts("a.edges", "0 0\n"));
        Assert.Equal((0, 0), Counts("b.edges", "1000000 0"));
        Assert.Equal(0, GraphFileReader.Read(_folder.Write("c.json", WfText.File([], []))).TaskCount);
    }

    [Fact]
    public void WfFormat_halves_and_properties_come_in_any_order()
    {
        const string Text = """
            {"workflow":{"execution":{"machines":[{"nodeName":"x"}],"tasks":[{"runtimeInSeconds":2,"id":"b"},{"id":"a","runtimeInSeconds":1e-6}]},
            "specification":{"files":[],"tasks":[{"children":[],"parents":["a","a"],"id":"b"},{"parents":[],"children":["b"],"id":"\u0061","extra":{"deep":[[1],{}]}}]}},"name":""}
            """;
        GraphFile file = GraphFileReader.Read(_folder.Write("w.json", Text));
        Assert.Equal(["b", "a"], file.TaskNames);
        Assert.Equal([2_000_000L, 1], file.Costs);
        Assert.Equal(([1, 1], [0, 0]), (file.EdgeFrom, file.EdgeTo), EdgesEqual);
        Assert.Equal("w.json", file.Title);
    }

    [Fact]
    public void WfFormat_larger_than_every_buffer_is_read_whole()
    {
        // Long ids and many tasks: tokens lie across the ends of the buffer, one is longer than it.
        string[] ids = [.. Enumerable.Range(0, 3000).Select(static i => i == 1234 ? new string('x', 200_000) : $"task-{i}-{new string('y', i % 97)}")];
        string text = WfText.File(
            [.. ids.Select((id, i) => i == 0 ? WfText.Task(id) : WfText.Task(id, ids[i - 1], ids[i / 2]))],
            [.. ids.Select(static (id, i) => WfText.Record(id, i / 1000.0))]);
        GraphFile file = GraphFileReader.Read(_folder.Write("big.json.gz", text));
        Assert.Equal(ids, file.TaskNames);
        Assert.Equal([.. Enumerable.Range(0, 3000).Select(static i => i * 1000L)], file.Costs);
        Assert.Equal(2 * 2999, file.EdgeFrom.Length);
        Assert.All(Enumerable.Range(0, 2999), i => Assert.Equal((i, i + 1), (file.EdgeFrom[2 * i], file.EdgeTo[2 * i])));
    }

    [Fact]
    public void Lines_longer_than_the_buffer_are_read()
    {
        string all = string.Join(' ', Enumerable.Range(0, 60_000));
        var text = new System.Text.StringBuilder("60001\n");
        for (int i = 0; i < 60_000; i++)
        {
            text.Append(i).Append(" 1 0\n");
        }

        GraphFile file = GraphFileReader.Read(_folder.Write("wide.stg", text.Append("60000 0 60000 ").Append(all).ToString()));
        Assert.Equal(60_001, file.TaskCount);
        Assert.Equal([.. Enumerable.Range(0, 60_000)], file.EdgeFrom);
    }

    [Fact]
    public void Runtimes_become_the_nearest_microsecond()
    {
        string text = WfText.Good.Replace("1.5}", "0.1234565000001}", StringComparison.Ordinal).Replace("2.25}", "1E9}", StringComparison.Ordinal);
        Assert.Equal([123_457L, 1_000_000_000_000_000], GraphFileReader.Read(_folder.Write("w.json", text)).Costs);
    }

    private static bool EdgesEqual((int[] From, int[] To) left, (int[] From, int[] To) right)
        => left.From.AsSpan().SequenceEqual(right.From) && left.To.AsSpan().SequenceEqual(right.To);

    private (int Edges, int Duplicates) Counts(string name, string text)
    {
        Engine.Graphs.Digraph graph = GraphFileReader.Read(_folder.Write(name, text)).BuildGraph();
        return (graph.EdgeCount, graph.DuplicateEdgeCount);
    }
}
