using System;
using System.Collections.Generic;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Incremental;

/// <summary>
/// Writes down what of a file other declarations can depend on: every token but those of method bodies and of initial values
/// that are no constants. No model can change with the rest, for C# infers no type of a member from it. Comments and white space
/// are left out as well, <c>#nullable</c> is not, wherever it stands.
/// </summary>
internal sealed class SurfaceWriter(StringBuilder text, HashSet<string> mentions)
{
    /// <summary>Above all characters of kinds, so that no token can be taken for a mark.</summary>
    private const char End = '\uFFFF', LeftOut = '\uFFFE', Missing = '\uFFFD';

    /// <summary>A declaration of any kind, or the whole file.</summary>
    /// <param name="node">What to write.</param>
    /// <param name="replace">Says for each member whether it has been written elsewhere and is passed over here.</param>
    public void Write(SyntaxNode node, Func<SyntaxNode, bool>? replace = null) => Write(node, replace, keepsBodies: false);

    private void Write(SyntaxNode node, Func<SyntaxNode, bool>? replace, bool keepsBodies)
    {
        if (node is BaseTypeDeclarationSyntax)
        {
            // Bodies decide how large a struct is: by 'field', and by the parameters of its constructor that they use.
            keepsBodies = node.Kind() is SyntaxKind.StructDeclaration or SyntaxKind.RecordStructDeclaration;
        }

        text.Append((char)node.RawKind);
        foreach (SyntaxNodeOrToken child in node.ChildNodesAndTokens())
        {
            if (child.AsNode() is not { } inner)
            {
                Write(child.AsToken());
            }
            else if (!keepsBodies && IsWithoutConsequence(inner))
            {
                LeaveOut(inner);
            }
            else if (inner is VariableDeclarationSyntax or VariableDeclaratorSyntax or AccessorListSyntax or AccessorDeclarationSyntax)
            {
                Write(inner, null, keepsBodies);
            }
            else if (inner is not MemberDeclarationSyntax)
            {
                WriteWhole(inner);
            }
            else if (replace?.Invoke(inner) == true)
            {
                WriteDirectives(inner);
            }
            else
            {
                Write(inner, replace, keepsBodies);
            }
        }

        text.Append(End);
    }

    private static bool IsWithoutConsequence(SyntaxNode node) => node switch
    {
        BlockSyntax or ArrowExpressionClauseSyntax or GlobalStatementSyntax => true,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax } => true,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax field } } => !field.Modifiers.Any(SyntaxKind.ConstKeyword),
        _ => false,
    };

    /// <summary>That there is a body is part of the surface, and so is a directive in it that holds beyond it.</summary>
    private void LeaveOut(SyntaxNode node)
    {
        text.Append(LeftOut).Append((char)node.RawKind);
        WriteDirectives(node);
        text.Append(End);
    }

    private void WriteDirectives(SyntaxNode node)
    {
        if (node.ContainsDirectives)
        {
            foreach (SyntaxTrivia trivia in node.DescendantTrivia())
            {
                WriteDirective(trivia);
            }
        }
    }

    private void WriteWhole(SyntaxNode node)
    {
        text.Append((char)node.RawKind);
        foreach (SyntaxToken token in node.DescendantTokens())
        {
            Write(token);
        }

        text.Append(End);
    }

    private void Write(SyntaxToken token)
    {
        if (token.ContainsDirectives)
        {
            foreach (SyntaxTrivia trivia in token.LeadingTrivia)
            {
                WriteDirective(trivia);
            }
        }

        if (token.IsKind(SyntaxKind.IdentifierToken))
        {
            mentions.Add(token.ValueText);
        }

        if (token.IsMissing)
        {
            text.Append(Missing);
        }

        // A text may hold any character: its length says where it ends.
        text.Append((char)token.RawKind);
        if (SyntaxFacts.GetText(token.Kind()).Length == 0)
        {
            text.Append(token.Text.Length).Append(':').Append(token.Text);
        }
    }

    private void WriteDirective(SyntaxTrivia trivia)
    {
        if (trivia.IsKind(SyntaxKind.NullableDirectiveTrivia))
        {
            text.Append(trivia.ToString()).Append(End);
        }
    }
}
