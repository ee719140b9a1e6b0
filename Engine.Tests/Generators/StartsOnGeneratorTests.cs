extern alias generators;

using generators::Engine.Generators;
using generators::Engine.Generators.Events;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Tests.Generators;

/// <summary>The file of a workflow that events start.</summary>
public class StartsOnGeneratorTests
{
    private const string Source = """
        namespace Shop;

        [Event] public readonly partial record struct Paid(long Customer);
        [Event] public readonly partial record struct Sent(long Customer);

        [Workflow<Paid, long>, StartsOn<Paid>]
        public partial class Direct
        {
            [Step] public static long Customer(in Paid input) => input.Customer;
        }

        public partial class Outer
        {
            [Workflow<string, int>, StartsOn<Paid>(Input = nameof(@class)), StartsOn<Sent>(Input = nameof(@class))]
            private sealed partial class Made
            {
                public static string @class(in Paid paid, long key, long sequence, long time) => "";
                public static string @class(Sent sent, in Engine.Events.EventHeader header) => "";
                [Step] public static int Length(string input) => input.Length;
            }
        }

        [Workflow<string, int>, StartsOn<Sent>(Input = nameof(TextOf))]
        public partial class Waiting
        {
            private static string TextOf(Sent sent) => "";
            [Step] public static ValueTask<int> Length(string input) => new(input.Length);
        }
        """;

    private static readonly string Snapshot = Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "Generators", "Snapshots", "StartsOn.txt");

    [Fact]
    public void Text_is_the_snapshot()
    {
        string text = string.Join('\n', GeneratorRun.Of(Source).Sources
            .Where(static source => source.Key.EndsWith("-Events.g.cs", StringComparison.Ordinal))
            .OrderBy(static source => source.Key, StringComparer.Ordinal)
            .Select(static source => $"==== {source.Key}\n{source.Value}"));
        if (DiagnosticPage.Updates)
        {
            File.WriteAllText(Snapshot, text);
        }

        Assert.Equal(File.ReadAllText(Snapshot), text);
    }

    [Theory]
    [InlineData("StartsOn<Paid>]", "StartsOn<Sent>(Input = \"None\")]")]
    [InlineData("in Paid input) => input.Customer", "in Paid input, int what) => input.Customer")]
    public void Class_with_errors_still_serves_its_callers(string old, string replacement)
    {
        Assert.Contains(old, Source, StringComparison.Ordinal);
        CSharpCompilation compilation = CompilationFactory.Create(Source.Replace(old, replacement, StringComparison.Ordinal), """
            public static class Caller
            {
                public static int Both(Shop.Direct direct, Engine.Events.EventBatch batch)
                {
                    _ = direct.RunEventsAsync(batch, new long[1], new RunStatus[1], new int[1], 3);
                    return direct.RunEvents(batch, new long[1], new RunStatus[1], new int[1]).Completed + direct.CountStarts(batch);
                }
            }
            """);
        CSharpGeneratorDriver
            .Create([new EventGenerator().AsSourceGenerator(), new WorkflowGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        Assert.Empty(output.GetDiagnostics().Where(static one => one.Severity == DiagnosticSeverity.Error));
    }

    [Theory]
    [InlineData("[Event] public readonly partial record struct Sent", "public readonly partial record struct Sent")]
    [InlineData("long key, long sequence, long time", "long time, long sequence, long key")]
    [InlineData(", StartsOn<Paid>]", "]")]
    public void Edit_that_changes_what_starts_a_run_changes_the_file(string old, string replacement)
    {
        CSharpCompilation compilation = CompilationFactory.Create(Source), edited = CompilationFactory.Create(Source.Replace(old, replacement, StringComparison.Ordinal));
        GeneratorRun run = GeneratorRun.Of(compilation), fresh = GeneratorRun.Of(edited);
        GeneratorRunResult after = run.Driver.RunGenerators(edited).GetRunResult().Results.Single();
        Assert.NotEqual(Events(run.Sources), Events(fresh.Sources));
        Assert.Equal(Events(fresh.Sources), Events(after.GeneratedSources.ToDictionary(static source => source.HintName, static source => source.SourceText.ToString())));
    }

    private static string[] Events(IReadOnlyDictionary<string, string> sources) =>
        [.. sources.Where(static source => source.Key.EndsWith("-Events.g.cs", StringComparison.Ordinal)).OrderBy(static source => source.Key, StringComparer.Ordinal).Select(static source => source.Value)];
}
