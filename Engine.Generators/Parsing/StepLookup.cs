using Engine.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>Finds the step that an attribute names.</summary>
internal static class StepLookup
{
    /// <summary>The position of the step, or -1 after a message.</summary>
    public static int Find(ParseContext context, AttributeData attribute, int argument, string? name, string title, string carrier)
    {
        int index = context.Names.Exact(name);
        if (index >= 0)
        {
            return index;
        }

        string advice = "";
        string? suggestion = null;
        if (context.Sink.IsEnabled)
        {
            string text = name ?? "";
            suggestion = Suggestion.Find(text, context.Steps);
            advice = context.Type.GetMembers(text) is { Length: > 0 } members
                ? members[0] is IMethodSymbol method && context.Known.Find(method, AttributeKind.Compensate) is not null
                    ? "; it is a compensation"
                    : members[0] is IMethodSymbol ? "; mark the method with [Step]" : ""
                : suggestion is not null ? $"; did you mean '{suggestion}'?" : "";
            if (advice.Length == 0)
            {
                advice = "; give the method's name with nameof";
            }
        }

        context.Sink.ReportFixable(Rules.UnknownName, Place.Argument(attribute, argument), FixProperties.Suggestion, suggestion, title, carrier, name ?? "null", context.Title, advice);
        return -1;
    }
}

/// <summary>Reads arguments of attributes that need not make sense.</summary>
internal static class AttributeValues
{
    /// <summary>A name; false where the C# compiler has refused the argument.</summary>
    public static bool TryName(ParseContext context, AttributeData attribute, int index, out string? name)
    {
        name = null;
        if (index >= attribute.ConstructorArguments.Length || attribute.ConstructorArguments[index].Kind == TypedConstantKind.Error)
        {
            context.Sink.BreakSilently();
            return false;
        }

        name = AsString(attribute.ConstructorArguments[index]);
        return true;
    }

    /// <summary>A number; false where the C# compiler has refused the argument.</summary>
    public static bool TryNumber(ParseContext context, AttributeData attribute, int index, out int number)
    {
        number = 0;
        if (index < attribute.ConstructorArguments.Length
            && attribute.ConstructorArguments[index] is { Kind: TypedConstantKind.Primitive, Value: int value })
        {
            number = value;
            return true;
        }

        context.Sink.BreakSilently();
        return false;
    }

    public static string? AsString(TypedConstant constant) =>
        constant.Kind == TypedConstantKind.Primitive ? constant.Value as string : null;
}
