using System.Text;
using System.Text.RegularExpressions;
using Engine.Host.Serve.Access;
using Engine.Runtime;
using Engine.Tests.Host.Serve;

namespace Engine.Tests.Guide;

/// <summary>docs/guide/operating.md: its files are those of deploy/, its metrics those of a host, its limits those of the code.</summary>
public partial class OperatingTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "guide", "operating.md"));

    [Theory]
    [InlineData("ini", "engine.service")]
    [InlineData("dockerfile", "Containerfile")]
    public void Files_of_the_page_are_those_of_the_folder(string language, string name) =>
        GuidePage.Read("operating.md").AssertBlock(language, 1, File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "deploy", name)));

    [Fact]
    public void File_of_keys_on_the_page_is_one() =>
        Assert.Equal(["acme", "ops"], KeyFile.Parse(Encoding.UTF8.GetBytes(Keys().Match(Page).Groups[1].Value)).Tenants);

    [Fact]
    public async Task Metrics_of_the_page_are_those_of_a_host()
    {
        await using ServedHost host = await ServedHost.StartAsync();
        (await host.GetAsync("/healthz")).Ok();
        string text = (await host.GetAsync("/metrics")).Text;
        string[] served = [.. Type().Matches(text).Select(static match => match.Groups[1].Value).Order(StringComparer.Ordinal)];
        string[] told = [.. Metric().Matches(Page).Select(static match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

        Assert.NotEmpty(served);
        Assert.Equal(served, told);
    }

    [Fact]
    public void Limits_of_the_page_are_those_of_the_code()
    {
        var shard = new ShardOptions();
        var journal = new JournalOptions();
        Assert.Equal((1_000_000, 4_096, 100_000, TimeSpan.FromDays(1)), (shard.MaxRuns, shard.MaxRequests, shard.MaxEndedRuns, shard.RetainFor));
        Assert.Equal(16 << 20, journal.SegmentBytes);
        Assert.Equal(4L << 30, (long)journal.SegmentBytes * journal.MaxSegments);
        Assert.Equal(128L << 20, 2 * AuditLog.MaxBytes);
        Assert.Equal(TimeSpan.FromSeconds(5), new Engine.Host.Serve.ServeOptions { Folder = null }.DrainFor);
    }

    [GeneratedRegex(@"```json\n(\{""keys"".*?)```", RegexOptions.Singleline)]
    private static partial Regex Keys();

    [GeneratedRegex("^# TYPE ([a-z_]+) ", RegexOptions.Multiline)]
    private static partial Regex Type();

    /// <summary>At the beginning of a table's row, and after a comma there.</summary>
    [GeneratedRegex("(?<=^\\| (?:`[a-z_]+`, )*)`((?:engine|process|dotnet)_[a-z_]+)`", RegexOptions.Multiline)]
    private static partial Regex Metric();
}
