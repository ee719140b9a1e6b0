using System;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Engine.Generators.Diagnostics;

/// <summary>What our analysers have in common: where they look, and how what they find is reported.</summary>
public abstract class EngineAnalyzer : DiagnosticAnalyzer
{
    /// <summary>What a message calls a method that has no name.</summary>
    private const string Lambda = "a lambda";

    private protected EngineAnalyzer()
    {
    }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();

        // For a class in a generated file, too, the generators leave it to the analysers to say why it is refused.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(start =>
        {
            KnownTypes known = KnownTypes.Of(start.Compilation);
            if (known.HasEngine)
            {
                Start(start, known);
            }
        });
    }

    /// <summary>Asks for what it wants to see of a compilation that refers to Engine.</summary>
    private protected abstract void Start(CompilationStartAnalysisContext context, KnownTypes known);

    /// <summary>Each type of the compilation.</summary>
    private protected static void OnTypes(CompilationStartAnalysisContext context, Action<INamedTypeSymbol, SymbolAnalysisContext, DiagnosticSink> analyze) =>
        context.RegisterSymbolAction(
            symbol =>
            {
                var sink = new DiagnosticSink(isEnabled: true, symbol.CancellationToken);
                analyze((INamedTypeSymbol)symbol.Symbol, symbol, sink);
                foreach (Diagnostic diagnostic in sink.ToImmutable())
                {
                    symbol.ReportDiagnostic(diagnostic);
                }
            },
            SymbolKind.NamedType);

    /// <summary>Each local function and lambda with attributes; and what a message calls it.</summary>
    private protected static void OnLocals(CompilationStartAnalysisContext context, Action<IMethodSymbol, string, DiagnosticSink> analyze) =>
        context.RegisterSyntaxNodeAction(
            node =>
            {
                if (MethodOf(node) is not { } method)
                {
                    return;
                }

                var sink = new DiagnosticSink(isEnabled: true, node.CancellationToken);
                analyze(method, method.MethodKind == MethodKind.LocalFunction ? method.Name : Lambda, sink);
                foreach (Diagnostic diagnostic in sink.ToImmutable())
                {
                    node.ReportDiagnostic(diagnostic);
                }
            },
            SyntaxKind.LocalFunctionStatement,
            SyntaxKind.ParenthesizedLambdaExpression);

    private static IMethodSymbol? MethodOf(SyntaxNodeAnalysisContext context)
    {
        SyntaxList<AttributeListSyntax> lists = context.Node switch
        {
            LocalFunctionStatementSyntax local => local.AttributeLists,
            ParenthesizedLambdaExpressionSyntax lambda => lambda.AttributeLists,
            _ => default,
        };
        if (lists.Count == 0)
        {
            return null;
        }

        ISymbol? symbol = context.Node is LocalFunctionStatementSyntax
            ? context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken)
            : context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol;
        return symbol as IMethodSymbol;
    }
}
