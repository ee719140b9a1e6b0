using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.CodeFixes;

/// <summary>Attributes added to and taken from a step as a person would do it.</summary>
internal static class AttributeEdits
{
    /// <summary>Adds an attribute to the method's last list: <c>[Step]</c> becomes <c>[Step, After(..)]</c>.</summary>
    public static MethodDeclarationSyntax Add(MethodDeclarationSyntax method, string attribute)
    {
        AttributeListSyntax last = method.AttributeLists[^1];
        SyntaxToken comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        AttributeSyntax added = ((CompilationUnitSyntax)SyntaxFactory.ParseCompilationUnit($"[{attribute}] class C;"))
            .Members[0].AttributeLists[0].Attributes[0];
        AttributeListSyntax with = last.WithAttributes(SyntaxFactory.SeparatedList<AttributeSyntax>([.. last.Attributes.GetWithSeparators(), comma, added]));
        return method.ReplaceNode(last, with);
    }

    /// <summary>Takes out one argument; with the last one the attribute goes, and with the last attribute its list.</summary>
    public static SyntaxNode Remove(SyntaxNode root, AttributeArgumentSyntax argument)
    {
        if (argument.Parent is AttributeArgumentListSyntax { Arguments.Count: > 1 } arguments)
        {
            return root.ReplaceNode(arguments, arguments.WithArguments(Without(arguments.Arguments, argument)));
        }

        var attribute = (AttributeSyntax)argument.Parent!.Parent!;
        var list = (AttributeListSyntax)attribute.Parent!;
        if (list.Attributes.Count > 1)
        {
            return root.ReplaceNode(list, list.WithAttributes(Without(list.Attributes, attribute)));
        }

        // A list of its own is never the first one: that begins with [Step] or stands behind it.
        SyntaxTriviaList leading = list.GetLeadingTrivia();
        SyntaxToken next = list.GetLastToken().GetNextToken();
        root = root.ReplaceToken(next, next.WithLeadingTrivia(leading));
        return root.RemoveNode(root.FindNode(list.Span).FirstAncestorOrSelf<AttributeListSyntax>()!, SyntaxRemoveOptions.KeepNoTrivia)!;
    }

    private static SeparatedSyntaxList<T> Without<T>(SeparatedSyntaxList<T> items, T item)
        where T : SyntaxNode
    {
        int index = items.IndexOf(item);
        SyntaxTriviaList leading = item.GetLeadingTrivia();
        SeparatedSyntaxList<T> rest = items.RemoveAt(index);
        return index == 0 ? rest.Replace(rest[0], rest[0].WithLeadingTrivia(leading)) : rest;
    }
}
