using System.Text.RegularExpressions;
using Engine.Graphs;
using Engine.Tests.Generators;
using Engine.Tests.Guide;

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

    /// <summary>What the example prints is checked by eng/check-package.sh, which runs it.</summary>
    [Fact]
    public void First_block_of_the_readme_is_the_sample_OrderPricing() =>
        Assert.Equal(File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "samples", "OrderPricing", "Program.cs")), GuidePage.Readme().Code(1));

    [Theory]
    [InlineData(2, "Tax Tax(in Quote price) => new(price.Net", "Tax Tax(in Quote prise) => new(prise.Net")]
    [InlineData(3, "Maybe<Rebate> rebate", "in Rebate rebate", "rebate.ValueOr(default).Amount", "rebate.Amount")]
    [InlineData(4, "Price(in Order order)", "Price(in Order order, in Tax tax)")]
    public void Mistake_in_the_example_is_answered_as_the_readme_says(int block, params string[] changes)
    {
        // The statements before the class make no library; what is left stays on its line.
        GuidePage readme = GuidePage.Readme();
        string[] lines = readme.Code(1).Split('\n');
        string program = string.Join('\n', lines.Select(static line => line.StartsWith("var ", StringComparison.Ordinal) || line.StartsWith("Console.", StringComparison.Ordinal) ? "" : line));
        Assert.Empty(DiagnosticProgram.Compile(("Program.cs", program)).Diagnostics);
        for (int change = 0; change < changes.Length; change += 2)
        {
            program = GuidePage.Replace(program, changes[change], changes[change + 1]);
        }

        readme.AssertAnswer(block, DiagnosticProgram.Compile(("Program.cs", program)));
    }

    public static TheoryData<string> PagesWithCode =>
    [
        "README.md",
        "docs/planning.md",
        "docs/patterns.md",
        .. Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, "docs", "guide"), "*.md")
            .Select(static path => $"docs/guide/{Path.GetFileName(path)}")
            .Where(static page => page is not ("docs/guide/README.md" or "docs/guide/operating.md" or "docs/guide/troubleshooting.md"))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(PagesWithCode))]
    public void Code_on_the_page_is_the_code_that_is_tested(string page)
    {
        string tested = string.Join('\n', SourcesOfPages().Select(static path => Normalize(File.ReadAllText(path))));
        MatchCollection blocks = CSharpBlock().Matches(File.ReadAllText(Path.Combine(TestData.RepositoryRoot, page)));
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(Normalize(block.Groups[1].Value), tested, StringComparison.Ordinal));
    }

    [Fact]
    public void Package_of_the_readme_has_the_version_that_is_packed()
    {
        string properties = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "Directory.Build.props")), readme = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "README.md"));
        string version = Version().Match(properties).Groups[1].Value;
        Assert.Contains($"<PackageReference Include=\"Engine.Core\" Version=\"{version}\" />", readme, StringComparison.Ordinal);
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

    private static IEnumerable<string> SourcesOfPages() =>
    [
        Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "ReadmeTests.cs"),
        .. Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "Guide"), "*.cs"),
        .. Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, "samples"), "*.cs", SearchOption.AllDirectories),
    ];

    /// <summary>Without indentation and line ends.</summary>
    private static string Normalize(string code) => string.Join('\n', code.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0));

    [GeneratedRegex(@"```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("<Version>([^<]+)</Version>")]
    private static partial Regex Version();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)")]
    private static partial Regex RelativeLink();
}
