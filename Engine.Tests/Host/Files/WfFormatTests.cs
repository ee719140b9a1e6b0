using System.Text;
using Engine.Host.Files;

namespace Engine.Tests.Host.Files;

/// <summary>What files of other tools do that the schema does not say.</summary>
public sealed class WfFormatTests : IDisposable
{
    private static readonly string[] Records = [WfText.Record("a", 1), WfText.Record("b", 1)];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\"id\":\"a\",\"parents\":[],\"children\":null}")]
    [InlineData("{\"id\":\"a\",\"parents\":null}")]
    [InlineData("{\"id\":\"a\"}")]
    public void Null_and_missing_mean_none(string task)
    {
        GraphFile file = Read(WfText.File([task, WfText.Task("b", "a")], Records).Replace("\"name\":\"test\"", "\"name\":null", StringComparison.Ordinal));
        Assert.Equal([0], file.EdgeFrom);
        Assert.Equal([1], file.EdgeTo);
        Assert.Equal("w.json", file.Title);
    }

    [Theory]
    [InlineData("{\"id\":\"b\",\"parents\":null}")]
    [InlineData("{\"id\":\"b\"}")]
    public void Missing_parents_of_a_child_are_a_contradiction(string child)
        => HostRun.Of("plan", Write(WfText.File(["{\"id\":\"a\",\"parents\":[],\"children\":[\"b\"]}", child], Records)))
            .FailedWith("workflow.specification.tasks[0].children: \"b\" is a child of \"a\" here");

    [Fact]
    public void Records_without_a_task_are_passed_over()
    {
        GraphFile file = Read(WfText.File(
            [WfText.Task("a"), WfText.Task("b", "a")],
            [WfText.Record("stage_in", 9), .. Records, "{\"id\":\"stage_out\"}", WfText.Record("stage_in", 9)]));
        Assert.Equal(["a", "b"], file.TaskNames);
        Assert.Equal([1_000_000L, 1_000_000], file.Costs);
    }

    [Fact]
    public void Missing_record_is_found_under_a_similar_id()
        => HostRun.Of("plan", Write(WfText.File([WfText.Task("align")], [WfText.Record("aling", 1)])))
            .FailedWith("workflow.specification.tasks[0]: \"align\" has no record in workflow.execution.tasks", "Is it that of \"aling\"?");

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"1.4\"")]
    [InlineData("\"1.6\"")]
    [InlineData("null")]
    public void Layout_counts_and_not_the_version(string version)
        => Assert.Equal(2, Read(WfText.Good.Replace("\"1.5\"", version, StringComparison.Ordinal)).TaskCount);

    [Theory]
    [InlineData("{\"schemaVersion\":\"1.4\",\"workflow\":{\"tasks\":[]}}")]
    [InlineData("{\"workflow\":{\"tasks\":[]},\"schemaVersion\":1.4}")]
    public void Version_is_named_when_the_layout_does_not_fit(string text)
        => HostRun.Of("plan", Write(text)).FailedWith("w.json: workflow: there is no \"specification\"", "schemaVersion", "1.4", "convert");

    [Fact]
    public void Sum_beyond_64_bits_names_the_task()
    {
        string[] ids = [.. Enumerable.Range(0, 9300).Select(static i => $"t{i}")];
        string text = WfText.File([.. ids.Select(static id => WfText.Task(id))], [.. ids.Select(static id => WfText.Record(id, 1e9))]);
        HostRun.Of("plan", Write(text)).FailedWith("w.json: workflow.specification.tasks[9223]: with \"t9223\" the times add up to more than 9223372036854 s");
    }

    private string Write(string text) => _folder.Write("w.json", text);

    private GraphFile Read(string text) => GraphFileReader.Read(Write(text));
}
