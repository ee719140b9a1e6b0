extern alias generators;

using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using generators::Engine.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Tests.Generators;

/// <summary>One compilation with what the generator added to it; made twice, the second time from the caches alone.</summary>
internal sealed class GeneratorRun
{
    public static readonly ImmutableArray<string> Stages =
        [WorkflowGenerator.ModelStage, WorkflowGenerator.PlanStage, WorkflowGenerator.SourceStage, WorkflowGenerator.RegistrationStage];

    private GeneratorRun(GeneratorDriver driver, Compilation output, GeneratorRunResult result)
    {
        Driver = driver;
        Output = output;
        BatchSources = result.GeneratedSources.Where(IsBatch).ToDictionary(static source => source.HintName, static source => source.SourceText.ToString(), StringComparer.Ordinal);
        Sources = result.GeneratedSources.Where(static source => !IsBatch(source)).ToDictionary(static source => source.HintName, static source => source.SourceText.ToString(), StringComparer.Ordinal);
    }

    public GeneratorDriver Driver { get; }

    /// <summary>The compilation with the generated files.</summary>
    public Compilation Output { get; }

    /// <summary>Generated text by hint name, without that of batches.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>The second files, of workflows that run as batches.</summary>
    public IReadOnlyDictionary<string, string> BatchSources { get; }

    private static bool IsBatch(GeneratedSourceResult source) => source.HintName.EndsWith("-Batch.g.cs", StringComparison.Ordinal);

    /// <summary>Runs the generator, then again over an equal compilation, where every stage must come from the cache.</summary>
    public static GeneratorRun Of(CSharpCompilation compilation)
    {
        GeneratorDriver driver = NewDriver(compilation).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        Assert.Empty(diagnostics);
        GeneratorRunResult first = driver.GetRunResult().Results.Single();
        Assert.Null(first.Exception);

        driver = driver.RunGenerators(compilation.Clone());
        GeneratorRunResult second = driver.GetRunResult().Results.Single();
        AssertUnchanged(second);
        Assert.Equal(first.GeneratedSources.Select(static source => source.SourceText.ToString()), second.GeneratedSources.Select(static source => source.SourceText.ToString()));
        return new GeneratorRun(driver, output, first);
    }

    public static GeneratorRun Of(params string[] sources) => Of(CompilationFactory.Create(sources));

    public static GeneratorDriver NewDriver(CSharpCompilation compilation) => CSharpGeneratorDriver.Create(
        [new WorkflowGenerator().AsSourceGenerator()],
        parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Every stage gave what it gave before; the outputs did not even run.</summary>
    public static void AssertUnchanged(GeneratorRunResult result)
    {
        foreach (string stage in Stages)
        {
            ImmutableArray<IncrementalGeneratorRunStep> steps = result.TrackedSteps.TryGetValue(stage, out ImmutableArray<IncrementalGeneratorRunStep> found) ? found : [];
            Assert.All(steps.SelectMany(static step => step.Outputs), output => Assert.True(
                output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{stage} is {output.Reason}."));
        }

        Assert.All(
            result.TrackedOutputSteps.SelectMany(static pair => pair.Value).SelectMany(static step => step.Outputs),
            static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    /// <summary>The output compiled with every warning as an error, and loaded.</summary>
    public Assembly Load()
    {
        using var image = new MemoryStream();
        Compilation strict = Output.WithOptions(((CSharpCompilationOptions)Output.Options)
            .WithWarningLevel(9999)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithGeneralDiagnosticOption(ReportDiagnostic.Error)
            .WithSpecificDiagnosticOptions([KeyValuePair.Create("CS8019", ReportDiagnostic.Suppress), KeyValuePair.Create("CS8933", ReportDiagnostic.Suppress), KeyValuePair.Create("CS1701", ReportDiagnostic.Suppress)]));
        var result = strict.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        Assert.DoesNotContain(result.Diagnostics, static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        image.Position = 0;
        return new AssemblyLoadContext("generated", isCollectible: true).LoadFromStream(image);
    }
}
