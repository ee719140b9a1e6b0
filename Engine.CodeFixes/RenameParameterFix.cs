using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Rename;
using Engine.Generators.Diagnostics;

namespace Engine.CodeFixes;

/// <summary>ENG010: renames a parameter, and every use of it, to the step that was probably meant. ENG097: to the batch step that it is the output of.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenameParameterFix)), Shared]
public sealed class RenameParameterFix : WorkflowFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["ENG010", "ENG097"];

    internal override async Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node)
    {
        if (!diagnostic.Properties.TryGetValue(FixProperties.Suggestion, out string? name) || name is null
            || node.FirstAncestorOrSelf<ParameterSyntax>() is not { Parent: ParameterListSyntax list } parameter)
        {
            return;
        }

        foreach (ParameterSyntax other in list.Parameters)
        {
            if (other.Identifier.ValueText == name)
            {
                return;
            }
        }

        Document document = context.Document;
        SemanticModel? model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (model?.GetDeclaredSymbol(parameter, context.CancellationToken) is { } symbol)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Rename '{parameter.Identifier.ValueText}' to '{name}'",
                    cancellationToken => Renamer.RenameSymbolAsync(document.Project.Solution, symbol, new SymbolRenameOptions(), name, cancellationToken),
                    EquivalenceKey(diagnostic)),
                diagnostic);
        }
    }
}
