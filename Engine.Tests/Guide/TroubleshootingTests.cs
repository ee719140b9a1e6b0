using System.Text.RegularExpressions;

namespace Engine.Tests.Guide;

/// <summary>docs/guide/troubleshooting.md: each message is one that the source can say.</summary>
public partial class TroubleshootingTests
{
    private const string Elsewhere = "says so";

    private static readonly Lazy<string[]> Lines = new(static () =>
    [
        .. ((string[])["Engine.Core", "Engine.Runtime", "Engine.Host"])
            .SelectMany(static project => Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, project), "*.cs", SearchOption.AllDirectories))
            .Where(static path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(File.ReadLines)
            .Where(static line => line.Contains('"', StringComparison.Ordinal)),
    ]);

    public static TheoryData<string> Messages
    {
        get
        {
            string page = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "guide", "troubleshooting.md"));
            return [.. FirstCell().Matches(page)
                .Where(static match => !match.Groups[1].Value.Contains(Elsewhere, StringComparison.Ordinal))
                .SelectMany(static match => Quoted().Matches(match.Groups[1].Value).Select(static quoted => quoted.Groups[1].Value))
                .Concat(Reason().Matches(page).Select(static match => match.Groups[1].Value))
                .Where(static message => message.Contains(' ', StringComparison.Ordinal))];
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_of_the_page_is_one_of_the_source(string message)
    {
        var said = new Regex(string.Join(".*", message.Split('…').Select(Regex.Escape)), RegexOptions.CultureInvariant);

        Assert.True(message.Replace("…", "", StringComparison.Ordinal).Length >= 10, $"'{message}' says too little to be found.");
        Assert.True(Lines.Value.Any(said.IsMatch), $"No line of the source says '{message}'.");
    }

    [Fact]
    public void Message_that_nobody_says_is_not_found() =>
        Assert.Throws<Xunit.Sdk.TrueException>(() => Message_of_the_page_is_one_of_the_source("… is locked: another machine uses this folder."));

    [Fact]
    public void Page_has_many_messages() => Assert.InRange(Messages.Count, 40, 200);

    [GeneratedRegex(@"^\| ([^|]*`[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("Its `reason` is `([^`]+)`")]
    private static partial Regex Reason();
}
