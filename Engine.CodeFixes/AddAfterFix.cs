using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Engine.Generators.Diagnostics;

namespace Engine.CodeFixes;

/// <summary>ENG040: orders the second of two steps that touch one state after the first.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddAfterFix)), Shared]
public sealed class AddAfterFix : WorkflowFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["ENG040"];

    internal override Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node)
    {
        if (diagnostic.Properties.TryGetValue(FixProperties.Step, out string? step) && step is not null
            && node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { AttributeLists.Count: > 0 } method)
        {
            Offer(context, diagnostic, $"Run '{method.Identifier.ValueText}' after '{step}'", root, method,
                AttributeEdits.Add(method, $"After(nameof({step}))"));
        }

        return Task.CompletedTask;
    }
}
