using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Engine.Tests.Generators;

/// <summary>Each diagnostic has a page whose wrong example gives exactly it, where the page says, and whose right example compiles.</summary>
public partial class DiagnosticPageTests
{
    public static TheoryData<string> Ids => new(DiagnosticPage.Ids);

    private static ImmutableArray<DiagnosticDescriptor> Rules { get; } = (ImmutableArray<DiagnosticDescriptor>)DiagnosticProgram.Generators
        .GetType("Engine.Generators.Diagnostics.Rules", throwOnError: true)!
        .GetField("All")!
        .GetValue(null)!;

    [Theory]
    [MemberData(nameof(Ids))]
    public void Wrong_example_gives_what_the_page_prints(string id)
    {
        DiagnosticPage page = DiagnosticPage.Read(id);
        DiagnosticProgram program = DiagnosticPage.Compile("Wrong.cs", page.Wrong);
        string printed = string.Join("\n", program.Diagnostics.Select(DiagnosticProgram.Line));
        if (DiagnosticPage.Updates)
        {
            page.Update(printed);
        }
        else
        {
            Assert.Equal(page.Printed, printed);
        }

        Diagnostic diagnostic = Assert.Single(program.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Right_example_gives_no_diagnostic_and_compiles(string id)
    {
        DiagnosticProgram program = DiagnosticPage.Compile("Right.cs", DiagnosticPage.Read(id).Right);
        Assert.Equal([], program.Diagnostics.Select(DiagnosticProgram.Line));
        program.AssertEmits();
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_says_title_and_severity_of_the_rule(string id)
    {
        DiagnosticPage page = DiagnosticPage.Read(id);
        DiagnosticDescriptor rule = Assert.Single(Rules, r => r.Id == id);
        Assert.Equal(rule.Title.ToString(null), page.Title);
        Assert.Equal(rule.DefaultSeverity.ToString(), page.Severity);
        Assert.StartsWith($"# {id}: ", page.Text, StringComparison.Ordinal);
        Assert.EndsWith($"docs/diagnostics/{id}.md", rule.HelpLinkUri, StringComparison.Ordinal);
        Assert.InRange(page.Text.Split('\n').Length, 15, 46);
    }

    [Fact]
    public void Rules_pages_index_and_release_notes_list_the_same()
    {
        (string Id, string Severity, string Title)[] rules = [.. Rules.Select(r => (r.Id, r.DefaultSeverity.ToString(), r.Title.ToString(null)))];
        Assert.Equal(rules.Length, rules.Select(r => r.Id).Distinct().Count());
        Assert.Equal(rules.Select(r => r.Id), DiagnosticPage.Ids);

        string index = File.ReadAllText(Path.Combine(DiagnosticPage.Folder, "README.md"));
        Assert.Equal(rules, IndexRow().Matches(index).Select(m => (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value.Replace("\\|", "|", StringComparison.Ordinal))));

        string releases = string.Concat(new[] { "Shipped", "Unshipped" }.Select(name =>
            File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "Engine.Generators", $"AnalyzerReleases.{name}.md"))));
        Assert.Equal(rules, ReleaseRow().Matches(releases).Select(m => (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value)).Order());
    }

    [Fact]
    public void Analysers_support_every_rule_and_no_other()
    {
        string[] supported = [.. DiagnosticProgram.Analyzers.SelectMany(a => a.SupportedDiagnostics).Select(d => d.Id).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(Rules.Select(r => r.Id), supported);
    }

    [Fact]
    public void Errors_cannot_be_configured_away()
    {
        Assert.All(Rules, rule => Assert.Equal(
            rule.DefaultSeverity == DiagnosticSeverity.Error,
            rule.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable)));
    }

    [GeneratedRegex(@"^\| \[(ENG\d+)\]\(\1\.md\) \| (\w+) \| (.+) \|$", RegexOptions.Multiline)]
    private static partial Regex IndexRow();

    [GeneratedRegex(@"^(ENG\d+) \| Engine \| (\w+) \| (.+)$", RegexOptions.Multiline)]
    private static partial Regex ReleaseRow();
}
