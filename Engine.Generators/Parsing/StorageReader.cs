using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>How values of a type are written to a journal, and why those of another type cannot be.</summary>
internal static class StorageReader
{
    /// <summary>Nothing that is returned by a step nests so deep; a struct that holds itself does not compile, but it is parsed.</summary>
    private const int MaxDepth = 16;

    /// <summary>How it is stored; null where it cannot be.</summary>
    public static StorageModel? Of(ParseContext context, ITypeSymbol type) => Of(context, type, 0);

    /// <summary>What about the type cannot be stored, and what to do; null where all of it can be.</summary>
    public static (string Is, string Mend)? WhyNot(ParseContext context, ITypeSymbol type)
    {
        if (Of(context, type) is not null)
        {
            return null;
        }

        if (ElementOf(context, type) is { } element)
        {
            if (IsNullable(type))
            {
                return WhyNot(context, element);
            }

            (string inner, string mend) = WhyNot(context, element)!.Value;
            return ($"its elements are of type '{Names.Of(element)}': {inner}", mend);
        }

        if (type.IsValueType && (IsOwn(type) || type.IsTupleType) && FindField(type, 0) is { } field)
        {
            string member = $"its member '{field.Path}' is of type '{Names.Of(field.Type)}'";
            return MeaningOf(field.Type) is { } meaning ? ($"{member}, {meaning}", "keep what it stands for") : (member, Mend(type, isStruct: true));
        }

        if (MeaningOf(type) is { } own)
        {
            return ($"it is {own}", "return what it stands for");
        }

        string kind = type.TypeKind switch
        {
            TypeKind.Interface => "it is an interface",
            TypeKind.Delegate => "it is a delegate",
            TypeKind.Array => "it is an array of several dimensions",
            TypeKind.Struct => "it is a struct with references",
            _ => "it is a class",
        };
        return type.TypeKind == TypeKind.Class && IsOwn(type) && FindMember(type) is { } held
            ? ($"{kind} with the member '{Display(held)}' of type '{Names.Of(held.Type)}'", Mend(type, isStruct: false))
            : (kind, Mend(type, isStruct: false));
    }

    private static StorageModel? Of(ParseContext context, ITypeSymbol type, int depth)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        string name = context.Known.FullName(type);
        if (type.SpecialType == SpecialType.System_String)
        {
            return new StorageModel(StorageKind.Text, name, "string");
        }

        if (ElementOf(context, type) is { } inner)
        {
            if (Of(context, inner, depth + 1) is not { } element)
            {
                return null;
            }

            return type is IArrayTypeSymbol ? new StorageModel(StorageKind.Array, name, element.Signature + "[]", element)
                : IsNullable(type) ? new StorageModel(StorageKind.Nullable, name, element.Signature + "?", element)
                : new StorageModel(StorageKind.Memory, name, $"memory<{element.Signature}>", element);
        }

        if (type is { IsValueType: true, IsUnmanagedType: true } && MeaningOf(type) is null && FindField(type, 0) is null)
        {
            return new StorageModel(StorageKind.Bytes, name, StoredLayout.Signature(type));
        }

        return IsPackable(type) ? new StorageModel(StorageKind.Packed, name, "packed " + type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Names.RecordFormat)) : null;
    }

    /// <summary>Of an array, <c>ReadOnlyMemory&lt;T&gt;</c> and <c>Nullable&lt;T&gt;</c> what is in it.</summary>
    private static ITypeSymbol? ElementOf(ParseContext context, ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { IsSZArray: true } array => array.ElementType,
        INamedTypeSymbol { Arity: 1 } named when IsNullable(named) || KnownTypes.Same(context.Known.ReadOnlyMemory, named.OriginalDefinition) => named.TypeArguments[0],
        _ => null,
    };

    private static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static bool IsPackable(ITypeSymbol type)
    {
        foreach (AttributeData attribute in type.OriginalDefinition.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "MemoryPackableAttribute", ContainingNamespace: { Name: "MemoryPack", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first field of a struct, at any depth, that cannot be stored as bytes.</summary>
    private static (string Path, ITypeSymbol Type)? FindField(ITypeSymbol type, int depth)
    {
        if (depth > MaxDepth)
        {
            return ("...", type);
        }

        foreach (IFieldSymbol field in StoredLayout.Fields(type))
        {
            if (field.IsFixedSizeBuffer)
            {
                continue;
            }

            if (MeaningOf(field.Type) is not null || !field.Type.IsValueType || (!field.Type.IsUnmanagedType && StoredLayout.IsFramework(field.Type)))
            {
                return (Display(field), field.Type);
            }

            if (field.Type.TypeKind == TypeKind.Struct && field.Type.SpecialType == SpecialType.None && FindField(field.Type, depth + 1) is { } inner)
            {
                return ($"{Display(field)}.{inner.Path}", inner.Type);
            }
        }

        return null;
    }

    /// <summary>The first member of a class that has references.</summary>
    private static IFieldSymbol? FindMember(ITypeSymbol type)
    {
        foreach (IFieldSymbol field in StoredLayout.Fields(type))
        {
            if (!field.Type.IsUnmanagedType)
            {
                return field;
            }
        }

        return null;
    }

    private static string Display(IFieldSymbol field) => StoredLayout.NameOf(field);

    /// <summary>Why the bytes of a type without references mean nothing to another process; null where they do.</summary>
    private static string? MeaningOf(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } => "an address, which means nothing to another process",
        INamedTypeSymbol { Name: "GCHandle" or "GCHandle`1" or "WeakGCHandle" or "PinnedGCHandle" or "NativeOverlapped" } when StoredLayout.IsFramework(type) => "a handle, which means nothing to another process",
        INamedTypeSymbol { Name: "Vector", Arity: 1, ContainingNamespace: { Name: "Numerics", ContainingNamespace.Name: "System" } } => "a vector whose size depends on the machine",
        _ => null,
    };

    private static bool IsOwn(ITypeSymbol type) => type is INamedTypeSymbol { IsAnonymousType: false, IsTupleType: false } && !StoredLayout.IsFramework(type);

    private static string Mend(ITypeSymbol type, bool isStruct) =>
        !IsOwn(type) ? "return an array, or a type of your own that is marked [MemoryPackable]"
        : type.TypeKind is TypeKind.Interface or TypeKind.Delegate ? "name a type that is marked [MemoryPackable], or a struct without references"
        : isStruct ? $"mark '{type.Name}' [MemoryPackable], or keep only values without references in it"
        : $"mark '{type.Name}' [MemoryPackable], or make it a struct without references";
}
