using System.Collections.Immutable;
using Engine.Generators.Diagnostics;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Engine.Generators;

/// <summary>Says what is wrong with a workflow, where it is wrong; and finds our attributes where nothing reads them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WorkflowAnalyzer : EngineAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules.All;

    private protected override void Start(CompilationStartAnalysisContext context, KnownTypes known)
    {
        OnTypes(context, (type, symbol, sink) => AnalyzeType(type, symbol, known, sink));
        OnLocals(context, (method, name, sink) => Strays.CheckLocal(method, name, known, sink));
    }

    private static void AnalyzeType(INamedTypeSymbol type, SymbolAnalysisContext context, KnownTypes known, DiagnosticSink sink)
    {
        if (known.Find(type, AttributeKind.Workflow) is null)
        {
            Strays.Check(type, known, sink);
            return;
        }

        foreach (Diagnostic diagnostic in WorkflowParser.Parse(type, context.Compilation, context.CancellationToken).Diagnostics)
        {
            context.ReportDiagnostic(diagnostic);
        }
    }
}
