using System.Collections.Immutable;
using Engine.Generators.Diagnostics;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Engine.Generators;

/// <summary>Says what is wrong with a workflow, where it is wrong; and finds our attributes where nothing reads them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WorkflowAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();

        // For a workflow class in a generated file, too, the generator leaves it to the analyser to say why it is refused.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(static start =>
        {
            KnownTypes known = KnownTypes.Of(start.Compilation);
            if (!known.HasEngine)
            {
                return;
            }

            start.RegisterSymbolAction(symbol => AnalyzeType(symbol, known), SymbolKind.NamedType);
            start.RegisterSyntaxNodeAction(
                node => AnalyzeLocal(node, known),
                SyntaxKind.LocalFunctionStatement,
                SyntaxKind.ParenthesizedLambdaExpression);
        });
    }

    private static void AnalyzeType(SymbolAnalysisContext context, KnownTypes known)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (known.Find(type, AttributeKind.Workflow) is not null)
        {
            foreach (Diagnostic diagnostic in WorkflowParser.Parse(type, context.Compilation, context.CancellationToken).Diagnostics)
            {
                context.ReportDiagnostic(diagnostic);
            }

            return;
        }

        var sink = new DiagnosticSink(isEnabled: true, context.CancellationToken);
        Strays.Check(type, known, sink);
        foreach (Diagnostic diagnostic in sink.ToImmutable())
        {
            context.ReportDiagnostic(diagnostic);
        }
    }

    private static void AnalyzeLocal(SyntaxNodeAnalysisContext context, KnownTypes known)
    {
        SyntaxList<AttributeListSyntax> lists = context.Node switch
        {
            LocalFunctionStatementSyntax local => local.AttributeLists,
            ParenthesizedLambdaExpressionSyntax lambda => lambda.AttributeLists,
            _ => default,
        };
        if (lists.Count == 0)
        {
            return;
        }

        ISymbol? symbol = context.Node is LocalFunctionStatementSyntax
            ? context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken)
            : context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol;
        if (symbol is not IMethodSymbol method)
        {
            return;
        }

        var sink = new DiagnosticSink(isEnabled: true, context.CancellationToken);
        Strays.CheckLocal(method, known, sink);
        foreach (Diagnostic diagnostic in sink.ToImmutable())
        {
            context.ReportDiagnostic(diagnostic);
        }
    }
}
