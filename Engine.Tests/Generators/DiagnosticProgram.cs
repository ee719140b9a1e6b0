using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Engine.Tests.Generators;

/// <summary>
/// A program compiled the way a user's build does it: with every generator and analyser of Engine.Generators, nullable
/// reference types on, the usual global usings and <c>using Engine</c>.
/// </summary>
internal sealed class DiagnosticProgram
{
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Engine;
        """;

    private DiagnosticProgram(Compilation compilation, ImmutableArray<Diagnostic> diagnostics)
    {
        Compilation = compilation;
        Diagnostics = diagnostics;
    }

    /// <summary>A comment in a program that is compiled without the library that hosts workflows.</summary>
    private const string WithoutRuntime = "// In a project without Engine.Runtime";

    private static readonly MetadataReference Runtime = MetadataReference.CreateFromFile(typeof(Engine.Runtime.RunId).Assembly.Location);

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14);

    /// <summary>A library with the global usings and nothing else. Programs are made from it, so that references are read once.</summary>
    public static CSharpCompilation Empty { get; } = CSharpCompilation.Create(
        "Program",
        [CSharpSyntaxTree.ParseText(GlobalUsings, ParseOptions, "GlobalUsings.cs")],
        References(),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999,
            specificDiagnosticOptions: [KeyValuePair.Create("CS1701", ReportDiagnostic.Suppress)]));

    /// <summary>The assembly that the compiler would load.</summary>
    public static Assembly Generators { get; } = Assembly.Load("Engine.Generators");

    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } = [.. InstancesOf<DiagnosticAnalyzer>(Generators)];

    /// <summary>What is compiled, generated files included.</summary>
    public Compilation Compilation { get; }

    /// <summary>Warnings and errors of the compiler, the generators and the analysers, by file and position.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>Compiles files of the given names.</summary>
    public static DiagnosticProgram Compile(params ReadOnlySpan<(string Name, string Text)> files)
    {
        CSharpCompilation compilation = Empty;
        foreach ((string name, string text) in files)
        {
            if (text.Contains(WithoutRuntime, StringComparison.Ordinal))
            {
                compilation = compilation.RemoveReferences(Runtime);
            }

            compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, ParseOptions, name));
        }

        return Analyze(compilation);
    }

    /// <summary>Runs generators and analysers over a compilation that has no generated files yet.</summary>
    public static DiagnosticProgram Analyze(Compilation compilation)
    {
        ISourceGenerator[] generators = [.. InstancesOf<IIncrementalGenerator>(Generators).Select(g => g.AsSourceGenerator()), new OtherGenerator().AsSourceGenerator()];
        CSharpGeneratorDriver
            .Create(generators, parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation completed, out ImmutableArray<Diagnostic> fromGenerators);
        ImmutableArray<Diagnostic> diagnostics = completed.WithAnalyzers(Analyzers).GetAllDiagnosticsAsync().GetAwaiter().GetResult();
        return new DiagnosticProgram(completed, [.. diagnostics
            .Concat(fromGenerators)
            .Where(d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed)
            .Distinct()
            .OrderBy(d => d.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(d => d.Location.SourceSpan.Start)
            .ThenBy(d => d.Id, StringComparer.Ordinal)]);
    }

    /// <summary>Writes the assembly, as errors may come up even there.</summary>
    public void AssertEmits()
    {
        using var stream = new MemoryStream();
        Assert.Empty(Compilation.Emit(stream).Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning));
    }

    /// <summary>The diagnostic as the compiler prints it: <c>File.cs(3,14): error ENG001: ...</c>.</summary>
    public static string Line(Diagnostic diagnostic)
    {
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        string severity = diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        string message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
        return $"{span.Path}({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1}): {severity} {diagnostic.Id}: {message}";
    }

    private static IEnumerable<T> InstancesOf<T>(Assembly assembly) => assembly
        .GetTypes()
        .Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(T)))
        .Select(t => (T)Activator.CreateInstance(t)!);

    private static IEnumerable<MetadataReference> References()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string all = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return all.Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(IWorkflow).Assembly.Location)
            .Append(typeof(MemoryPack.MemoryPackableAttribute).Assembly.Location)
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
            .Append(Runtime);
    }

    /// <summary>
    /// Stands for somebody else's generator: makes the types that a program asks for with a comment
    /// <c>// Made by another generator: public sealed record Quotation(decimal Net);</c>.
    /// </summary>
    private sealed class OtherGenerator : IIncrementalGenerator
    {
        private const string Wish = "// Made by another generator: ";

        public void Initialize(IncrementalGeneratorInitializationContext context) =>
            context.RegisterSourceOutput(context.CompilationProvider, static (output, compilation) =>
            {
                IEnumerable<string> wishes = compilation.SyntaxTrees
                    .SelectMany(tree => tree.ToString().Split('\n'))
                    .Select(line => line.Trim())
                    .Where(line => line.StartsWith(Wish, StringComparison.Ordinal))
                    .Select(line => line[Wish.Length..]);
                string made = string.Join("\n", wishes);
                if (made.Length > 0)
                {
                    output.AddSource("Made.g.cs", "// <auto-generated/>\n#nullable enable\n" + made + "\n");
                }
            });
    }
}
