using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Engine.Generators.Diagnostics;

namespace Engine.CodeFixes;

/// <summary>ENG017: names in an attribute the step that was probably meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NameStepFix)), Shared]
public sealed class NameStepFix : WorkflowFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["ENG017"];

    internal override Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node)
    {
        if (diagnostic.Properties.TryGetValue(FixProperties.Suggestion, out string? name) && name is not null
            && node.FirstAncestorOrSelf<AttributeArgumentSyntax>() is { } argument)
        {
            ExpressionSyntax expression = SyntaxFactory.ParseExpression($"nameof({name})").WithTriviaFrom(argument.Expression);
            Offer(context, diagnostic, $"Name '{name}'", root, argument.Expression, expression);
        }

        return Task.CompletedTask;
    }
}
