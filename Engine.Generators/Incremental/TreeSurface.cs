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
        var classes = new List<ClassSurface>();
        WriteSettings(text, tree, root);
        FindAliases(root);
        new SurfaceWriter(text, Mentions).Write(root, member =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (member is not (ClassDeclarationSyntax or RecordDeclarationSyntax) || member is not TypeDeclarationSyntax { AttributeLists.Count: > 0 } type)
            {
                return false;
            }

            WriteShared(type, text, classes);
            return true;
        });
        Shared = Digest.Of(text);
        Classes = classes.ToArray();

        foreach (ClassSurface found in Classes)
        {
            found.Own.AppendTo(text);
        }

        Whole = Digest.Of(text);
    }

    /// <summary>All of the surface.</summary>
    public Digest Whole { get; }

    /// <summary>All but the methods of <see cref="Classes"/>.</summary>
    public Digest Shared { get; }

    /// <summary>The classes with attributes.</summary>
    public ClassSurface[] Classes { get; }

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

    /// <summary>Writes into the file's surface the class without its methods, which nothing reaches but by the class's name.</summary>
    private static void WriteShared(TypeDeclarationSyntax type, StringBuilder text, List<ClassSurface> classes)
    {
        int position = classes.Count;
        classes.Add(null!);
        var mentions = new HashSet<string>();
        new SurfaceWriter(text, mentions).Write(type, member =>
        {
            if (member is TypeDeclarationSyntax { AttributeLists.Count: > 0 } nested and (ClassDeclarationSyntax or RecordDeclarationSyntax))
            {
                WriteShared(nested, text, classes);
                return true;
            }

            return member is MethodDeclarationSyntax && member.Parent == type;
        });

        var own = new StringBuilder();
        for (SyntaxNode? outer = type.Parent; outer is not null; outer = outer.Parent)
        {
            own.Append(outer switch
            {
                TypeDeclarationSyntax around => around.Identifier.ValueText + "`" + around.Arity + "+",
                BaseNamespaceDeclarationSyntax around => around.Name + ".",
                _ => "",
            });
        }

        new SurfaceWriter(own, mentions).Write(type);
        string[] attributes = type.AttributeLists.SelectMany(static list => list.Attributes).Select(static attribute => SimpleName(attribute.Name)).ToArray();
        classes[position] = new ClassSurface(
            type.Identifier.ValueText, type.Identifier.SpanStart, attributes, Digest.Of(own), mentions, HoldsOthers: classes.Count > position + 1);
    }

    private static string SimpleName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}
