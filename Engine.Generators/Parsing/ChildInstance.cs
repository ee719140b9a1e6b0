using System;
using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Parsing;

/// <summary>Finds the instance that a sub-workflow runs on: a field or property, a primary constructor parameter, or a new one.</summary>
internal static class ChildInstance
{
    /// <summary>The expression, and whether it makes the instance; null after a message.</summary>
    public static (string Expression, bool IsMade)? Find(ParseContext context, Candidate step, INamedTypeSymbol type)
    {
        List<string> names = Members(context, type);
        if (names.Count == 0)
        {
            names.AddRange(Parameters(context, type));
        }

        if (names.Count == 0)
        {
            return Make(context, step, type);
        }

        string? only = names.Count == 1 ? names[0] : names.Find(name => string.Equals(name.TrimStart('_'), step.Name, StringComparison.OrdinalIgnoreCase));
        if (only is not null)
        {
            return (Names.Escape(only), false);
        }

        Report(context, step, type, $"{string.Join(" and ", names.Select(static name => $"'{name}'"))} may all be meant; name the right one after the step");
        return null;
    }

    /// <summary>The parameter of the primary constructor that no member repeats, in a class whose errors leave it unread; null without one.</summary>
    public static string? Unread(ParseContext context, INamedTypeSymbol type) =>
        Members(context, type).Count > 0 ? null : Parameters(context, type).FirstOrDefault();

    private static List<string> Members(ParseContext context, INamedTypeSymbol type)
    {
        var names = new List<string>();
        for (INamedTypeSymbol? at = context.Type; at is not null && at.SpecialType != SpecialType.System_Object; at = at.BaseType)
        {
            foreach (ISymbol member in at.GetMembers())
            {
                if (Gives(context, member, type) && !names.Contains(member.Name))
                {
                    names.Add(member.Name);
                }
            }
        }

        return names;
    }

    private static (string Expression, bool IsMade)? Make(ParseContext context, Candidate step, INamedTypeSymbol type)
    {
        bool canBeMade = !ClassReader.HasRequiredMembers(type) && type.InstanceConstructors.Any(constructor =>
            constructor.Parameters.Length == 0 && context.Compilation.IsSymbolAccessibleWithin(constructor, context.Type));
        if (canBeMade)
        {
            return ("", true);
        }

        Report(context, step, type, $"take it as a parameter of the primary constructor, '{context.Title}({Names.Of(type)} {Names.AsParameter(type.Name)})', or keep it in a field");
        return null;
    }

    private static void Report(ParseContext context, Candidate step, INamedTypeSymbol type, string mend)
        => context.Sink.Report(Rules.NoInstance, Place.Attribute(step.Find(AttributeKind.SubWorkflow)!), step.Name, Names.Of(type), mend);

    private static bool Gives(ParseContext context, ISymbol member, INamedTypeSymbol type) => member switch
    {
        IFieldSymbol { IsImplicitlyDeclared: false } field => Is(context, field.Type, type) && IsUsable(context, field),
        IPropertySymbol { IsIndexer: false, GetMethod: not null } property => Is(context, property.Type, type) && IsUsable(context, property),
        _ => false,
    };

    private static bool IsUsable(ParseContext context, ISymbol member) =>
        !GeneratedCode.IsOurs(member) && context.Compilation.IsSymbolAccessibleWithin(member, context.Type);

    private static bool Is(ParseContext context, ITypeSymbol given, INamedTypeSymbol type) =>
        KnownTypes.Same(given, type) || (given.TypeKind == TypeKind.Class && given.NullableAnnotation != NullableAnnotation.Annotated
            && context.Compilation.ClassifyCommonConversion(given, type) is { IsImplicit: true, IsReference: true });

    /// <summary>Parameters of the primary constructor, which every member of the class may name.</summary>
    private static IEnumerable<string> Parameters(ParseContext context, INamedTypeSymbol type) => context.Type.InstanceConstructors
        .Where(constructor => constructor.DeclaringSyntaxReferences.Any(part => part.GetSyntax(context.CancellationToken) is ClassDeclarationSyntax))
        .SelectMany(static constructor => constructor.Parameters)
        .Where(parameter => parameter.RefKind == RefKind.None && Is(context, parameter.Type, type))
        .Select(static parameter => parameter.Name);
}
