using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Engine.Generators.Planning;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>
/// Names a type without references so that another version of it has another name: bytes of the one must not be read as the other. Names, order
/// and types of the fields count, at any depth, and the members of enums. The types of the framework keep what they are.
/// </summary>
internal static class StoredLayout
{
    private const int MaxDepth = 16;

    /// <summary>The name, with a hash of the layout where that may change: <c>Sample.Quote#0123456789ABCDEF</c>.</summary>
    public static string Signature(ITypeSymbol type)
    {
        string name = type.ToDisplayString(Names.RecordFormat);
        if (IsFixed(type))
        {
            return name;
        }

        var text = new StringBuilder();
        Write(text, type, 0);
        var hash = new TextHash();
        hash.Add(text.ToString());
        return $"{name}#{hash.Value.ToString("X16", CultureInfo.InvariantCulture)}";
    }

    /// <summary>The fields of an instance, in the order of their declaration.</summary>
    public static IEnumerable<IFieldSymbol> Fields(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            foreach (IFieldSymbol element in tuple.TupleElements)
            {
                yield return element;
            }

            yield break;
        }

        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsConst: false } field && SymbolEqualityComparer.Default.Equals(field.ContainingType, type))
            {
                yield return field;
            }
        }
    }

    /// <summary>The name of a field, or of the property that it belongs to.</summary>
    public static string NameOf(IFieldSymbol field)
    {
        // In another assembly only the name of the field is left, <Property>k__BackingField.
        int end = field.Name.IndexOf('>');
        return field.AssociatedSymbol?.Name ?? (end > 1 && field.Name[0] == '<' ? field.Name.Substring(1, end - 1) : field.Name);
    }

    /// <summary>Whether a type comes with .NET: its layout is not for us to look at, and stays.</summary>
    public static bool IsFramework(ITypeSymbol type) =>
        type.SpecialType != SpecialType.None
        || (type.ContainingAssembly?.Name is { } assembly
            && (assembly is "mscorlib" or "netstandard" or "System" || assembly.StartsWith("System.", System.StringComparison.Ordinal)));

    private static bool IsFixed(ITypeSymbol type)
    {
        if (!IsFramework(type))
        {
            return false;
        }

        if (type is INamedTypeSymbol named)
        {
            foreach (ITypeSymbol argument in named.TypeArguments)
            {
                if (!IsFixed(argument))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static void Write(StringBuilder text, ITypeSymbol type, int depth)
    {
        text.Append(type.ToDisplayString(Names.RecordFormat));
        if (depth > MaxDepth || IsFixed(type))
        {
            return;
        }

        text.Append('{');
        if (IsFramework(type))
        {
            foreach (ITypeSymbol argument in ((INamedTypeSymbol)type).TypeArguments)
            {
                Write(text, argument, depth + 1);
                text.Append(';');
            }
        }
        else if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
        {
            text.Append(underlying.ToDisplayString(Names.RecordFormat));
            foreach (ISymbol member in type.GetMembers())
            {
                if (member is IFieldSymbol { HasConstantValue: true } value)
                {
                    text.Append(';').Append(value.Name).Append('=').Append(System.Convert.ToString(value.ConstantValue, CultureInfo.InvariantCulture));
                }
            }
        }
        else
        {
            WriteAttributes(text, type);
            foreach (IFieldSymbol field in Fields(type))
            {
                WriteAttributes(text, field);
                text.Append(NameOf(field)).Append(':');
                if (field.IsFixedSizeBuffer)
                {
                    text.Append(field.Type.ToDisplayString(Names.RecordFormat)).Append(field.FixedSize);
                }
                else
                {
                    Write(text, field.Type, depth + 1);
                }

                text.Append(';');
            }
        }

        text.Append('}');
    }

    /// <summary>Those that say where fields lie.</summary>
    private static void WriteAttributes(StringBuilder text, ISymbol symbol)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is not ("StructLayoutAttribute" or "FieldOffsetAttribute" or "InlineArrayAttribute"))
            {
                continue;
            }

            text.Append('[').Append(attribute.AttributeClass.Name);
            foreach (TypedConstant argument in attribute.ConstructorArguments)
            {
                text.Append(' ').Append(argument.Value);
            }

            foreach (KeyValuePair<string, TypedConstant> option in attribute.NamedArguments)
            {
                text.Append(' ').Append(option.Key).Append('=').Append(option.Value.Value);
            }

            text.Append(']');
        }
    }
}
