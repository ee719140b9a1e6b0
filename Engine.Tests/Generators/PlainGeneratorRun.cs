using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Tests.Generators;

/// <summary>One generator over one source: what its text is compared with, whether it compiles, what an edit runs again.</summary>
/// <typeparam name="TGenerator">The generator.</typeparam>
internal static class PlainGeneratorRun<TGenerator>
    where TGenerator : IIncrementalGenerator, new()
{
    /// <summary>Runs it over sources and gives the compilation with what it added.</summary>
    public static GeneratorRunResult Of(out Compilation output, params string[] sources)
    {
        CSharpCompilation compilation = CompilationFactory.Create(sources);
        GeneratorDriver driver = Driver(compilation).RunGeneratorsAndUpdateCompilation(compilation, out output, out _);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }

    /// <summary>Asserts that the generated files are those of a snapshot, by hint name.</summary>
    public static void AssertSnapshot(string source, string name)
    {
        string path = Path.Combine(TestData.RepositoryRoot, "Engine.Tests", "Generators", "Snapshots", name);
        string text = string.Join('\n', Of(out _, source).GeneratedSources
            .OrderBy(static one => one.HintName, StringComparer.Ordinal)
            .Select(static one => $"==== {one.HintName}\n{one.SourceText}"));
        if (DiagnosticPage.Updates)
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    /// <summary>Asserts that all of it compiles with every warning as an error.</summary>
    public static void AssertCompilesStrictly(string source)
    {
        Of(out Compilation output, source);
        Compilation strict = output.WithOptions(((CSharpCompilationOptions)output.Options)
            .WithWarningLevel(9999)
            .WithGeneralDiagnosticOption(ReportDiagnostic.Error)
            .WithSpecificDiagnosticOptions([KeyValuePair.Create("CS8019", ReportDiagnostic.Suppress), KeyValuePair.Create("CS8933", ReportDiagnostic.Suppress)]));
        using var image = new MemoryStream();
        Assert.Empty(strict.Emit(image).Diagnostics.Where(static one => one.Severity >= DiagnosticSeverity.Warning));
    }

    /// <summary>Asserts that it compiles, warnings or not.</summary>
    public static void AssertCompiles(string source)
    {
        Of(out Compilation output, source);
        Assert.Empty(output.GetDiagnostics().Where(static one => one.Severity == DiagnosticSeverity.Error));
    }

    /// <summary>Asserts that an edit leaves these stages with what they gave, and that no output runs again.</summary>
    public static void AssertUnchangedAfter(string source, string old, string replacement, params string[] stages)
    {
        string text = source.Replace(old, replacement, StringComparison.Ordinal);
        Assert.NotEqual(source, text);
        CSharpCompilation compilation = CompilationFactory.Create(source);
        GeneratorDriver driver = Driver(compilation).RunGenerators(compilation);
        SyntaxTree tree = compilation.SyntaxTrees.Single(static tree => tree.FilePath == "Source0.cs");
        CSharpCompilation edited = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)tree.Options, tree.FilePath));

        GeneratorRunResult result = driver.RunGenerators(edited).GetRunResult().Results.Single();

        foreach (string stage in stages)
        {
            Assert.NotEmpty(result.TrackedSteps[stage]);
            Assert.All(result.TrackedSteps[stage].SelectMany(static step => step.Outputs), static output =>
                Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, output.Reason.ToString()));
        }

        Assert.All(
            result.TrackedOutputSteps.SelectMany(static pair => pair.Value).SelectMany(static step => step.Outputs),
            static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static GeneratorDriver Driver(CSharpCompilation compilation) => CSharpGeneratorDriver.Create(
        [new TGenerator().AsSourceGenerator()],
        parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
}
