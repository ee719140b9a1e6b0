using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Incremental;

/// <summary>
/// What of a file models can depend on. Found once per version of the file, from its syntax alone; an edit costs the file that
/// it changes.
/// </summary>
internal sealed class TreeSurface
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeSurface> Known = new();

    private TreeSurface(SyntaxTree tree, CancellationToken cancellationToken)
    {
        SyntaxNode root = tree.GetRoot(cancellationToken);
        var text = new StringBuilder();
        var types = new List<TypeSurface>();
        WriteSettings(text, tree, root);
        FindAliases(root);
        var directives = new List<DirectiveTriviaSyntax>();
        for (DirectiveTriviaSyntax? at = root.GetFirstDirective(IsNullable); at is not null; at = at.GetNextDirective(IsNullable))
        {
            directives.Add(at);
        }

        new SurfaceWriter(text, Mentions).Write(root, member =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (member is not (BaseTypeDeclarationSyntax or DelegateDeclarationSyntax))
            {
                return false;
            }

            types.Add(new TypeSurface((MemberDeclarationSyntax)member, directives));
            return true;
        });
        Rest = Digest.Of(text);
        Types = types.ToArray();
        foreach (TypeSurface type in Types)
        {
            type.Whole.AppendTo(text);
        }

        Whole = Digest.Of(text);
    }

    /// <summary>All of the surface.</summary>
    public Digest Whole { get; }

    /// <summary>All but <see cref="Types"/>: imports, namespaces, attributes of the assembly, the settings.</summary>
    public Digest Rest { get; }

    /// <summary>The outermost types.</summary>
    public TypeSurface[] Types { get; }

    /// <summary>The identifiers outside them.</summary>
    public HashSet<string> Mentions { get; } = [];

    /// <summary>The names that a using directive gives in this file.</summary>
    public HashSet<string> Aliases { get; } = [];

    /// <summary>The names that a global one gives in all files.</summary>
    public HashSet<string> GlobalAliases { get; } = [];

    public static TreeSurface Of(SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (!Known.TryGetValue(tree, out TreeSurface? surface))
        {
            surface = new TreeSurface(tree, cancellationToken);

            // Another thread may have been faster; both found the same.
            surface = Known.GetValue(tree, _ => surface);
        }

        return surface;
    }

    private static bool IsNullable(DirectiveTriviaSyntax directive) => directive.IsKind(SyntaxKind.NullableDirectiveTrivia);

    /// <summary>The path and first comments say whether a file counts as generated, which turns nullability off.</summary>
    private static void WriteSettings(StringBuilder text, SyntaxTree tree, SyntaxNode root)
    {
        var options = (CSharpParseOptions)tree.Options;
        text.Append(tree.FilePath).Append('\n').Append(options.Kind).Append(options.LanguageVersion).Append(options.DocumentationMode);
        foreach (string symbol in options.PreprocessorSymbolNames)
        {
            text.Append('\n').Append(symbol);
        }

        foreach (KeyValuePair<string, string> feature in options.Features)
        {
            text.Append('\n').Append(feature.Key).Append('=').Append(feature.Value);
        }

        foreach (SyntaxTrivia trivia in root.GetLeadingTrivia())
        {
            if (trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia && trivia.ToString().Contains("<auto"))
            {
                text.Append('\n').Append(trivia.ToString());
            }
        }
    }

    private void FindAliases(SyntaxNode root)
    {
        foreach (UsingDirectiveSyntax directive in root.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>())
        {
            if (directive.Alias is { } alias)
            {
                (directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword) ? GlobalAliases : Aliases).Add(alias.Name.Identifier.ValueText);
            }
        }
    }
}
