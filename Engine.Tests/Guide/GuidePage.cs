using System.Text.RegularExpressions;
using Engine.Tests.Generators;

namespace Engine.Tests.Guide;

/// <summary>
/// A page whose blocks tests compare with what really happens: code, what a program prints, what the compiler answers. With
/// <c>ENGINE_UPDATE_SNAPSHOTS=1</c> the printed blocks are written anew.
/// </summary>
internal sealed partial class GuidePage
{
    private readonly string _path;

    private GuidePage(string path) => _path = path;

    private static bool Updates { get; } = Environment.GetEnvironmentVariable("ENGINE_UPDATE_SNAPSHOTS") == "1";

    /// <summary>A page of docs/guide.</summary>
    public static GuidePage Read(string name) => new(Path.Combine(TestData.RepositoryRoot, "docs", "guide", name));

    /// <summary>The README.</summary>
    public static GuidePage Readme() => new(Path.Combine(TestData.RepositoryRoot, "README.md"));

    /// <summary>The n-th block of C#, counted from 1.</summary>
    public string Code(int number) => Block("csharp", number).Value;

    /// <summary>That the n-th block of text is what the compiler says about a program.</summary>
    public void AssertAnswer(int number, DiagnosticProgram program) =>
        AssertBlock("text", number, string.Join('\n', program.Diagnostics.Select(DiagnosticProgram.Line)));

    /// <summary>That the n-th block of a language is the given text.</summary>
    public void AssertBlock(string language, int number, string text)
    {
        Assert.NotEmpty(text);
        Group block = Block(language, number);
        string all = File.ReadAllText(_path);
        string wanted = text.TrimEnd('\n') + "\n";
        if (Updates)
        {
            File.WriteAllText(_path, string.Concat(all.AsSpan(0, block.Index), wanted, all.AsSpan(block.Index + block.Length)));
        }
        else
        {
            Assert.Equal(wanted, block.Value);
        }
    }

    /// <summary>A variant of some code; the part must be there, once.</summary>
    public static string Replace(string code, string part, string other)
    {
        Assert.Equal(2, code.Split(part).Length);
        return code.Replace(part, other, StringComparison.Ordinal);
    }

    private Group Block(string language, int number)
    {
        Match[] blocks = [.. AnyBlock().Matches(File.ReadAllText(_path)).Where(match => match.Groups[1].Value == language)];
        Assert.True(blocks.Length >= number, $"{_path} has {blocks.Length} blocks of {language}, not {number}.");
        return blocks[number - 1].Groups[2];
    }

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex AnyBlock();
}
