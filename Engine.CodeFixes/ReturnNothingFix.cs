using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.CodeFixes;

/// <summary>
/// ENG015: lets a step return nothing, where its value is that of a call: the call stays, for its effect. Any other value
/// was computed to be read, and what is missing is its reader.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReturnNothingFix)), Shared]
public sealed class ReturnNothingFix : WorkflowFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["ENG015"];

    internal override Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method && WithoutValue(method) is { } changed)
        {
            Offer(context, diagnostic, $"Let '{method.Identifier.ValueText}' return nothing", root, method, changed);
        }

        return Task.CompletedTask;
    }

    private static MethodDeclarationSyntax? WithoutValue(MethodDeclarationSyntax method)
    {
        if (method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword })
        {
            // A batch step, whose value is a parameter.
            return null;
        }

        bool isAsync = method.Modifiers.Any(SyntaxKind.AsyncKeyword);
        TypeSyntax? type = method.ReturnType switch
        {
            // Of the task types only Task<T> converts to the one without a value, which a body that is not async needs.
            GenericNameSyntax { Identifier.ValueText: "Task" } => SyntaxFactory.IdentifierName("Task"),
            GenericNameSyntax { Identifier.ValueText: "ValueTask" } => isAsync ? SyntaxFactory.IdentifierName("ValueTask") : null,
            _ => isAsync ? null : SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.VoidKeyword)),
        };
        if (type is null)
        {
            return null;
        }

        MethodDeclarationSyntax changed = method.WithReturnType(type.WithTriviaFrom(method.ReturnType));
        bool keepsReturn = !isAsync && type is IdentifierNameSyntax;
        if (method.ExpressionBody is { } arrow)
        {
            return IsCall(arrow.Expression) ? changed : null;
        }

        ReturnStatementSyntax[] returns = method.Body is null ? [] : [.. method.Body
            .DescendantNodes(child => child is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>()];
        if (returns is not [{ Expression: { } value } last] || last != method.Body!.Statements.LastOrDefault() || !IsCall(value))
        {
            return null;
        }

        return keepsReturn
            ? changed
            : changed.WithBody(method.Body.ReplaceNode(last, SyntaxFactory.ExpressionStatement(value).WithTriviaFrom(last)));
    }

    private static bool IsCall(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax => true,
        AwaitExpressionSyntax => true,
        _ => false,
    };
}
