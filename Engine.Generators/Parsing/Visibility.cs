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

    /// <summary>The word for members of <paramref name="owner"/> whose signatures name something of that rank.</summary>
    public static string Word(int rank, INamedTypeSymbol owner) =>
        rank >= Of(owner) ? "public" : rank == Internal ? "internal" : "private";

    private static int OfDeclared(Accessibility accessibility) => accessibility switch
    {
        Accessibility.Public or Accessibility.NotApplicable => Public,
        Accessibility.Internal or Accessibility.ProtectedOrInternal => Internal,
        Accessibility.Protected or Accessibility.ProtectedAndInternal => Protected,
        _ => Private,
    };
}
