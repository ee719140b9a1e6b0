using System.Text;
using Microsoft.CodeAnalysis;

namespace Engine.Tests.Generators;

/// <summary>
/// A case of a file in Cases: a program with its wrong spots marked <c>[|so|]</c>, then one line for each of them, in order,
/// or <c>--- none</c>:
/// <code>
/// === A name that is close is suggested
/// [Step] public static Quote Price(in Order order) => new(order.Net);
/// [Step] public static Invoice Bill(Quote [|prise|]) => new(prise.Net);
/// --- ENG010: Parameter 'prise' of step 'Bill' ...
/// </code>
/// Text without a workflow is the body of one from Order to Invoice named PriceOrder. <c>+++ Other.cs</c> begins another
/// file. The types of the index page are there. With <c>ENGINE_UPDATE_SNAPSHOTS=1</c> messages are written anew, where ids
/// and spots agree.
/// </summary>
internal sealed class DiagnosticCase
{
    private const string CaseMark = "=== ";
    private const string FileMark = "+++ ";
    private const string LineMark = "--- ";

    private readonly List<string> _program = [];
    private readonly List<string> _expected = [];

    private DiagnosticCase(string name) => Name = name;

    public string Name { get; }

    /// <summary>Ids of the expected diagnostics.</summary>
    public IEnumerable<string> Ids => Expected.Select(line => line.Split(':')[0]);

    private IEnumerable<string> Expected => _expected.Where(line => line != "none");

    private static string Folder { get; } = Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "Generators", "Cases");

    public static IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*.txt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>The cases of a file.</summary>
    public static List<DiagnosticCase> Read(string file)
    {
        List<DiagnosticCase> cases = [];
        foreach (string line in File.ReadAllLines(Path.Combine(Folder, file)))
        {
            if (line.StartsWith(CaseMark, StringComparison.Ordinal))
            {
                cases.Add(new DiagnosticCase(line[CaseMark.Length..]));
            }
            else if (cases.Count > 0)
            {
                (line.StartsWith(LineMark, StringComparison.Ordinal) ? cases[^1]._expected : cases[^1]._program)
                    .Add(line.StartsWith(LineMark, StringComparison.Ordinal) ? line[LineMark.Length..] : line);
            }
        }

        return cases;
    }

    /// <summary>Writes cases back as they are read.</summary>
    public static void Write(string file, IEnumerable<DiagnosticCase> cases)
    {
        var text = new StringBuilder();
        foreach (DiagnosticCase one in cases)
        {
            IEnumerable<string> lines = one._program.AsEnumerable().Reverse().SkipWhile(string.IsNullOrWhiteSpace).Reverse();
            text.Append(CaseMark).Append(one.Name).Append('\n').AppendJoin('\n', lines).Append('\n');
            one._expected.ForEach(line => text.Append(LineMark).Append(line).Append('\n'));
            text.Append('\n');
        }

        File.WriteAllText(Path.Combine(Folder, file), text.ToString().TrimEnd() + "\n");
    }

    /// <summary>Compiles the program and compares each diagnostic: file, first and last column, id, whole message.</summary>
    public void Check()
    {
        (List<(string Name, string Text)> files, List<string> spots) = FilesAndSpots();
        DiagnosticProgram program = DiagnosticProgram.Compile([.. files, ("SharedTypes.cs", DiagnosticPage.SharedTypes)]);
        Assert.True(_expected.Count > 0, "A case ends with the diagnostics that it expects, or '--- none'.");

        IEnumerable<string> actual = program.Diagnostics.Select(d => $"{Spot(d)} {d.Id}: {d.GetMessage(null)}");
        IEnumerable<string> expected = spots.Zip(Expected, (spot, line) => $"{spot} {line}");
        if (DiagnosticPage.Updates && actual.Select(WithoutMessage).SequenceEqual(expected.Select(WithoutMessage)))
        {
            _expected.Clear();
            _expected.AddRange(program.Diagnostics.Select(d => $"{d.Id}: {d.GetMessage(null)}").DefaultIfEmpty("none"));
        }
        else
        {
            Assert.True(actual.SequenceEqual(expected), $"Expected:\n{string.Join('\n', expected)}\nActual:\n{string.Join('\n', actual)}");
        }

        Assert.Equal(spots.Count, Expected.Count());
    }

    private static string WithoutMessage(string line) => string.Join(' ', line.TrimEnd(':').Split(' ').Take(2)).TrimEnd(':');

    private static string Spot(Diagnostic diagnostic)
    {
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        return $"{span.Path}({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1}-{span.EndLinePosition.Line + 1},{span.EndLinePosition.Character + 1})";
    }

    private (List<(string Name, string Text)> Files, List<string> Spots) FilesAndSpots()
    {
        List<(string Name, string Text)> files = [];
        List<string> spots = [];
        string name = "Case.cs";
        List<string> lines = [];
        foreach (string line in _program)
        {
            if (line.StartsWith(FileMark, StringComparison.Ordinal))
            {
                files.Add((name, Unmarked(name, lines, spots)));
                name = line[FileMark.Length..];
                lines = [];
            }
            else
            {
                lines.Add(line);
            }
        }

        files.Add((name, Unmarked(name, lines, spots)));
        return (files, spots);
    }

    private string Unmarked(string name, List<string> lines, List<string> spots)
    {
        bool isBody = !_program.Exists(line => line.Contains("class ", StringComparison.Ordinal) || line.Contains("record ", StringComparison.Ordinal));
        if (isBody)
        {
            lines = ["[Workflow<Order, Invoice>]", "public sealed partial class PriceOrder", "{", .. lines, "}"];
        }

        var open = new Stack<(int Line, int Column)>();
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i];
            for (int at = NextMark(line); at >= 0; at = NextMark(line))
            {
                if (line[at] == '[')
                {
                    open.Push((i + 1, at + 1));
                }
                else
                {
                    (int startLine, int startColumn) = open.Pop();
                    spots.Add($"{name}({startLine},{startColumn}-{i + 1},{at + 1})");
                }

                line = line.Remove(at, 2);
            }

            lines[i] = line;
        }

        Assert.Empty(open);
        return DiagnosticPage.WrittenOut(string.Join("\n", lines) + "\n");
    }

    private static int NextMark(string line)
    {
        int opening = line.IndexOf("[|", StringComparison.Ordinal);
        int closing = line.IndexOf("|]", StringComparison.Ordinal);
        return opening < 0 ? closing : closing < 0 ? opening : Math.Min(opening, closing);
    }
}
