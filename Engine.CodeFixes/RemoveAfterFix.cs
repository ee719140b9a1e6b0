using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.CodeFixes;

/// <summary>ENG070: takes out a name from <c>[After]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveAfterFix)), Shared]
public sealed class RemoveAfterFix : WorkflowFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["ENG070"];

    internal override Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<AttributeArgumentSyntax>() is { } argument)
        {
            Offer(context, diagnostic, "Remove the redundant name",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(AttributeEdits.Remove(root, argument))));
        }

        return Task.CompletedTask;
    }
}
