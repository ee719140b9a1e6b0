extern alias generators;

using generators::Engine.Generators;
using generators::Engine.Generators.Incremental;
using generators::Engine.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Tests.Generators;

/// <summary>A project as an editor holds it: files that are replaced one by one, and a driver that remembers the run before.</summary>
internal sealed class IncrementalProject
{
    private GeneratorDriver _driver;

    public IncrementalProject(CSharpCompilation compilation)
    {
        Compilation = compilation;
        _driver = GeneratorRun.NewDriver(compilation).RunGenerators(compilation);
        Result = _driver.GetRunResult().Results.Single();
    }

    public IncrementalProject(params string[] sources)
        : this(CompilationFactory.Create(sources))
    {
    }

    public CSharpCompilation Compilation { get; private set; }

    /// <summary>Of the last run.</summary>
    public GeneratorRunResult Result { get; private set; }

    /// <summary>How many classes the last run read.</summary>
    public int Reads
    {
        get
        {
            (object value, IncrementalStepRunReason reason) = Result.TrackedSteps[WorkflowGenerator.ReadingStage].Single().Outputs.Single();
            return reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged ? 0 : ((Reading)value).Reads;
        }
    }

    /// <summary>The project compiles together with what was generated, and no workflow in it was refused.</summary>
    public void AssertWhole(int workflows)
    {
        WorkflowModel[] models = Models;
        Assert.Equal(workflows, models.Length);
        Assert.All(models, static model => Assert.False(model.IsBroken, model.Name));
        Compilation output = Compilation.AddSyntaxTrees(Result.GeneratedSources.Select(static source => source.SyntaxTree));
        Assert.Empty(output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    /// <summary>Of the last run.</summary>
    public WorkflowModel[] Models => [.. Result.TrackedSteps.GetValueOrDefault(WorkflowGenerator.ModelStage, []).SelectMany(static step => step.Outputs).Select(static output => (WorkflowModel)output.Value)];

    public string Text => TextOf(Result);

    /// <summary>What a driver without a memory makes of the same files.</summary>
    public string FreshText => TextOf(GeneratorRun.NewDriver(Compilation).RunGenerators(Compilation).GetRunResult().Results.Single());

    public void Run(CSharpCompilation compilation)
    {
        Compilation = compilation;
        _driver = _driver.RunGenerators(compilation);
        Result = _driver.GetRunResult().Results.Single();
    }

    public void Replace(SyntaxTree tree, string text) =>
        Run(Compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)tree.Options, tree.FilePath)));

    /// <summary>Edits the first file in which the old text stands, once.</summary>
    public void Edit(string old, string replacement)
    {
        SyntaxTree tree = Compilation.SyntaxTrees.First(tree => tree.ToString().Contains(old, StringComparison.Ordinal));
        string text = tree.ToString();
        int at = text.IndexOf(old, StringComparison.Ordinal);
        Replace(tree, string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length)));
    }

    public void Add(string text, string path) =>
        Run(Compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)Compilation.SyntaxTrees[0].Options, path)));

    private static string TextOf(GeneratorRunResult result)
    {
        Assert.Null(result.Exception);
        return string.Join("\n", result.GeneratedSources
            .OrderBy(static source => source.HintName, StringComparer.Ordinal)
            .Select(static source => source.HintName + "\n" + source.SourceText));
    }
}
