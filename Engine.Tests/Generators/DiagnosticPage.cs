using System.Text.RegularExpressions;

namespace Engine.Tests.Generators;

/// <summary>
/// A page of docs/diagnostics: what is wrong, a wrong example with what the compiler prints for it, the right example, the
/// reason. Its examples are test data; with <c>ENGINE_UPDATE_SNAPSHOTS=1</c> the printed lines are written anew.
/// </summary>
internal sealed partial class DiagnosticPage
{
    private DiagnosticPage(string id, string text)
    {
        Id = id;
        Text = text;
        Match match = Shape().Match(text);
        Assert.True(match.Success, $"{id}.md has not the shape of a page: title, severity, Wrong with a csharp and a text block, Right with a csharp block, Why.");
        Title = match.Groups["title"].Value;
        Severity = match.Groups["severity"].Value;
        Wrong = match.Groups["wrong"].Value;
        Printed = match.Groups["printed"].Value;
        Right = match.Groups["right"].Value;
    }

    public static string Folder { get; } = Path.Combine(TestData.RepositoryRoot, "docs", "diagnostics");

    /// <summary>Whether files with expected messages are to be written anew.</summary>
    public static bool Updates { get; } = Environment.GetEnvironmentVariable("ENGINE_UPDATE_SNAPSHOTS") == "1";

    public string Id { get; }

    public string Text { get; }

    public string Title { get; }

    /// <summary><c>Error</c> or <c>Warning</c>.</summary>
    public string Severity { get; }

    public string Wrong { get; }

    /// <summary>What the compiler says about <see cref="Wrong"/>, in a file named Wrong.cs.</summary>
    public string Printed { get; }

    public string Right { get; }

    /// <summary>The types that the examples use, shown on the index page.</summary>
    public static string SharedTypes { get; } = CSharpBlock().Match(File.ReadAllText(Path.Combine(Folder, "README.md"))).Groups[1].Value;

    public static IEnumerable<string> Ids => Directory.EnumerateFiles(Folder, "ENG*.md")
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Order(StringComparer.Ordinal);

    public static DiagnosticPage Read(string id) => new(id, File.ReadAllText(Path.Combine(Folder, id + ".md")));

    /// <summary>Compiles an example, with a line "// ... up to N" written out.</summary>
    public static DiagnosticProgram Compile(string name, string example) =>
        DiagnosticProgram.Compile((name, WrittenOut(example)), ("SharedTypes.cs", SharedTypes));

    /// <summary>Replaces what the page says is printed.</summary>
    public void Update(string printed) => File.WriteAllText(
        Path.Combine(Folder, Id + ".md"),
        Text.Replace($"```text\n{Printed}\n```", $"```text\n{printed}\n```", StringComparison.Ordinal));

    /// <summary>An example of 4097 steps shows the first; "// ... up to Step4096" stands for the others, in one line.</summary>
    public static string WrittenOut(string example) => UpTo().Replace(example, match =>
    {
        int last = int.Parse(match.Groups["last"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        string name = match.Groups["name"].Value;
        return string.Concat(Enumerable.Range(2, last - 1).Select(i => $"[Step] public static void {name}{i}(in Order order) {{ }} "));
    });

    [GeneratedRegex(@"// \.\.\. up to (?<name>[A-Za-z]+)(?<last>\d+)")]
    private static partial Regex UpTo();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("""
        \A\#\ (?<id>ENG\d+):\ (?<title>[^\n]+)\n\n
        (?<severity>Error|Warning)\.\ (?:(?!```).)+?\n
        \#\#\ Wrong\n\n```csharp\n(?<wrong>.*?)```\n\n```text\n(?<printed>.*?)\n```\n\n
        \#\#\ Right\n\n(?:(?!```).)*```csharp\n(?<right>.*?)```\n\n
        \#\#\ Why\n\n.+\n\z
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Shape();
}
