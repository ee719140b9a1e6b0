using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Incremental;

/// <summary>One declaration of a type that is in no other, with all that is in it.</summary>
internal sealed class TypeSurface
{
    private readonly List<ClassSurface> _classes = [];

    /// <param name="type">The declaration.</param>
    /// <param name="directives">The <c>#nullable</c> directives of the file, which hold for what follows them.</param>
    public TypeSurface(MemberDeclarationSyntax type, List<DirectiveTriviaSyntax> directives)
    {
        string path = Path(type);
        IsLookedUp = path.StartsWith("System.", StringComparison.Ordinal) || path is "Engine." or "Microsoft.Extensions.DependencyInjection.";
        AddName(type);
        foreach (SyntaxNode nested in type.DescendantNodes(static node => node is BaseTypeDeclarationSyntax))
        {
            if (nested is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            {
                AddName(nested);
            }
        }

        var text = new StringBuilder(path);
        foreach (DirectiveTriviaSyntax directive in directives)
        {
            if (directive.SpanStart < type.SpanStart)
            {
                text.Append('\n').Append(directive.ToString());
            }
        }

        if (!WriteClass(type, text))
        {
            new SurfaceWriter(text, Mentions).Write(type, member => WriteClass(member, text));
        }

        Shared = Digest.Of(text);
        foreach (ClassSurface one in _classes)
        {
            one.Own.AppendTo(text);
        }

        Whole = Digest.Of(text);
    }

    /// <summary>All of the surface.</summary>
    public Digest Whole { get; }

    /// <summary>All but the methods of <see cref="Classes"/>.</summary>
    public Digest Shared { get; }

    /// <summary>Those with attributes, the type itself included.</summary>
    public IReadOnlyList<ClassSurface> Classes => _classes;

    /// <summary>By which this type or one in it may be mentioned.</summary>
    public List<string> Names { get; } = [];

    /// <summary>The identifiers outside <see cref="Classes"/>.</summary>
    public HashSet<string> Mentions { get; } = [];

    /// <summary>Whether the parser or the compiler may look for it although nothing mentions it.</summary>
    public bool IsLookedUp { get; }

    private void AddName(SyntaxNode type)
    {
        const string Suffix = "Attribute";
        string name = type switch
        {
            BaseTypeDeclarationSyntax declaration => declaration.Identifier.ValueText,
            DelegateDeclarationSyntax declaration => declaration.Identifier.ValueText,
            _ => "",
        };
        Names.Add(name);
        if (name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            Names.Add(name.Substring(0, name.Length - Suffix.Length));
        }
    }

    /// <summary>Writes a class with attributes without its methods, which nothing reaches but by the class's name; false for what is none.</summary>
    private bool WriteClass(SyntaxNode member, StringBuilder text)
    {
        if (member is not (ClassDeclarationSyntax or RecordDeclarationSyntax) || member is not TypeDeclarationSyntax { AttributeLists.Count: > 0 } type)
        {
            return false;
        }

        int position = _classes.Count;
        _classes.Add(null!);
        var mentions = new HashSet<string>();
        new SurfaceWriter(text, mentions).Write(type, inner => WriteClass(inner, text) || (inner is MethodDeclarationSyntax && inner.Parent == type));

        var own = new StringBuilder(Path(type));
        new SurfaceWriter(own, mentions).Write(type);
        string[] attributes = type.AttributeLists.SelectMany(static list => list.Attributes).Select(static attribute => SimpleName(attribute.Name)).ToArray();
        _classes[position] = new ClassSurface(
            type.Identifier.ValueText, type.Identifier.SpanStart, attributes, Digest.Of(own), mentions, HoldsOthers: _classes.Count > position + 1);
        return true;
    }

    /// <summary>The namespaces and types around a declaration, outermost first, each with a point behind it.</summary>
    private static string Path(SyntaxNode type)
    {
        string path = "";
        for (SyntaxNode? outer = type.Parent; outer is not null; outer = outer.Parent)
        {
            path = outer switch
            {
                TypeDeclarationSyntax around => around.Identifier.ValueText + "`" + around.Arity + "." + path,
                BaseNamespaceDeclarationSyntax around => around.Name.ToString() + "." + path,
                _ => path,
            };
        }

        return path;
    }

    private static string SimpleName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}
