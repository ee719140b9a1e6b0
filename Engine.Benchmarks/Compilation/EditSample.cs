using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Engine.Benchmarks.Compilation;

/// <summary>A project of workflows, each in a file of its own, and the edits of it that are measured.</summary>
internal static class EditSample
{
    public const int Workflows = 200;
    public const int StepsEach = 10;

    private const string Number = "12345";
    private const string Name = "Local12345";

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);

    private const string Other = $$"""
        namespace Sample;

        public static class Other
        {
            public static int Answer(int given) { return given + {{Number}}; }

            public static int {{Name}};
        }
        """;

    /// <summary>What is edited, in which file, and the text that the next number or name replaces.</summary>
    public static IReadOnlyList<(string Name, int File, string Old)> Edits { get; } =
    [
        ("a body in a file without workflows", 0, "+ " + Number),
        ("a body in a workflow's file", 1, "+ " + Number),
        ("a parameter of a step", 1, Name),
        ("a field in a file without workflows", 0, Name),
    ];

    public static CSharpCompilation Create()
    {
        SyntaxTree[] trees =
        [
            CSharpSyntaxTree.ParseText(Other, Options, "Other.cs"),
            .. Enumerable.Range(0, Workflows).Select(static i => CSharpSyntaxTree.ParseText(Source(i), Options, $"W{i}.cs")),
        ];
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return CSharpCompilation.Create(
            "Sample",
            trees,
            platform.Split(Path.PathSeparator)
                .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                .Append(typeof(StepAttribute).Assembly.Location)
                .Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The compilation after one keystroke or so: only that file is parsed anew.</summary>
    public static CSharpCompilation Edit(CSharpCompilation compilation, int file, string old, int serial)
    {
        // The first edited text stands somewhere; later ones are found by their length, which stays.
        SyntaxTree tree = compilation.SyntaxTrees[file];
        SourceText text = tree.GetText();
        string digits = serial.ToString("00000", CultureInfo.InvariantCulture);
        string prefix = old[..^digits.Length];
        string content = text.ToString();
        int at = content.LastIndexOf(prefix, StringComparison.Ordinal) + prefix.Length;
        SourceText edited = text.WithChanges(new TextChange(new TextSpan(at, digits.Length), digits));
        return compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(edited));
    }

    private static string Source(int i) => $$"""
        using System.Threading;
        using System.Threading.Tasks;
        using Engine;

        namespace Sample;

        public sealed record Order{{i}}(int Count, decimal Net);

        public enum Level{{i}} { Low, High }

        [Workflow<Order{{i}}, decimal>]
        public sealed partial class W{{i}}
        {
            [Step] public static int Count(Order{{i}} order) => order.Count + {{Number}};

            [Step] public static Level{{i}} Rate(int count) => count > 10 ? Level{{i}}.High : Level{{i}}.Low;

            [Step] public static bool IsLarge(int count) => count > 100;

            [Step, When(nameof(IsLarge))] public static decimal Rebate(Order{{i}} order) => order.Net * 0.05m;

            [Step, Case(nameof(Rate), Level{{i}}.Low)] public static decimal Cheap(Order{{i}} order) => order.Net;

            [Step, Default(nameof(Rate))] public static decimal Dear(Order{{i}} order) => order.Net * 1.1m;

            [Step, Retry(3)] public static decimal Price(Maybe<decimal> cheap, Maybe<decimal> dear) => cheap.ValueOr(dear.ValueOr(0));

            [Step, Timeout(1000)] public static ValueTask<decimal> Tax(decimal price, CancellationToken {{Name}}) => new(price * 0.19m);

            [Step, After(nameof(Tax))] public static void Audit(Order{{i}} order) { }

            [Step, Output] public static decimal Total(decimal price, decimal tax, Maybe<decimal> rebate) => price + tax - rebate.ValueOr(0);
        }
        """;
}
