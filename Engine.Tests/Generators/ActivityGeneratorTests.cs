extern alias generators;

using generators::Engine.Generators.Activities;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Tests.Generators;

/// <summary>The text that completes classes with activities, and what an edit costs.</summary>
public class ActivityGeneratorTests
{
    private const string Source = """
        using Engine.Runtime;

        namespace Shop;

        public sealed partial class Texts(int factor)
        {
            [Activity("load")] public async ValueTask<ReadOnlyMemory<byte>> Load(ActivityCall call, CancellationToken token)
            {
                await Task.Delay(factor, token);
                return call.Input;
            }

            [Activity("say \"hello\"\n")] public static void Hello() { }
            [Activity("wait")] internal ValueTask Wait(CancellationToken token) => default;
        }

        public partial class Outer
        {
            private partial record @event
            {
                [Activity("copy")] private static byte[] @class(in ActivityCall call) => call.ResultOf(0).ToArray();
                [Activity("echo")] public ReadOnlyMemory<byte> call(CancellationToken cancellationToken, ActivityCall call) => call.Input;
            }
        }
        """;

    private static readonly string Snapshot = Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "Generators", "Snapshots", "Activities.txt");

    [Fact]
    public void Text_of_activities_is_the_snapshot()
    {
        string text = string.Join('\n', Run(CompilationFactory.Create(Source), out _).GeneratedSources
            .OrderBy(static source => source.HintName, StringComparer.Ordinal)
            .Select(static source => $"==== {source.HintName}\n{source.SourceText}"));
        if (DiagnosticPage.Updates)
        {
            File.WriteAllText(Snapshot, text);
        }

        Assert.Equal(File.ReadAllText(Snapshot), text);
    }

    [Fact]
    public void Generated_code_compiles_with_every_warning_as_an_error()
    {
        Run(CompilationFactory.Create(Source), out Compilation output);
        Compilation strict = output.WithOptions(((CSharpCompilationOptions)output.Options)
            .WithWarningLevel(9999)
            .WithGeneralDiagnosticOption(ReportDiagnostic.Error)
            .WithSpecificDiagnosticOptions([KeyValuePair.Create("CS8019", ReportDiagnostic.Suppress), KeyValuePair.Create("CS8933", ReportDiagnostic.Suppress)]));
        using var image = new MemoryStream();
        Assert.Empty(strict.Emit(image).Diagnostics.Where(static one => one.Severity >= DiagnosticSeverity.Warning));
    }

    [Theory]
    [InlineData("return call.Input;", "return default;")]
    [InlineData("namespace Shop;", "// a comment\nnamespace Shop;")]
    [InlineData("public static void Hello() { }", "public static void Hello() { }\n    public int Count => factor;")]
    public void Edit_that_changes_no_activity_leaves_the_stage_unchanged(string old, string replacement)
    {
        CSharpCompilation compilation = CompilationFactory.Create(Source);
        GeneratorDriver driver = Driver(compilation).RunGenerators(compilation);
        SyntaxTree tree = compilation.SyntaxTrees.Single(static tree => tree.FilePath == "Source0.cs");
        CSharpCompilation edited = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(Source.Replace(old, replacement, StringComparison.Ordinal), (CSharpParseOptions)tree.Options, tree.FilePath));
        Assert.NotEqual(Source, Source.Replace(old, replacement, StringComparison.Ordinal));

        GeneratorRunResult result = driver.RunGenerators(edited).GetRunResult().Results.Single();

        Assert.NotEmpty(result.TrackedSteps[ActivityGenerator.Stage]);
        Assert.All(result.TrackedSteps[ActivityGenerator.Stage].SelectMany(static step => step.Outputs), static output =>
            Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, output.Reason.ToString()));
        Assert.All(result.TrackedOutputSteps.SelectMany(static pair => pair.Value).SelectMany(static step => step.Outputs),
            static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void Class_with_errors_still_serves_its_callers()
    {
        CSharpCompilation compilation = CompilationFactory.Create("""
            public partial class Wrong
            {
                [Activity("a")] public int A() => 0;
                [Activity("b")] public void B() { }
            }

            public static class Caller
            {
                public static void Add(Engine.Runtime.ActivityTable table) => table.Add(new Wrong());
            }
            """);
        Run(compilation, out Compilation output);
        Assert.Empty(output.GetDiagnostics().Where(static one => one.Severity == DiagnosticSeverity.Error));
    }

    private static GeneratorRunResult Run(CSharpCompilation compilation, out Compilation output)
    {
        GeneratorDriver driver = Driver(compilation).RunGeneratorsAndUpdateCompilation(compilation, out output, out _);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }

    private static GeneratorDriver Driver(CSharpCompilation compilation) => CSharpGeneratorDriver.Create(
        [new ActivityGenerator().AsSourceGenerator()],
        parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
}
