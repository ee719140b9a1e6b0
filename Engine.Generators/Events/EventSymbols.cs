using System.Text;
using System.Threading;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Events;

/// <summary>How events and routers are recognised.</summary>
internal static class EventSymbols
{
    public const string Event = "EventAttribute";
    public const string Router = "EventRouterAttribute";
    public const string Handler = "OnEventAttribute";

    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    private static readonly SymbolDisplayFormat PlainName = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    /// <summary>The attribute of that name, if the symbol carries it.</summary>
    public static AttributeData? Find(KnownTypes known, ISymbol symbol, string name)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && type.Name == name && known.IsOurs(type))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>What a parameter beside one event takes of its header, by type and name; null for nothing of it.</summary>
    public static HandlerParameterKind? KindOf(KnownTypes known, IParameterSymbol parameter) => parameter switch
    {
        { Type: { Name: "EventHeader" } header } when known.IsOurs(header) => HandlerParameterKind.Header,
        { Type.SpecialType: SpecialType.System_Int64, Name: "key" } => HandlerParameterKind.Key,
        { Type.SpecialType: SpecialType.System_Int64, Name: "sequence" } => HandlerParameterKind.Sequence,
        { Type.SpecialType: SpecialType.System_Int64, Name: "time" } => HandlerParameterKind.Time,
        _ => null,
    };

    /// <summary>The same in code that has the header.</summary>
    public static string? Source(HandlerParameterKind? kind) => kind switch
    {
        HandlerParameterKind.Key => "header.Key",
        HandlerParameterKind.Sequence => "header.Sequence",
        HandlerParameterKind.Time => "header.Time",
        HandlerParameterKind.Header => "header",
        _ => null,
    };

    /// <summary>The value of a named argument; the default where it is left out or cannot be read.</summary>
    public static T Option<T>(AttributeData attribute, string name, T otherwise)
    {
        foreach (System.Collections.Generic.KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value is { Kind: TypedConstantKind.Primitive, Value: T value })
            {
                return value;
            }
        }

        return otherwise;
    }

    /// <summary>Whether a named argument was written.</summary>
    public static bool HasOption(AttributeData attribute, string name)
    {
        foreach (System.Collections.Generic.KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The type's name from its namespace on, without escapes.</summary>
    public static string FullName(ITypeSymbol type) => type.ToDisplayString(PlainName);

    /// <summary>The number of an event: given, or FNV-1a over the UTF-8 bytes of its full name.</summary>
    public static uint IdOf(INamedTypeSymbol type, AttributeData attribute)
    {
        uint given = Option(attribute, "Id", 0u);
        if (given != 0)
        {
            return given;
        }

        uint hash = FnvOffset;
        foreach (byte one in Encoding.UTF8.GetBytes(FullName(type)))
        {
            hash = unchecked((hash ^ one) * FnvPrime);
        }

        return hash == 0 ? 1 : hash;
    }

    /// <summary>The type, or the outermost type around it, that is not partial; null where all are.</summary>
    public static INamedTypeSymbol? NotPartial(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
        {
            if (!IsPartial(part, cancellationToken))
            {
                return part;
            }
        }

        return null;
    }

    public static bool IsFileLocal(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
        {
            if (part.IsFileLocal)
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsGeneric(INamedTypeSymbol type) => type.IsGenericType;

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        foreach (SyntaxReference part in type.DeclaringSyntaxReferences)
        {
            if (!GeneratedCode.IsOurs(part.SyntaxTree)
                && part.GetSyntax(cancellationToken) is BaseTypeDeclarationSyntax declaration
                && !declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                return false;
            }
        }

        return true;
    }
}
