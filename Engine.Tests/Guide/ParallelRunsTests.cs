namespace Engine.Tests.Guide.ParallelRuns;

[Workflow<string, Report>]
public sealed partial class Summarise
{
    [Step] public static string[] Words(string input) => input.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    [Step] public static int Longest(string[] words) => words.Max(static word => word.Length);
    [Step] public static int Distinct(string[] words) => words.Distinct(StringComparer.OrdinalIgnoreCase).Count();
    [Step] public static char MostFrequent(string input) => input.Where(char.IsLetter).CountBy(char.ToLowerInvariant).MaxBy(static pair => pair.Value).Key;
    [Step] public static Report Report(int longest, int distinct, char mostFrequent) => new(longest, distinct, mostFrequent);
}

public sealed record Report(int Longest, int Distinct, char MostFrequent);

/// <summary>docs/guide/parallel-runs.md.</summary>
public class ParallelRunsTests
{
    [Fact]
    public void Summary_of_the_page_is_the_same_over_several_cores()
    {
        var summarise = new Summarise();
        string text = "a rose is a rose is a rosebush";
        Report report = summarise.RunParallel(text);
        Assert.Equal(new Report(8, 4, 's'), report);
        Assert.Equal(summarise.Run(text), report);
        Assert.Equal(report, summarise.RunParallel(text, 1));
        Assert.Equal(report, summarise.RunParallel(text, 64));
    }

    [Fact]
    public void Observed_run_of_the_page_is_recorded()
    {
        var summarise = new Summarise();
        string text = "a rose is a rose is a rosebush";
        var history = new RunHistory();
        CancellationToken cancellationToken = CancellationToken.None;
        var options = new RunOptions { Degree = 4 };
        Report report = summarise.RunParallel(text, options, new RecordingObserver(history), cancellationToken);
        Assert.Equal(new Report(8, 4, 's'), report);
        Assert.Equal(5, history.EndOrder.Count);
    }

    [Fact]
    public void Code_of_the_page_is_the_code_above()
    {
        string source = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "Guide", "ParallelRunsTests.cs"));
        var page = GuidePage.Read("parallel-runs.md");
        foreach (string line in $"{page.Code(1)}{page.Code(2)}{page.Code(3)}".Split('\n'))
        {
            Assert.Contains(line.Trim(), source, StringComparison.Ordinal);
        }
    }
}
