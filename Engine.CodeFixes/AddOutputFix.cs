using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Engine.Generators.Diagnostics;

namespace Engine.CodeFixes;

/// <summary>ENG021: marks one of the steps that return the workflow's output type as the output; one action per step.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddOutputFix)), Shared]
public sealed class AddOutputFix : WorkflowFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["ENG021"];

    internal override Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node)
    {
        if (!diagnostic.Properties.TryGetValue(FixProperties.Steps, out string? steps) || steps is null
            || node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return Task.CompletedTask;
        }

        foreach (string step in steps.Split(','))
        {
            // A step in another part of the class is marked there by hand.
            if (type.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(m => m.Identifier.ValueText == step && m.AttributeLists.Count > 0) is { } method)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Return the value of '{step}'",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(method, AttributeEdits.Add(method, "Output")))),
                        EquivalenceKey(diagnostic) + step),
                    diagnostic);
            }
        }

        return Task.CompletedTask;
    }
}
