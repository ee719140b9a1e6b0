using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Engine.CodeFixes;

/// <summary>A fix that rewrites one document, and can be applied to a whole document, project or solution at once.</summary>
public abstract class WorkflowFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is { } node)
            {
                await OfferAsync(context, diagnostic, root, node).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Registers what can be done about the diagnostic.</summary>
    /// <param name="context">Where fixes are registered.</param>
    /// <param name="diagnostic">What is to be mended.</param>
    /// <param name="root">The document.</param>
    /// <param name="node">The innermost node at the diagnostic's place.</param>
    internal abstract Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node);

    /// <summary>Offers to replace one node of the document.</summary>
    private protected void Offer(CodeFixContext context, Diagnostic diagnostic, string title, SyntaxNode root, SyntaxNode old, SyntaxNode replacement) =>
        Offer(context, diagnostic, title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(old, replacement))));

    /// <summary>Offers a change of the document.</summary>
    private protected void Offer(
        CodeFixContext context, Diagnostic diagnostic, string title, System.Func<CancellationToken, Task<Document>> change) =>
        context.RegisterCodeFix(CodeAction.Create(title, change, EquivalenceKey(diagnostic)), diagnostic);

    /// <summary>Fixes of one kind are applied together, whatever names they carry in their titles.</summary>
    private protected string EquivalenceKey(Diagnostic diagnostic) => GetType().Name + diagnostic.Id;
}
