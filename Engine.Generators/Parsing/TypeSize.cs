using System;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>Sizes of values as the runtime lays them out by default: fields aligned to their own size, at most 8.</summary>
internal static class TypeSize
{
    private const int ReferenceBytes = 8;

    /// <summary>Structs that hold themselves do not compile, but they are parsed; nothing that compiles nests so deep.</summary>
    private const int MaxDepth = 16;

    public static int Bytes(ITypeSymbol type) => Measure(type, 0).Size;

    private static (int Size, int Alignment) Measure(ITypeSymbol type, int depth)
    {
        if (!type.IsValueType || depth > MaxDepth)
        {
            return (ReferenceBytes, ReferenceBytes);
        }

        int primitive = type.SpecialType switch
        {
            SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte => 1,
            SpecialType.System_Char or SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
            SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
            SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_DateTime
                or SpecialType.System_IntPtr or SpecialType.System_UIntPtr => 8,
            _ => 0,
        };
        if (primitive > 0)
        {
            return (primitive, primitive);
        }

        if (type.SpecialType == SpecialType.System_Decimal)
        {
            return (16, 8);
        }

        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
        {
            return Measure(underlying, depth + 1);
        }

        long size = 0;
        int alignment = 1;
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsConst: false } field
                && SymbolEqualityComparer.Default.Equals(field.ContainingType, type)
                && !(field.CorrespondingTupleField is { } underlyingField && !SymbolEqualityComparer.Default.Equals(underlyingField, field)))
            {
                (int fieldSize, int fieldAlignment) = Measure(field.Type, depth + 1);
                if (field.IsFixedSizeBuffer && field.Type is IPointerTypeSymbol pointer)
                {
                    (int elementSize, fieldAlignment) = Measure(pointer.PointedAtType, depth + 1);
                    fieldSize = (int)Math.Min(int.MaxValue / 4, (long)elementSize * field.FixedSize);
                }

                size = ((size + fieldAlignment - 1) / fieldAlignment * fieldAlignment) + fieldSize;
                alignment = Math.Max(alignment, fieldAlignment);
            }
        }

        size = Math.Max(1, (size + alignment - 1) / alignment * alignment) * InlineLength(type);
        return ((int)Math.Min(int.MaxValue / 4, size), alignment);
    }

    private static long InlineLength(ITypeSymbol type)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "InlineArrayAttribute" }
                && attribute.ConstructorArguments.Length == 1
                && attribute.ConstructorArguments[0].Value is int length and > 0)
            {
                return length;
            }
        }

        return 1;
    }
}
