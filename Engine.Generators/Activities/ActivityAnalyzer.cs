using System.Collections.Immutable;
using Engine.Generators.Diagnostics;
using Engine.Generators.Events;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Engine.Generators.Activities;

/// <summary>Says what is wrong with activities.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ActivityAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ActivityRules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(static start =>
        {
            KnownTypes known = KnownTypes.Of(start.Compilation);
            if (!known.HasEngine)
            {
                return;
            }

            start.RegisterSymbolAction(symbol => AnalyzeType(symbol, known), SymbolKind.NamedType);
            start.RegisterSyntaxNodeAction(node => AnalyzeLocal(node, known), SyntaxKind.LocalFunctionStatement, SyntaxKind.ParenthesizedLambdaExpression);
        });
    }

    private static void AnalyzeType(SymbolAnalysisContext context, KnownTypes known)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!ActivityReader.Applies(known, type))
        {
            return;
        }

        var sink = new DiagnosticSink(isEnabled: true, context.CancellationToken);
        ActivityReader.Read(type, known, sink, context.CancellationToken);
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
        if (symbol is not null && EventSymbols.Find(known, symbol, ActivityReader.Activity) is { } stray)
        {
            string name = symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction } ? symbol.Name : "a lambda";
            context.ReportDiagnostic(Diagnostic.Create(
                ActivityRules.BadActivity, Place.Attribute(stray).Resolve(context.CancellationToken), name, "it is no member of a class", "move it there, or add it to the table by hand"));
        }
    }
}
