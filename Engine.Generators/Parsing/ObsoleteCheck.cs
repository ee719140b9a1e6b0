using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>
/// What is obsolete as an error can be named only by code that is obsolete itself. A step may be, but the generated code that calls it
/// is not, unless the class is. No directive silences that error.
/// </summary>
internal static class ObsoleteCheck
{
    public const string Mend = "mark the class [Obsolete] too, or leave 'error: true' out";

    /// <summary>Types that nest deeper are looked at no further.</summary>
    private const int MaxDepth = 32;

    public static bool IsRefused(ParseContext context, IMethodSymbol method) => IsError(method) && !context.IsObsolete;

    /// <summary>The first such type in it; null where generated code may name all of them.</summary>
    public static ITypeSymbol? FindRefused(ParseContext context, ITypeSymbol type) => context.IsObsolete ? null : Find(type, 0);

    /// <summary>Whether the method may name such a type, so that the C# compiler has not refused it already.</summary>
    public static bool IsObsolete(IMethodSymbol method) => Attribute(method) is not null;

    /// <summary>Whether a class or one around it is obsolete, as an error or not.</summary>
    public static bool IsObsolete(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            if (Attribute(at) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static ITypeSymbol? Find(ITypeSymbol type, int depth)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        switch (type)
        {
            case IArrayTypeSymbol array:
                return Find(array.ElementType, depth + 1);
            case IPointerTypeSymbol pointer:
                return Find(pointer.PointedAtType, depth + 1);
            case INamedTypeSymbol named:
                if (IsError(named))
                {
                    return named;
                }

                foreach (ITypeSymbol argument in named.TypeArguments)
                {
                    if (Find(argument, depth + 1) is { } found)
                    {
                        return found;
                    }
                }

                return named.ContainingType is { } outer ? Find(outer, depth + 1) : null;
            default:
                return null;
        }
    }

    private static bool IsError(ISymbol symbol) =>
        Attribute(symbol) is { ConstructorArguments: { Length: 2 } arguments } && arguments[1].Value is true;

    private static AttributeData? Attribute(ISymbol symbol)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "ObsoleteAttribute", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return attribute;
            }
        }

        return null;
    }
}
