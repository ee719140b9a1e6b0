using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>[Repeat]: the method that is asked after each round, and how many rounds there may be.</summary>
internal static class RepeatReader
{
    private const int MaxRounds = 1_000_000;

    /// <summary>Reads the attribute of a step whose [SubWorkflow] is in order.</summary>
    public static void Read(ParseContext context, Candidate step)
    {
        if (step.Find(AttributeKind.Repeat) is not { } attribute || step.Sub is not { } sub)
        {
            return;
        }

        if (!AttributeValues.TryName(context, attribute, 0, out string? name))
        {
            return;
        }

        ITypeSymbol input = sub.Child.Input, output = sub.Child.Output;
        if (!SymbolEqualityComparer.IncludeNullability.Equals(input, output) || !KnownTypes.Same(step.Value, output))
        {
            Complain(context, step, Place.Attribute(attribute), $"'{sub.Child.Type.Name}' makes a '{Names.Of(output)}' from a '{Names.Of(input)}', so its output cannot be its next input; repeat a workflow whose input and output are of one type");
            return;
        }

        sub.Until = FindUntil(context, step, attribute, name, output);
        int max = 0;
        foreach (KeyValuePair<string, TypedConstant> option in attribute.NamedArguments)
        {
            if (option.Key == "Max" && option.Value.Value is not int)
            {
                context.Sink.BreakSilently();
                return;
            }

            max = option.Value.Value is int number ? number : max;
        }

        if (max is < 1 or > MaxRounds)
        {
            bool isSet = attribute.NamedArguments.Any(static option => option.Key == "Max");
            Complain(context, step, isSet ? Place.Option(attribute, "Max") : Place.Attribute(attribute), (isSet ? $"Max is {max}" : "Max is not set") + "; give 1 to 1,000,000 rounds");
        }

        sub.MaxRounds = max;
    }

    private static IMethodSymbol? FindUntil(ParseContext context, Candidate step, AttributeData attribute, string? name, ITypeSymbol value)
    {
        string wanted = $"bool {(string.IsNullOrEmpty(name) ? "Done" : name)}(in {Names.Of(value)} value)";
        IMethodSymbol[] methods = context.Type.GetMembers(name ?? "").OfType<IMethodSymbol>().ToArray();
        string? complaint =
            methods.Length == 0 ? $"there is no method '{name}' to ask after each round; write '{wanted}'"
            : methods.Length > 1 ? $"there are {methods.Length} methods '{name}'; leave one of them that name"
            : context.Known.Find(methods[0], AttributeKind.Step) is not null || context.Known.Find(methods[0], AttributeKind.SubWorkflow) is not null
                ? $"'{name}' is a step, which runs once, when the rounds are over; remove [Step], as the method is asked after each round"
            : methods[0] is { MethodKind: MethodKind.Ordinary, IsGenericMethod: false, ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.Length: 1 } method
                && method.Parameters[0].RefKind is RefKind.None or RefKind.In && TypeFit.Of(value, method.Parameters[0].Type, context.Compilation) == TypeFit.Result.Fits
                ? null
            : $"'{name}' cannot be asked; write it as '{wanted}'";
        if (complaint is null)
        {
            return methods[0];
        }

        Complain(context, step, Place.Argument(attribute, 0), complaint);
        return null;
    }

    private static void Complain(ParseContext context, Candidate step, Place place, string complaint)
        => context.Sink.Report(Rules.BadRepeat, place, step.Name, complaint);
}
