using Engine.Generators.Diagnostics;
using Engine.Generators.Model;

namespace Engine.Generators.Parsing;

/// <summary>Large structs that a synchronous step takes by value.</summary>
internal static class CopyCheck
{
    /// <summary>A cache line: below, a copy costs about as much as the reference to it.</summary>
    private const int MaxBytes = 64;

    public static void Check(ParseContext context, Candidate method)
    {
        if (method.IsAsynchronous)
        {
            return;
        }

        foreach (BoundParameter parameter in method.Parameters)
        {
            if (parameter is { IsBound: true, Passing: Passing.ByValue, Source: ParameterSource.Input or ParameterSource.Value or ParameterSource.Maybe }
                && parameter.Symbol.Type is { IsValueType: true } type)
            {
                int size = context.Known.SizeBytes(type);
                if (size > MaxBytes)
                {
                    context.Sink.Report(Rules.LargeCopy, Place.Type(parameter.Symbol), parameter.Symbol.Name, method.Title, size);
                }
            }
        }
    }
}
