using System.Text.RegularExpressions;
using Engine.Graphs;

namespace Engine.Tests;

/// <summary>What README and docs show is this code, and it does what they say.</summary>
public partial class ReadmeTests
{
    [Fact]
    public void Example_of_the_readme_does_what_its_comments_say()
    {
        var output = new StringWriter { NewLine = "\n" };
        RunReadmeExample(output);
        Assert.Equal("210 by way of 0 -> 1 -> 2\n210 on 2 workers, and no schedule is shorter than 210\n", output.ToString());
    }

    [Fact]
    public void Example_of_the_planning_page_does_what_its_comments_say()
    {
        Plan plan = RunPlanningExample();
        Assert.Equal(210, plan.Span);
        Assert.Equal([0, 1, 2], plan.CriticalPath);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/planning.md")]
    public void Code_on_the_page_is_the_code_that_is_tested(string page)
    {
        string tested = Normalize(File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "ReadmeTests.cs")));
        MatchCollection blocks = CSharpBlock().Matches(File.ReadAllText(Path.Combine(TestData.RepositoryRoot, page)));
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(Normalize(block.Groups[1].Value), tested, StringComparison.Ordinal));
    }

    [Fact]
    public void Links_of_the_pages_lead_to_files()
    {
        string[] pages = [Path.Combine(TestData.RepositoryRoot, "README.md"), Path.Combine(TestData.RepositoryRoot, "CONTRIBUTING.md"),
            .. Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, "docs"), "*.md", SearchOption.AllDirectories)];
        foreach (string page in pages)
        {
            foreach (Match link in RelativeLink().Matches(File.ReadAllText(page)))
            {
                string target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value));
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{page}: {link.Groups[1].Value} leads nowhere.");
            }
        }
    }

    private static void RunReadmeExample(TextWriter console)
    {
        TextWriter before = Console.Out;
        Console.SetOut(console);
        try
        {
            using var builder = new DigraphBuilder { Names = ["fetch", "build", "test", "docs"] };
            builder.AddNodes([30, 120, 60, 45]);            // a cost each, in any unit
            builder.AddEdge(from: 0, to: 1);                // fetch before build
            builder.AddEdge(1, 2);
            builder.AddEdge(0, 3);
            Digraph graph = builder.Build();

            var plan = new Plan();                          // keep it: planning again allocates nothing
            Planner.Plan(graph, plan);
            Console.WriteLine($"{plan.Span} by way of {string.Join(" -> ", plan.CriticalPath.ToArray())}");   // 210 by way of 0 -> 1 -> 2

            var schedule = new Schedule();
            ListScheduler.Schedule(graph, plan, workers: 2, schedule);
            Console.WriteLine($"{schedule.Makespan} on 2 workers, and no schedule is shorter than {schedule.LowerBound}");
        }
        finally
        {
            Console.SetOut(before);
        }
    }

    private static Plan RunPlanningExample()
    {
        using var builder = new DigraphBuilder { Names = ["fetch", "build", "test"] };   // names appear in errors
        builder.AddNodes([30, 120, 60]);
        builder.AddEdge(from: 0, to: 1);
        builder.AddEdge(1, 2);
        Digraph graph = builder.Build();

        var plan = new Plan();              // keep it: planning into it again allocates nothing
        Planner.Plan(graph, plan);
        // plan.Span == 210, plan.CriticalPath == [0, 1, 2]
        return plan;
    }

    /// <summary>Without indentation and line ends.</summary>
    private static string Normalize(string code) => string.Join('\n', code.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0));

    [GeneratedRegex(@"```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)")]
    private static partial Regex RelativeLink();
}
