using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.CodeFixes;

/// <summary>ENG050: takes a parameter by value. ENG053: takes it as <c>in</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ParameterModifierFix)), Shared]
public sealed class ParameterModifierFix : WorkflowFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["ENG050", "ENG053"];

    internal override Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ParameterSyntax>() is not { Type: { } type } parameter)
        {
            return Task.CompletedTask;
        }

        SyntaxTriviaList leading = (parameter.Modifiers.Count > 0 ? parameter.Modifiers[0] : type.GetFirstToken()).LeadingTrivia;
        if (diagnostic.Id == "ENG053")
        {
            SyntaxToken modifier = SyntaxFactory.Token(leading, SyntaxKind.InKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space));
            Offer(context, diagnostic, $"Take '{parameter.Identifier.ValueText}' as 'in'", root, parameter,
                parameter.WithType(type.WithLeadingTrivia()).WithModifiers(SyntaxFactory.TokenList(modifier)));
        }
        else if (parameter.Modifiers.Any(SyntaxKind.InKeyword))
        {
            // A span has no modifier: what to take instead of it is not ours to know.
            Offer(context, diagnostic, $"Take '{parameter.Identifier.ValueText}' by value", root, parameter,
                parameter.WithModifiers(default).WithType(type.WithLeadingTrivia(leading)));
        }

        return Task.CompletedTask;
    }
}
