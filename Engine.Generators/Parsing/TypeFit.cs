using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Engine.Generators.Parsing;

/// <summary>Whether a value may be handed to a parameter as it is: by identity or by implicit reference conversion, and no null where none is expected.</summary>
internal static class TypeFit
{
    /// <summary>Types that nest deeper are compared no further.</summary>
    private const int MaxDepth = 32;

    /// <summary>How a value stands to a parameter.</summary>
    internal enum Result
    {
        Fits,
        OtherType,
        MayBeNull,
        Boxes,
    }

    public static Result Of(ITypeSymbol value, ITypeSymbol parameter, Compilation compilation)
    {
        if (ReferenceEquals(value, parameter) || SymbolEqualityComparer.IncludeNullability.Equals(value, parameter))
        {
            return Result.Fits;
        }

        if (!SymbolEqualityComparer.Default.Equals(value, parameter))
        {
            Conversion conversion = compilation.ClassifyConversion(value, parameter);
            if (conversion.IsBoxing)
            {
                return Result.Boxes;
            }

            if (!conversion.IsIdentity && !(conversion.IsImplicit && conversion.IsReference))
            {
                return IsNullableOf(value, parameter) ? Result.MayBeNull : Result.OtherType;
            }
        }

        return AdmitsNulls(value, parameter, Direction.Out, 0) ? Result.Fits : Result.MayBeNull;
    }

    /// <summary>The first type in it that does not exist, null where all do.</summary>
    public static ITypeSymbol? FindError(ITypeSymbol type) => FindError(type, 0);

    private static ITypeSymbol? FindError(ITypeSymbol type, int depth)
    {
        switch (type)
        {
            case IErrorTypeSymbol:
                return type;
            case IArrayTypeSymbol array when depth < MaxDepth:
                return FindError(array.ElementType, depth + 1);
            case IPointerTypeSymbol pointer when depth < MaxDepth:
                return FindError(pointer.PointedAtType, depth + 1);
            case INamedTypeSymbol { IsGenericType: true } named when depth < MaxDepth:
                foreach (ITypeSymbol argument in named.TypeArguments)
                {
                    if (FindError(argument, depth + 1) is { } error)
                    {
                        return error;
                    }
                }

                return named.ContainingType is null ? null : FindError(named.ContainingType, depth + 1);
            default:
                return null;
        }
    }

    private enum Direction
    {
        Out,
        In,
        Both,
    }

    private static bool IsNullableOf(ITypeSymbol value, ITypeSymbol parameter) =>
        value is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
        && SymbolEqualityComparer.Default.Equals(nullable.TypeArguments[0], parameter);

    /// <summary>Compares nullability, type argument by type argument and with regard to variance, as the C# compiler would for an assignment.</summary>
    private static bool AdmitsNulls(ITypeSymbol value, ITypeSymbol parameter, Direction direction, int depth)
    {
        bool valueMayBeNull = MayBeNull(value), parameterMayBeNull = MayBeNull(parameter);
        if ((direction != Direction.In && valueMayBeNull && IsNeverNull(parameter))
            || (direction != Direction.Out && parameterMayBeNull && IsNeverNull(value)))
        {
            return false;
        }

        if (depth >= MaxDepth)
        {
            return true;
        }

        if (value is IArrayTypeSymbol valueArray && parameter is IArrayTypeSymbol parameterArray)
        {
            return AdmitsNulls(valueArray.ElementType, parameterArray.ElementType, direction, depth + 1);
        }

        if (parameter is not INamedTypeSymbol { IsGenericType: true } target || FindBase(value, target) is not { } source)
        {
            return true;
        }

        ImmutableArray<ITypeParameterSymbol> variables = target.OriginalDefinition.TypeParameters;
        for (int i = 0; i < variables.Length && i < source.TypeArguments.Length && i < target.TypeArguments.Length; i++)
        {
            Direction inner = target.IsTupleType ? direction : variables[i].Variance switch
            {
                VarianceKind.Out => direction,
                VarianceKind.In => direction == Direction.Out ? Direction.In : direction == Direction.In ? Direction.Out : Direction.Both,
                _ => Direction.Both,
            };
            if (!AdmitsNulls(source.TypeArguments[i], target.TypeArguments[i], inner, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value's own type, base type or interface that is built like the target.</summary>
    private static INamedTypeSymbol? FindBase(ITypeSymbol value, INamedTypeSymbol target)
    {
        INamedTypeSymbol definition = target.OriginalDefinition;
        for (INamedTypeSymbol? at = value as INamedTypeSymbol; at is not null; at = at.BaseType)
        {
            if (KnownTypes.Same(at.OriginalDefinition, definition))
            {
                return at;
            }
        }

        if (target.TypeKind == TypeKind.Interface)
        {
            foreach (INamedTypeSymbol candidate in value.AllInterfaces)
            {
                if (KnownTypes.Same(candidate.OriginalDefinition, definition))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    private static bool MayBeNull(ITypeSymbol type) => type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.Annotated;

    private static bool IsNeverNull(ITypeSymbol type) => type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.NotAnnotated;
}
