extern alias generators;

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using generators::Engine.Generators;
using generators::Engine.Generators.Model;
using generators::Engine.Generators.Parsing;

namespace Engine.Tests.Generators;

/// <summary>Compilations from source text, against the running framework, Engine.Core, Engine.Runtime and MemoryPack.</summary>
internal static class CompilationFactory
{
    /// <summary>What every source may use without saying so.</summary>
    public const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Engine;
        """;

    private static readonly ImmutableArray<MetadataReference> References = LoadReferences();

    /// <summary>A library of these sources, with nullable reference types on.</summary>
    public static CSharpCompilation Create(params string[] sources) => Create(NullableContextOptions.Enable, sources);

    /// <summary>A library of these sources; each gets a path of its own.</summary>
    public static CSharpCompilation Create(NullableContextOptions nullable, params string[] sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var trees = new List<SyntaxTree> { CSharpSyntaxTree.ParseText(GlobalUsings, options, "GlobalUsings.cs") };
        for (int i = 0; i < sources.Length; i++)
        {
            trees.Add(CSharpSyntaxTree.ParseText(sources[i], options, $"Source{i}.cs"));
        }

        return CSharpCompilation.Create(
            "Sample",
            trees,
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: nullable, allowUnsafe: true));
    }

    /// <summary>The class of that metadata name (<c>Outer+Inner</c>), as the parser sees it.</summary>
    public static ParseResult Parse(CSharpCompilation compilation, string typeName)
        => WorkflowParser.Parse(compilation.GetTypeByMetadataName(typeName)!, compilation, CancellationToken.None);

    /// <summary>The model of the class <c>W</c> in these sources, which must compile and have no diagnostic at all.</summary>
    public static WorkflowModel Model(params string[] sources)
    {
        CSharpCompilation compilation = Create(sources);
        Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        ParseResult result = Parse(compilation, "W");
        Assert.Empty(result.Diagnostics);
        Assert.False(result.Model.IsBroken);
        return result.Model;
    }

    /// <summary>What the analyser reports, by position.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(CSharpCompilation compilation)
    {
        var analyzers = ImmutableArray.Create<DiagnosticAnalyzer>(new WorkflowAnalyzer());
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            static (exception, _, _) => throw new InvalidOperationException("The analyser threw.", exception),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false);
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers(analyzers, options).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(static diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(static diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(static diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    private static ImmutableArray<MetadataReference> LoadReferences()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return
        [
            .. platform.Split(Path.PathSeparator)
                .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                    || Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll"
                    || Path.GetFileName(path).StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal))
                .Append(typeof(StepAttribute).Assembly.Location)
                .Append(typeof(Engine.Runtime.RunId).Assembly.Location)
                .Append(typeof(MemoryPack.MemoryPackableAttribute).Assembly.Location)
                .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path)),
        ];
    }
}
