using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using Engine.Generators.Diagnostics;

namespace Engine.CodeFixes;

/// <summary>ENG012, ENG052: gives a parameter the type of the value that it receives.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ParameterTypeFix)), Shared]
public sealed class ParameterTypeFix : WorkflowFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["ENG012", "ENG052"];

    internal override Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node)
    {
        if (diagnostic.Properties.TryGetValue(FixProperties.Type, out string? full) && full is not null
            && node.FirstAncestorOrSelf<ParameterSyntax>() is { Type: { } old } parameter)
        {
            TypeSyntax type = SyntaxFactory.ParseTypeName(full).WithTriviaFrom(old).WithAdditionalAnnotations(Simplifier.Annotation);
            Offer(context, diagnostic, $"Change the type of '{parameter.Identifier.ValueText}' to that of the value", root, old, type);
        }

        return Task.CompletedTask;
    }
}
