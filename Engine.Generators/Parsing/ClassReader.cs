using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Parsing;

/// <summary>The class itself: whether it can be a workflow, how it is reopened, how it is constructed.</summary>
internal static class ClassReader
{
    /// <summary>Reads the attribute and checks the class; false where its members need not be looked at.</summary>
    public static bool Read(ParseContext context)
    {
        INamedTypeSymbol type = context.Type;
        context.Attribute = context.Known.Find(type, AttributeKind.Workflow);
        if (context.Attribute?.AttributeClass is not { TypeArguments: { Length: 2 } arguments })
        {
            context.CannotBeExtended = true;
            context.Sink.BreakSilently();
            return false;
        }

        context.Input = arguments[0];
        context.Output = arguments[1];
        HostedReader.ReadClass(context, context.Attribute);
        if (type.IsGenericType)
        {
            context.CannotBeExtended = true;
            context.Sink.Report(Rules.Generic, Place.Name(type), context.Title);
            return false;
        }

        if (Unsuitable(context) is { } reason)
        {
            context.CannotBeExtended = true;
            context.Sink.Report(Rules.UnsuitableClass, Place.Name(type), context.Title, reason.Is, reason.Mend);
            return false;
        }

        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
        {
            if (!IsPartial(part, context))
            {
                context.CannotBeExtended = true;
                context.Sink.Report(Rules.NotPartial, Place.Name(part), part.Name);
            }
        }

        CheckType(context, context.Input, 0, "the workflow's input");
        CheckType(context, context.Output, 1, "the workflow's output");
        return true;
    }

    /// <summary>The class and the types around it, outermost first.</summary>
    public static EquatableArray<TypeHeader> Containers(INamedTypeSymbol type)
    {
        if (type.ContainingType is null)
        {
            return EquatableArray<TypeHeader>.Empty;
        }

        var containers = new List<TypeHeader>();
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containers.Insert(0, Header(outer));
        }

        return new EquatableArray<TypeHeader>(containers);
    }

    public static TypeHeader Header(INamedTypeSymbol type)
    {
        string keyword = type.TypeKind switch
        {
            TypeKind.Interface => "interface",
            TypeKind.Struct => type.IsRecord ? "record struct" : "struct",
            _ => type.IsRecord ? "record" : "class",
        };
        string name = Names.Escape(type.Name);
        if (type.TypeParameters.Length > 0)
        {
            name += "<";
            for (int i = 0; i < type.TypeParameters.Length; i++)
            {
                name += (i > 0 ? ", " : "") + Names.Escape(type.TypeParameters[i].Name);
            }

            name += ">";
        }

        return new TypeHeader(keyword, name, Visibility.Of(type) == Visibility.Public);
    }

    /// <summary>The arguments of the constructor that a registration may call, over a local <c>provider</c>; null where there is none.</summary>
    /// <param name="context">The parse.</param>
    /// <param name="reason">Why there is none and what to do, where the class could be named.</param>
    public static EquatableArray<string>? Services(ParseContext context, out string? reason)
    {
        INamedTypeSymbol type = context.Type;
        reason = null;
        if (Visibility.Of(type) < Visibility.Internal)
        {
            return null;
        }

        if (HasRequiredMembers(type))
        {
            reason = "it has required members, which only a caller can set; register it with AddSingleton";
            return null;
        }

        if (FindConstructor(type, out reason) is not { } constructor)
        {
            return null;
        }

        var services = new List<string>(constructor.Parameters.Length);
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            if (parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: not null } || (parameter.HasExplicitDefaultValue && parameter.Type.IsValueType))
            {
                // A constant is no service: it keeps its default, and what follows is passed by name.
                continue;
            }

            bool canBeService = parameter.RefKind == RefKind.None && !parameter.Type.IsRefLikeType && Visibility.Of(parameter.Type) >= Visibility.Internal
                && parameter.Type.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Error);
            if (!canBeService || Service(context, parameter) is not { } service)
            {
                reason = $"its constructor's parameter '{parameter.Name}' cannot come from a service provider; register it with AddSingleton";
                return null;
            }

            services.Add(services.Count == parameter.Ordinal ? service : $"{Names.Escape(parameter.Name)}: {service}");
        }

        return new EquatableArray<string>(services);
    }

    /// <summary>The only one that is public or internal, or the one that is marked.</summary>
    private static IMethodSymbol? FindConstructor(INamedTypeSymbol type, out string? reason)
    {
        IMethodSymbol? only = null, marked = null;
        int count = 0, marks = 0;
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal)
                || (type.IsRecord && constructor.IsImplicitlyDeclared && constructor.Parameters.Length == 1
                    && KnownTypes.Same(constructor.Parameters[0].Type, type)))
            {
                continue;
            }

            count++;
            only = constructor;
            if (FindAttribute(constructor, "ActivatorUtilitiesConstructorAttribute") is not null)
            {
                marks++;
                marked = constructor;
            }
        }

        reason = (count, marks) switch
        {
            (_, 1) or (1, _) => null,
            (0, _) => "it has no constructor that is public or internal",
            (_, 0) => $"it has {count} constructors; mark the one to call with [ActivatorUtilitiesConstructor]",
            _ => "several of its constructors are marked [ActivatorUtilitiesConstructor]; leave the attribute on one",
        };
        return reason is null ? marked ?? only : null;
    }

    /// <summary>One of the attributes of dependency injection.</summary>
    private static AttributeData? FindAttribute(ISymbol symbol, string name)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } kind && kind.Name == name && kind.ContainingNamespace.ToDisplayString() == "Microsoft.Extensions.DependencyInjection")
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>The call that gets a service, by its key where it has one; null for a key that cannot be written down.</summary>
    private static string? Service(ParseContext context, IParameterSymbol parameter)
    {
        const string Extensions = "global::Microsoft.Extensions.DependencyInjection.ServiceProvider";
        string type = context.Known.FullName(parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated));
        bool isOptional = parameter.HasExplicitDefaultValue;
        string get = isOptional ? "Get" : "GetRequired", end = isOptional ? "!" : "";
        if (FindAttribute(parameter, "FromKeyedServicesAttribute") is { } keyed)
        {
            return keyed.ConstructorArguments.Length == 1 && Key(context, keyed.ConstructorArguments[0]) is { } key
                ? $"{Extensions}KeyedServiceExtensions.{get}KeyedService<{type}>(provider, {key}){end}"
                : null;
        }

        return $"{Extensions}ServiceExtensions.{get}Service<{type}>(provider){end}";
    }

    private static string? Key(ParseContext context, TypedConstant key) => key switch
    {
        { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => $"typeof({context.Known.FullName(type)})",
        { Kind: TypedConstantKind.Primitive, Value: string text } => SymbolDisplay.FormatLiteral(text, quote: true),
        { Kind: TypedConstantKind.Primitive or TypedConstantKind.Enum, Type: { } type, Value: { } value } when SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false) is { } literal
            => $"({context.Known.FullName(type)})({literal})",
        _ => null,
    };

    public static bool HasRequiredMembers(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null && at.SpecialType != SpecialType.System_Object; at = at.BaseType)
        {
            foreach (ISymbol member in at.GetMembers())
            {
                if (member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsPartial(INamedTypeSymbol type, ParseContext context)
    {
        SyntaxReference? only = null;
        foreach (SyntaxReference part in type.DeclaringSyntaxReferences)
        {
            if (GeneratedCode.IsOurs(part.SyntaxTree))
            {
                continue;
            }

            if (only is not null)
            {
                // With several parts the C# compiler itself asks for the word on each of them.
                return true;
            }

            only = part;
        }

        return only?.GetSyntax(context.CancellationToken) is not BaseTypeDeclarationSyntax declaration
            || declaration.Modifiers.Any(SyntaxKind.PartialKeyword);
    }

    private static (string Is, string Mend)? Unsuitable(ParseContext context)
    {
        INamedTypeSymbol type = context.Type;
        if (type.TypeKind != TypeKind.Class)
        {
            return ("no class", "use a class");
        }

        if (type.IsStatic)
        {
            return ("static", "remove 'static'; its steps may be static all the same");
        }

        if (type.IsAbstract)
        {
            return ("abstract", "remove 'abstract', or mark the class that derives from it");
        }

        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
        {
            if (part.IsFileLocal)
            {
                return ("local to its file", "generated code stands in another file, so remove 'file'");
            }
        }

        for (INamedTypeSymbol? at = type.BaseType; at is not null && at.SpecialType != SpecialType.System_Object; at = at.BaseType)
        {
            if (context.Known.Find(at, AttributeKind.Workflow) is not null)
            {
                return ($"derived from the workflow '{at.Name}'", "give each workflow a class of its own and share code by a helper");
            }
        }

        return null;
    }

    private static void CheckType(ParseContext context, ITypeSymbol type, int argument, string what)
    {
        if (TypeFit.FindError(type) is { } error)
        {
            context.CannotBeExtended = true;
            context.Sink.Report(Rules.UnknownType, Place.TypeArgument(context.Attribute!, argument), Names.Of(error), what);
        }
    }
}
