using System;
using System.Globalization;
using Engine.Generators.Diagnostics;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Generators.Events;

/// <summary>Reads the text of a filter: one value, one comparison, one number.</summary>
internal static class FilterReader
{
    private const string Form = "write a member, a comparison and a number, such as \"Amount > 100\"";

    /// <summary>The filter, null where it is refused.</summary>
    public static FilterModel? Read(RouterReader router, IMethodSymbol method, AttributeData attribute, INamedTypeSymbol taken)
    {
        string text = EventSymbols.Option(attribute, "Where", "");
        var judge = new Judge(router.Sink, Place.Option(attribute, "Where"), text, method.Name);
        ExpressionSyntax expression = SyntaxFactory.ParseExpression(text, consumeFullText: true);
        if (expression.ContainsDiagnostics || expression is not BinaryExpressionSyntax { Left: IdentifierNameSyntax name } test || Comparison(test.Kind()) is not { } comparison)
        {
            return judge.Refuse("is no comparison", Form);
        }

        if (Number(test.Right) is not { } number)
        {
            return judge.Refuse($"compares with '{test.Right}', which is no number", Form);
        }

        string member = name.Identifier.ValueText;
        ITypeSymbol? type = MemberType(router, taken, member, out bool isHidden);
        if (isHidden)
        {
            return judge.Refuse($"reads '{member}', which the router cannot see", "make it internal or public");
        }

        HandlerParameterKind column = member switch { "sequence" => HandlerParameterKind.Sequence, "time" => HandlerParameterKind.Time, _ => HandlerParameterKind.Key };
        if (type is null && member is not ("key" or "sequence" or "time"))
        {
            return judge.Refuse($"reads '{member}', which is no member of '{taken.Name}'", "name a field or property of the event, or 'key', 'sequence' or 'time'");
        }

        SpecialType special = type?.SpecialType ?? SpecialType.System_Int64;
        if (Keyword(special) is not { } keyword)
        {
            return judge.Refuse($"reads '{member}', which is of type '{Names.Of(type)}'", "only numbers are compared");
        }

        return Literal(number, special) is { } literal
            ? new FilterModel(type is null ? null : Names.Escape(member), column, keyword, comparison, test.OperatorToken.ValueText, literal)
            : judge.Refuse($"compares '{member}' with {test.Right}, which is no '{keyword}'", "write a number of that type");
    }

    private static string? Comparison(SyntaxKind kind) => kind switch
    {
        SyntaxKind.EqualsExpression => "Equal",
        SyntaxKind.NotEqualsExpression => "NotEqual",
        SyntaxKind.LessThanExpression => "Less",
        SyntaxKind.LessThanOrEqualExpression => "LessOrEqual",
        SyntaxKind.GreaterThanExpression => "Greater",
        SyntaxKind.GreaterThanOrEqualExpression => "GreaterOrEqual",
        _ => null,
    };

    private static ITypeSymbol? MemberType(RouterReader router, INamedTypeSymbol taken, string name, out bool isHidden)
    {
        isHidden = false;
        foreach (ISymbol member in taken.GetMembers(name))
        {
            ITypeSymbol? type = member switch
            {
                IFieldSymbol { IsStatic: false } field => field.Type,
                IPropertySymbol { IsStatic: false, GetMethod: not null, IsIndexer: false } property => property.Type,
                _ => null,
            };
            if (type is not null)
            {
                isHidden = !router.Compilation.IsSymbolAccessibleWithin(member, router.Type);
                return type;
            }
        }

        return null;
    }

    private static string? Keyword(SpecialType type) => type switch
    {
        SpecialType.System_SByte => "sbyte",
        SpecialType.System_Byte => "byte",
        SpecialType.System_Int16 => "short",
        SpecialType.System_UInt16 => "ushort",
        SpecialType.System_Int32 => "int",
        SpecialType.System_UInt32 => "uint",
        SpecialType.System_Int64 => "long",
        SpecialType.System_UInt64 => "ulong",
        SpecialType.System_Single => "float",
        SpecialType.System_Double => "double",
        _ => null,
    };

    /// <summary>The value of a literal, with its sign.</summary>
    private static object? Number(ExpressionSyntax expression)
    {
        bool isNegative = false;
        if (expression is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus)
        {
            isNegative = true;
            expression = minus.Operand;
        }

        if (expression is not LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression } literal || literal.Token.Value is not { } value)
        {
            return null;
        }

        if (value is float or double)
        {
            double real = Convert.ToDouble(value, CultureInfo.InvariantCulture);
            return isNegative ? -real : real;
        }

        decimal exact = Convert.ToDecimal(value, CultureInfo.InvariantCulture);
        return isNegative ? -exact : exact;
    }

    /// <summary>The constant as C# of that type; null where it does not fit.</summary>
    private static string? Literal(object number, SpecialType type)
    {
        if (type is SpecialType.System_Double or SpecialType.System_Single)
        {
            double real = Convert.ToDouble(number, CultureInfo.InvariantCulture);
            return type == SpecialType.System_Double
                ? real.ToString("R", CultureInfo.InvariantCulture) + "D"
                : float.IsInfinity((float)real) ? null : ((float)real).ToString("R", CultureInfo.InvariantCulture) + "F";
        }

        if (number is not decimal exact || exact != decimal.Truncate(exact))
        {
            return null;
        }

        (decimal least, decimal most) = type switch
        {
            SpecialType.System_SByte => (sbyte.MinValue, sbyte.MaxValue),
            SpecialType.System_Byte => (byte.MinValue, byte.MaxValue),
            SpecialType.System_Int16 => (short.MinValue, short.MaxValue),
            SpecialType.System_UInt16 => (ushort.MinValue, ushort.MaxValue),
            SpecialType.System_Int32 => (int.MinValue, int.MaxValue),
            SpecialType.System_UInt32 => (uint.MinValue, uint.MaxValue),
            SpecialType.System_Int64 => (long.MinValue, long.MaxValue),
            _ => ((decimal)ulong.MinValue, (decimal)ulong.MaxValue),
        };
        return exact < least || exact > most
            ? null
            : exact.ToString("0", CultureInfo.InvariantCulture) + (type switch
            {
                SpecialType.System_Int64 => "L",
                SpecialType.System_UInt64 => "UL",
                SpecialType.System_UInt32 => "U",
                _ => "",
            });
    }

    private readonly struct Judge(DiagnosticSink sink, Place place, string text, string method)
    {
        public FilterModel? Refuse(string what, string mend)
        {
            sink.Report(EventRules.BadFilter, place, text, method, what, mend);
            return null;
        }
    }
}
