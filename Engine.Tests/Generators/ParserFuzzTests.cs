extern alias generators;

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using generators::Engine.Generators.Parsing;

namespace Engine.Tests.Generators;

/// <summary>Code that somebody is typing: anything may be missing, and nothing may throw.</summary>
public class ParserFuzzTests
{
    private const int Cases = 2_000;
    private const int AnalyzedCases = 60;

    private const string Good = """
        public enum Size { Small, Large }
        public record Base(int A);
        public record Derived(int A) : Base(A);
        public partial class Outer
        {
            [Workflow<int, Base>]
            public sealed partial class W(List<string> services)
            {
                [State] public struct Totals { public int X; public (int, string) Y; }
                [Step] public static async Task<Derived?> LoadAsync(int input, CancellationToken ct) { await Task.Yield(); return null; }
                [Step, Retry(3, DelayMs = 5, Backoff = Backoff.Linear, On = typeof(InvalidOperationException)), Timeout(100)]
                public ValueTask<Derived> Store(Base? load, StepContext context, CancellationToken ct = default) => new(new Derived(1));
                [Step(Name = "is large")] public bool IsLarge(in Derived store, ref Totals totals) => totals.X++ > services.Count;
                [Step, When(nameof(IsLarge)), After(nameof(IsLarge2))] public static string[] Names([From(nameof(Store))] Base x) => [];
                [Step, Unless(nameof(IsLarge))] public static void IsLarge2() { }
                [Step] public static Size Size(Maybe<IReadOnlyList<object>> names) => global::Size.Large;
                [Step, Case(nameof(Size), global::Size.Small)] public static void Small(in Totals totals, Base store) { }
                [Step, Default(nameof(Size))] public static void Rest(params List<string> services) { }
                [Compensate(nameof(Store)), Retry(1)] public static Task Undo(Base store, Base? load, int input) => Task.CompletedTask;
                [Step, Output] public static Base Last(Derived store, Maybe<string[]> names) => store;
                private void Helper<T>(T value) { }
            }
        }
        """;

    private static readonly string[] Spice =
    [
        "[Step] ", "[Compensate(", "nameof(", "Maybe<", "ref ", "in ", "out ", "dynamic ", "async ", "partial ", "static ", "<T>", "?", ")", "]", "{", "}",
        "void ", "int* ", "ReadOnlySpan<int> ", "[Case(null, null, null)] ", "[After(null)] ", "[When(null)] ", "[Retry(-1)] ", "[From(null)] ", "[State] struct S { S s; } ",
        "[Step] void Run() { } ", "abstract ", "=> ", "@", "\"", "[Step] int this[int i] => 1; ", "[Step] public static int operator +(W a, W b) => 1; ", "(int, ", "Task<",
    ];

    [Fact]
    public void Parser_throws_for_no_damage_to_a_good_source()
    {
        CSharpCompilation good = CompilationFactory.Create(Good);
        SyntaxTree tree = good.SyntaxTrees[1];
        var random = new Random(20_240_611);
        int parsed = 0;
        for (int i = 0; i < Cases; i++)
        {
            string text = Damage(Good, random);
            CSharpCompilation compilation = good.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)tree.Options, tree.FilePath));
            foreach (INamedTypeSymbol type in Types(compilation.Assembly.GlobalNamespace))
            {
                parsed++;
                Exception? thrown = Record.Exception(() =>
                {
                    ParseResult result = WorkflowParser.Parse(type, compilation, CancellationToken.None);
                    Assert.Equal(result.Model, WorkflowParser.ParseModel(type, compilation, CancellationToken.None));
                    Assert.True(result.Model.IsBroken || result.Diagnostics.All(static diagnostic => diagnostic.Severity != DiagnosticSeverity.Error));
                });
                Assert.True(thrown is null, $"Case {i}: {thrown}\n{text}");
            }
        }

        Assert.True(parsed > Cases);
    }

    [Fact]
    public async Task Analyser_throws_for_no_damage_to_a_good_source()
    {
        var random = new Random(7);
        for (int i = 0; i < AnalyzedCases; i++)
        {
            string text = Damage(Good, random);
            Exception? thrown = await Record.ExceptionAsync(() => CompilationFactory.AnalyzeAsync(CompilationFactory.Create(text)));
            Assert.True(thrown is null, $"Case {i}: {thrown}\n{text}");
        }
    }

    [Fact]
    public void Undamaged_source_is_good()
    {
        CSharpCompilation compilation = CompilationFactory.Create(Good.Replace("params List<string> services", "in Totals totals", StringComparison.Ordinal));
        Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        ImmutableArray<Diagnostic> found = CompilationFactory.Parse(compilation, "Outer+W").Diagnostics;
        Assert.Empty(found.Select(static diagnostic => diagnostic.ToString()));
    }

    /// <summary>One to three cuts or insertions, anywhere.</summary>
    private static string Damage(string text, Random random)
    {
        for (int cuts = random.Next(1, 4); cuts > 0; cuts--)
        {
            int at = random.Next(text.Length);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, Math.Min(text.Length - at, random.Next(1, 4))),
                1 => text.Remove(at, Math.Min(text.Length - at, random.Next(1, 60))),
                _ => text.Insert(at, Spice[random.Next(Spice.Length)]),
            };
        }

        return text;
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(static member =>
            member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));
}
