using System.Text;
using Engine.Host.Files;

namespace Engine.Tests.Host.Files;

/// <summary>What a file holds cannot flood a terminal, or write to it, by way of a message.</summary>
public sealed class QuotedTextTests : IDisposable
{
    private const int LongestMessage = 700;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> HostileFiles
    {
        get
        {
            string id = "a\\u001b[31m\\u202e" + new string('q', 100_000), record = WfText.Record("a", 1);
            return new()
            {
                { "version.json", $$"""{"schemaVersion":"{{id}}","workflow":{"tasks":[]} }""" },
                { "unknown.json", WfText.File([WfText.Task("a", id)], [record]) },
                { "twice.json", WfText.File([WfText.Task(id), WfText.Task(id)], [record]) },
                { "norecord.json", WfText.File([WfText.Task(id)], [record]) },
                { "noruntime.json", WfText.File([WfText.Task(id)], [$$"""{"id":"{{id}}"}"""]) },
                { "records.json", WfText.File([WfText.Task(id)], [WfText.Record(id, 1), WfText.Record(id, 1)]) },
                { "child.json", WfText.File([$$"""{"id":"{{id}}","parents":[],"children":["a"]}""", WfText.Task("a")], [record, WfText.Record(id, 1)]) },
                { "text.json", WfText.File([$$"""{"id":"a","parents":"{{id}}"}"""], [record]) },
                { "number.json", WfText.File([$$"""{"id":{{new string('1', 100_000)}},"parents":[]}"""], [record]) },
                { "literal.json", "{\"a\": tru\u001b[31m}" },
                { "g.edges", "3 1\n0 \u001b[31m\u202e" + new string('q', 100_000) + "\n" },
                { "g.stg", "3\n0 \u001b[31m\u202e" + new string('q', 100_000) + "\n" },
                { "bidi\u202egp.edges", "3 1\n" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(HostileFiles))]
    public void Message_is_short_and_harmless(string name, string text)
    {
        HostRun run = HostRun.Of("plan", _folder.Write(name, text));
        run.FailedWith(".");
        Assert.InRange(run.Error.Length, 1, LongestMessage);
        Assert.DoesNotContain(run.Error.TrimEnd('\n'), static c => char.IsControl(c) || c is '\u202e');
    }

    [Fact]
    public void Both_ends_of_a_long_text_are_shown()
    {
        Assert.Equal("\"\"", Quoted.Of(""));
        Assert.Equal("\"short\"", Quoted.Of("short"u8));
        string quoted = Quoted.Of(Encoding.UTF8.GetBytes("begin" + new string('\u00DC', 10_000) + "end"));
        Assert.StartsWith("\"begin", quoted);
        Assert.EndsWith("end\"", quoted);
        Assert.Equal(Quoted.Width + 2, quoted.Length);
    }
}
