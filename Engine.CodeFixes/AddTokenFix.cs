using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Engine.CodeFixes;

/// <summary>ENG060: gives a step with a timeout the token that tells it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddTokenFix)), Shared]
public sealed class AddTokenFix : WorkflowFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["ENG060"];

    internal override Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
            && !method.ParameterList.Parameters.Any(parameter => parameter.Identifier.ValueText == "cancellationToken"))
        {
            TypeSyntax type = SyntaxFactory.ParseTypeName("global::System.Threading.CancellationToken")
                .WithTrailingTrivia(SyntaxFactory.Space)
                .WithAdditionalAnnotations(Simplifier.Annotation);
            ParameterSyntax token = SyntaxFactory.Parameter(SyntaxFactory.Identifier("cancellationToken")).WithType(type);
            SeparatedSyntaxList<ParameterSyntax> parameters = method.ParameterList.Parameters;
            SyntaxToken comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
            SeparatedSyntaxList<ParameterSyntax> with = SyntaxFactory.SeparatedList<ParameterSyntax>(
                parameters.Count == 0 ? [token] : [.. parameters.GetWithSeparators(), comma, token]);
            Offer(context, diagnostic, "Take a CancellationToken", root, method.ParameterList, method.ParameterList.WithParameters(with));
        }

        return Task.CompletedTask;
    }
}
