using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.CodeFixes;

/// <summary>
/// ENG030: takes T instead of <c>Maybe&lt;T&gt;</c>. In the body <c>x.Value</c> and <c>x.ValueOr(..)</c> become <c>x</c>,
/// <c>x.HasValue</c> becomes <c>true</c>; any other use is left to the compiler.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TakeValueFix)), Shared]
public sealed class TakeValueFix : WorkflowFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["ENG030"];

    internal override Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ParameterSyntax>() is { Type: { } maybe, Parent.Parent: MethodDeclarationSyntax method } parameter
            && maybe.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault() is { TypeArgumentList.Arguments: [{ } value] })
        {
            Offer(context, diagnostic, $"Take '{value}'", cancellationToken => ChangeAsync(context.Document, root, method, parameter, maybe, value, cancellationToken));
        }

        return Task.CompletedTask;
    }

    private static async Task<Document> ChangeAsync(
        Document document, SyntaxNode root, MethodDeclarationSyntax method, ParameterSyntax parameter, TypeSyntax maybe, TypeSyntax value, CancellationToken cancellationToken)
    {
        SemanticModel? model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var replacements = new Dictionary<SyntaxNode, SyntaxNode> { [maybe] = value.WithTriviaFrom(maybe) };
        if (model?.GetDeclaredSymbol(parameter, cancellationToken) is { } symbol)
        {
            foreach (MemberAccessExpressionSyntax access in method.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
            {
                if (access.Expression is IdentifierNameSyntax name
                    && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, symbol)
                    && Plain(access, name) is { } plain)
                {
                    replacements[plain.Old] = plain.New.WithTriviaFrom(plain.Old);
                }
            }
        }

        return document.WithSyntaxRoot(root.ReplaceNodes(replacements.Keys, (old, _) => replacements[old]));
    }

    private static (SyntaxNode Old, SyntaxNode New)? Plain(MemberAccessExpressionSyntax access, IdentifierNameSyntax name) => access.Name.Identifier.ValueText switch
    {
        "Value" => (access, name),
        "ValueOr" when access.Parent is InvocationExpressionSyntax call => (call, name),
        "HasValue" => (access, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression)),
        _ => null,
    };
}
