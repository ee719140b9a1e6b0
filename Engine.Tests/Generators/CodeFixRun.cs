using System.Collections.Immutable;
using Engine.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Engine.Tests.Generators;

/// <summary>A program opened as an editor does it, its diagnostics, and what code fixes make of it.</summary>
internal sealed class CodeFixRun
{
    private static readonly CodeFixProvider[] Providers = [.. typeof(WorkflowFix).Assembly
        .GetTypes()
        .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(CodeFixProvider)))
        .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!)];

    private readonly Solution _solution;
    private readonly DocumentId _documentId;
    private readonly ImmutableArray<Diagnostic> _diagnostics;

    public CodeFixRun(string text)
    {
        var workspace = new AdhocWorkspace();
        Project project = workspace
            .AddProject(ProjectInfo.Create(
                ProjectId.CreateNewId(), VersionStamp.Default, "Program", "Program", LanguageNames.CSharp,
                parseOptions: DiagnosticProgram.ParseOptions,
                compilationOptions: DiagnosticProgram.Empty.Options,
                metadataReferences: DiagnosticProgram.Empty.References))
            .AddDocument("GlobalUsings.cs", DiagnosticProgram.Empty.SyntaxTrees[0].GetText(), filePath: "GlobalUsings.cs").Project
            .AddDocument("SharedTypes.cs", DiagnosticPage.SharedTypes, filePath: "SharedTypes.cs").Project;
        Document document = project.AddDocument("Program.cs", text, filePath: "Program.cs");
        _documentId = document.Id;
        _solution = document.Project.Solution;
        _diagnostics = DiagnosticProgram.Analyze(document.Project.GetCompilationAsync().GetAwaiter().GetResult()!).Diagnostics;
    }

    /// <summary>The ids that some fix knows.</summary>
    public static IEnumerable<string> FixableIds => Providers.SelectMany(provider => provider.FixableDiagnosticIds).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The ids of the program's diagnostics.</summary>
    public IEnumerable<string> Ids => _diagnostics.Select(diagnostic => diagnostic.Id);

    /// <summary>The actions that are offered for the first diagnostic of an id.</summary>
    public List<CodeAction> Actions(string id)
    {
        List<CodeAction> actions = [];
        foreach (CodeFixProvider provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(id)))
        {
            var context = new CodeFixContext(
                _solution.GetDocument(_documentId)!, _diagnostics.First(d => d.Id == id), (action, _) => actions.Add(action), CancellationToken.None);
            provider.RegisterCodeFixesAsync(context).GetAwaiter().GetResult();
        }

        return actions;
    }

    /// <summary>The program after an action.</summary>
    public string Apply(CodeAction action)
    {
        ImmutableArray<CodeActionOperation> operations = action.GetOperationsAsync(CancellationToken.None).GetAwaiter().GetResult();
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        SourceText text = changed.GetDocument(_documentId)!.GetTextAsync().GetAwaiter().GetResult();
        return text.ToString();
    }

    /// <summary>The program after all fixes like an action in the document.</summary>
    public string ApplyAll(string id, CodeAction like)
    {
        CodeFixProvider provider = Providers.Single(p => p.FixableDiagnosticIds.Contains(id));
        FixAllProvider fixAll = provider.GetFixAllProvider()!;
        var context = new FixAllContext(
            _solution.GetDocument(_documentId)!, provider, FixAllScope.Document, like.EquivalenceKey!, [id],
            new Found(_diagnostics), CancellationToken.None);
        return Apply(fixAll.GetFixAsync(context).GetAwaiter().GetResult()!);
    }

    private sealed class Found(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(d => d.Location.GetLineSpan().Path == document.FilePath));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(Enumerable.Empty<Diagnostic>());
    }
}
