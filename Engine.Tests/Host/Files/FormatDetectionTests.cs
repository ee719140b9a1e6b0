using Engine.Host.Files;

namespace Engine.Tests.Host.Files;

public sealed class FormatDetectionTests : IDisposable
{
    private const string Stg = "1\n0 0 0\n1 5 1 0\n2 0 1 1\n";
    private const string Edges = "3 2\n0 1\n1 2\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.edges", Stg, "Standard Task Graph")]
    [InlineData("a.json", Stg, "Standard Task Graph")]
    [InlineData("a.json.gz", Stg, "Standard Task Graph")]
    [InlineData("a.stg", Edges, "edge list")]
    [InlineData("a.json", Edges, "edge list")]
    [InlineData("a", Edges, "edge list")]
    [InlineData("a.txt", "# none\n3 0\n", "edge list")]
    [InlineData("a.edges", "3 0\n", "edge list")]
    public void Content_decides_before_the_name(string name, string text, string format)
    {
        GraphFile file = GraphFileReader.Read(_folder.Write(name, text));
        Assert.Equal(format, file.Format);
        Assert.Equal(3, file.TaskCount);
    }

    [Theory]
    [InlineData("a.stg", "3 0\n", "line 1: the first line must be one number")]
    [InlineData("a.json", "5\n", "no \"workflow\"")]
    [InlineData("a.edges", "hello", "line 1: the header must be two numbers")]
    [InlineData("a.edges", "1\n0 0 0\n1 5.5 1 0\n", "a.edges: read as Standard Task Graph, which its content looks like in spite of its name: line 3")]
    [InlineData("a.stg", "3 2\n0 1\n1 7\n", "a.stg: read as edge list, which its content looks like in spite of its name: line 3")]
    [InlineData("a.stg", "{}", "read as WfFormat 1.5")]
    public void Error_speaks_of_the_format_that_was_meant(string name, string text, string message)
        => HostRun.Of("plan", _folder.Write(name, text)).FailedWith(name, message);

    [Theory]
    [InlineData("0 1\n1 2\n")]
    [InlineData("2 1\n0 1\n1 0\n")]
    public void Missing_header_of_an_edge_list_is_asked_for(string text)
        => HostRun.Of("plan", _folder.Write("a.edges", text)).FailedWith("Is the header \"n m\" missing?");
}
