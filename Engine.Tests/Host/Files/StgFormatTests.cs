using System.Text;
using Engine.Host.Cli;
using Engine.Host.Files;

namespace Engine.Tests.Host.Files;

public sealed class StgFormatTests : IDisposable
{
    private const string Tasks = "0 0 0\n1 5 1 0\n2 7 1 0\n3 0 2 1 2\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2\n0 0 0\n1 5 1 0\n", "announces 2 tasks and 2 follow, but the last task is no dummy of time 0; the file is cut off")]
    [InlineData("3\n" + Tasks, "announces 3 tasks (5 with the two dummies), but 4 follow")]
    [InlineData("1\n" + Tasks, "announces 1 tasks (3 with the two dummies), but 4 follow")]
    public void File_cut_off_at_a_line_is_refused(string text, string message)
        => HostRun.Of("plan", _folder.Write("cut.stg", text)).FailedWith("cut.stg: ", message);

    [Theory]
    [InlineData("2\n0 0 0\n1 5 1 0\n2 7 1 0\n3 0 2 1\n   2\n")]
    [InlineData("2\n0 0 0\n1 5 1 0\n2 7 1\n0\n3 0 2\n# between\n\n1\n2")]
    [InlineData("2 # tasks\n0 0 0 # begin\n1 5 1 0\n2 7 1 # one\n0 # it\n3 0 2 1 2\n# end")]
    public void Lists_go_on_over_lines_and_comments_stand_anywhere(string text)
    {
        foreach (string name in new[] { "g.stg", "g.txt" })
        {
            if (name == "g.stg" || !text.Contains("2 7 1\n", StringComparison.Ordinal))
            {
                AssertIsTheGraph(GraphFileReader.Read(_folder.Write(name, text)));
            }
        }
    }

    [Fact]
    public void Lines_may_end_with_carriage_returns_only()
        => AssertIsTheGraph(GraphFileReader.Read(_folder.Write("mac.txt", ("# c\n2\n" + Tasks).ReplaceLineEndings("\r"))));

    [Theory]
    [InlineData("2\n0 0 0\n1 5 2 0\n2 7 1 0\n3 0 2 1 2\n", "line 3: task 1 announces 2 predecessors, but 5 follow up to the end of a line")]
    [InlineData("2\n0 0 0\n1 5 1 0\n2 7 1 0\n3 0 3 1 2\n", "line 5: task 3 announces 3 predecessors, but 2 follow")]
    public void Wrong_number_of_predecessors_is_refused(string text, string message)
        => HostRun.Of("plan", _folder.Write("count.stg", text)).FailedWith("count.stg: ", message);

    [Fact]
    public void Sum_beyond_64_bits_names_the_line()
    {
        var text = new StringBuilder("9998\n");
        for (int i = 0; i < 10_000; i++)
        {
            text.Append(i).Append(" 1000000000000000 0\n");
        }

        HostRun.Of("plan", _folder.Write("sum.stg", text.ToString()))
            .FailedWith("sum.stg: line 9225: with task 9223 the times add up to more than 9223372036854775807");
    }

    [RealDataFact]
    public void Every_file_of_the_standard_set_is_read_and_none_without_its_last_two_tasks()
    {
        string[] paths = Directory.GetFiles(Path.Combine(TestData.Folder!, "stg"), "*.stg", SearchOption.AllDirectories);
        Assert.NotEmpty(paths);
        foreach (string path in paths)
        {
            GraphFile file = GraphFileReader.Read(path);
            string[] lines = [.. File.ReadLines(path).Where(static line => line.Trim().Length != 0 && line[0] != '#')];
            Assert.Equal(lines.Length - 1, file.TaskCount);
            foreach (int lost in new[] { 1, 2, 3 })
            {
                string cut = _folder.Write("cut.stg", string.Join('\n', lines[..^lost]));
                Assert.Throws<UserError>(() => GraphFileReader.Read(cut));
            }
        }
    }

    private static void AssertIsTheGraph(GraphFile file)
    {
        Assert.Equal("Standard Task Graph", file.Format);
        Assert.Equal([0L, 5, 7, 0], file.Costs);
        Assert.Equal([0, 0, 1, 2], file.EdgeFrom);
        Assert.Equal([1, 2, 3, 3], file.EdgeTo);
    }
}
