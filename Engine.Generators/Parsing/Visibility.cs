using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>How far a type can be seen, as ranks that compare.</summary>
internal static class Visibility
{
    public const int Public = 3;
    public const int Internal = 2;

    private const int Protected = 1;
    private const int Private = 0;

    /// <summary>The least of the type, the types around it and its type arguments.</summary>
    public static int Of(ITypeSymbol type)
    {
        int rank = Public;
        switch (type)
        {
            case IArrayTypeSymbol array:
                return Of(array.ElementType);
            case INamedTypeSymbol named:
                for (INamedTypeSymbol? at = named; at is not null; at = at.ContainingType)
                {
                    rank = System.Math.Min(rank, OfDeclared(at.DeclaredAccessibility));
                    foreach (ITypeSymbol argument in at.TypeArguments)
                    {
                        rank = System.Math.Min(rank, argument is ITypeParameterSymbol ? Public : Of(argument));
                    }
                }

                return rank;
            default:
                return rank;
        }
    }

    /// <summary>
    /// How far members of <paramref name="owner"/> may be seen whose signatures name the type: Public where it is seen wherever
    /// the owner is.
    /// </summary>
    public static int For(ITypeSymbol type, INamedTypeSymbol owner)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return For(array.ElementType, owner);
            case INamedTypeSymbol named:
                int rank = Public;
                for (INamedTypeSymbol? at = named; at is not null; at = at.ContainingType)
                {
                    if (!IsImplied(at, owner))
                    {
                        rank = System.Math.Min(rank, OfDeclared(at.DeclaredAccessibility) == Internal ? Internal : Private);
                    }

                    foreach (ITypeSymbol argument in at.TypeArguments)
                    {
                        rank = System.Math.Min(rank, argument is ITypeParameterSymbol ? Public : For(argument, owner));
                    }
                }

                return rank;
            default:
                return Public;
        }
    }

    /// <summary>The word for members of that rank.</summary>
    public static string Word(int rank) => rank == Public ? "public" : rank == Internal ? "internal" : "private";

    /// <summary>Whether the owner, or a type around it, is seen no further than the declaration of a type allows.</summary>
    private static bool IsImplied(INamedTypeSymbol type, INamedTypeSymbol owner)
    {
        if (OfDeclared(type.DeclaredAccessibility) == Public)
        {
            return true;
        }

        for (INamedTypeSymbol? at = owner; at is not null; at = at.ContainingType)
        {
            bool isImplied = at.DeclaredAccessibility switch
            {
                Accessibility.Private => type.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
                    || Surrounds(type.ContainingType, at.ContainingType),
                Accessibility.ProtectedAndInternal => type.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
                    || (type.DeclaredAccessibility != Accessibility.Private && KnownTypes.Same(type.ContainingType, at.ContainingType)),
                Accessibility.Internal => type.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal,
                Accessibility.Protected => type.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedOrInternal
                    && KnownTypes.Same(type.ContainingType, at.ContainingType),
                Accessibility.ProtectedOrInternal => type.DeclaredAccessibility == Accessibility.ProtectedOrInternal
                    && KnownTypes.Same(type.ContainingType, at.ContainingType),
                _ => false,
            };
            if (isImplied)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Surrounds(INamedTypeSymbol? outer, INamedTypeSymbol? inner)
    {
        for (INamedTypeSymbol? at = inner; at is not null; at = at.ContainingType)
        {
            if (KnownTypes.Same(at, outer))
            {
                return true;
            }
        }

        return false;
    }

    private static int OfDeclared(Accessibility accessibility) => accessibility switch
    {
        Accessibility.Public or Accessibility.NotApplicable => Public,
        Accessibility.Internal or Accessibility.ProtectedOrInternal => Internal,
        Accessibility.Protected or Accessibility.ProtectedAndInternal => Protected,
        _ => Private,
    };
}
