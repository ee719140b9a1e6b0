using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Parsing;

/// <summary>Where something is wrong. Turned into a location only if somebody wants to read the message.</summary>
internal readonly struct Place
{
    private readonly object _subject;
    private readonly Part _part;
    private readonly int _argument;
    private readonly string? _option;

    private Place(object subject, Part part, int argument = 0, string? option = null)
    {
        _subject = subject;
        _part = part;
        _argument = argument;
        _option = option;
    }

    private enum Part
    {
        Name,
        Type,
        Attribute,
        Argument,
        TypeArgument,
    }

    /// <summary>The identifier in a declaration.</summary>
    public static Place Name(ISymbol symbol) => new(symbol, Part.Name);

    /// <summary>The type of a parameter, or what a method returns.</summary>
    public static Place Type(ISymbol symbol) => new(symbol, Part.Type);

    /// <summary>A whole attribute.</summary>
    public static Place Attribute(AttributeData attribute) => new(attribute, Part.Attribute);

    /// <summary>An argument by position.</summary>
    public static Place Argument(AttributeData attribute, int index) => new(attribute, Part.Argument, index);

    /// <summary>An argument by name.</summary>
    public static Place Option(AttributeData attribute, string name) => new(attribute, Part.Argument, 0, name);

    /// <summary>A type argument of a generic attribute.</summary>
    public static Place TypeArgument(AttributeData attribute, int index) => new(attribute, Part.TypeArgument, index);

    public Location Resolve(CancellationToken cancellationToken) => _subject switch
    {
        ISymbol symbol => _part == Part.Type ? TypeOf(symbol, cancellationToken) : NameOf(symbol),
        AttributeData attribute => InAttribute(attribute, cancellationToken),
        _ => Location.None,
    };

    private static Location NameOf(ISymbol symbol)
    {
        foreach (Location location in symbol.Locations)
        {
            if (location.IsInSource)
            {
                return location;
            }
        }

        return Location.None;
    }

    private static Location TypeOf(ISymbol symbol, CancellationToken cancellationToken)
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            switch (reference.GetSyntax(cancellationToken))
            {
                case ParameterSyntax { Type: { } type }:
                    return type.GetLocation();
                case MethodDeclarationSyntax method:
                    return method.ReturnType.GetLocation();
            }
        }

        return NameOf(symbol);
    }

    private Location InAttribute(AttributeData attribute, CancellationToken cancellationToken)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is not AttributeSyntax syntax)
        {
            return Location.None;
        }

        if (_part == Part.TypeArgument)
        {
            NameSyntax name = syntax.Name;
            GenericNameSyntax? generic = name switch
            {
                QualifiedNameSyntax qualified => qualified.Right as GenericNameSyntax,
                AliasQualifiedNameSyntax alias => alias.Name as GenericNameSyntax,
                _ => name as GenericNameSyntax,
            };
            return generic is not null && _argument < generic.TypeArgumentList.Arguments.Count
                ? generic.TypeArgumentList.Arguments[_argument].GetLocation()
                : syntax.GetLocation();
        }

        if (_part == Part.Argument && syntax.ArgumentList is { } list)
        {
            int position = 0;
            foreach (AttributeArgumentSyntax argument in list.Arguments)
            {
                bool isIt = _option is not null
                    ? argument.NameEquals?.Name.Identifier.ValueText == _option
                    : argument.NameEquals is null && position++ == _argument;
                if (isIt)
                {
                    return argument.Expression.GetLocation();
                }
            }
        }

        return syntax.GetLocation();
    }
}
