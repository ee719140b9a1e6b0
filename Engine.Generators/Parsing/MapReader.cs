using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>[Map]: the step whose elements a step is called for, the parameter that takes one, and what a mapped step cannot have.</summary>
internal static class MapReader
{
    private const int DefaultMax = 65_536;
    private const int LargestMax = 16_777_216;

    /// <summary>Finds the step that makes the elements, before parameters are bound.</summary>
    public static void ReadSource(ParseContext context, Candidate step)
    {
        if (step.MapAttribute is not { } attribute)
        {
            return;
        }

        if (!AttributeValues.TryName(context, attribute, 0, out string? name))
        {
            context.HasOpenBindings = true;
            return;
        }

        int source = StepLookup.Find(context, attribute, 0, name, "Map", step.Name);
        if (source < 0)
        {
            context.HasOpenBindings = true;
            return;
        }

        context.Steps[source].IsRead = true;
        if (source == step.Index)
        {
            context.HasOpenBindings = true;
            context.Sink.Report(Rules.SelfReference, Place.Argument(attribute, 0), step.Name, "in [Map]", "; name the step that makes the elements");
            return;
        }

        step.MapSource = source;
    }

    /// <summary>The type of one element; null where the value is no collection that can be mapped.</summary>
    public static ITypeSymbol? ElementOf(ParseContext context, Candidate producer) => producer.MapAttribute is not null
        ? producer.Value
        : producer.Value switch
        {
            IArrayTypeSymbol { Rank: 1, NullableAnnotation: not NullableAnnotation.Annotated } array => array.ElementType,
            INamedTypeSymbol { Arity: 1 } named when KnownTypes.Same(context.Known.ReadOnlyMemory, named.OriginalDefinition) => named.TypeArguments[0],
            _ => null,
        };

    /// <summary>Judges a mapped step whose parameters are bound.</summary>
    public static void Check(ParseContext context, Candidate step)
    {
        if (step.MapAttribute is not { } attribute || step.MapSource < 0)
        {
            return;
        }

        Candidate producer = context.Steps[step.MapSource];
        if (producer.IsRefused)
        {
            context.Sink.BreakSilently();
            return;
        }

        if (ElementOf(context, producer) is null)
        {
            Complain(context, step, Place.Argument(attribute, 0), $"'{producer.Name}' returns '{Names.Of(producer.Value)}', which has no elements to map; let it return an array or a ReadOnlyMemory<T>");
            return;
        }

        int elements = 0;
        foreach (BoundParameter parameter in step.Parameters)
        {
            if (parameter.IsElement && ++elements > 1)
            {
                Complain(context, step, Place.Name(parameter.Symbol), $"it takes the element twice; remove '{parameter.Symbol.Name}'");
                return;
            }
        }

        if (elements == 0 && !context.HasOpenBindings)
        {
            Complain(context, step, Place.Name(step.Method), $"no parameter takes the element; name one '{Names.AsParameter(producer.Name)}'");
            return;
        }

        step.MapMax = ReadMax(context, step, attribute);
        CheckOthers(context, step);
        step.MapAccess = IsSeen(context, step) ? "internal" : "private";
        step.MapStruct = SubWorkflowReader.FreeName(context, step.Name + "_Map");
    }

    /// <summary>What is not for mapped steps, once compensations are known.</summary>
    public static void CheckCompensations(ParseContext context)
    {
        foreach (Candidate compensation in context.Compensations)
        {
            if (compensation.Counterpart >= 0 && context.Steps[compensation.Counterpart].MapAttribute is not null && compensation.Find(AttributeKind.Compensate) is { } attribute)
            {
                Complain(context, context.Steps[compensation.Counterpart], Place.Argument(attribute, 0), $"'{compensation.Name}' compensates it, and which of its calls have completed is not kept; compensate a step after it that takes all results");
            }
        }
    }

    private static int ReadMax(ParseContext context, Candidate step, AttributeData attribute)
    {
        foreach (KeyValuePair<string, TypedConstant> option in attribute.NamedArguments)
        {
            if (option.Key == "Max" && option.Value.Value is int max)
            {
                if (max is < 1 or > LargestMax)
                {
                    Complain(context, step, Place.Option(attribute, "Max"), $"Max is {max}; give 1 to 16,777,216 elements");
                }

                return max;
            }

            context.Sink.BreakSilently();
        }

        return DefaultMax;
    }

    private static void CheckOthers(ParseContext context, Candidate step)
    {
        if (step.Find(AttributeKind.SubWorkflow) is { } sub)
        {
            Complain(context, step, Place.Attribute(sub), "it is a [SubWorkflow]; let a method call the other workflow's Run or RunAsync for an element");
        }

        if (step.Find(AttributeKind.Output) is { } output)
        {
            Complain(context, step, Place.Attribute(output), "it is marked [Output], and its results are gone when the run ends; let a step after it return what is to stay");
        }

        if (!step.IsAsynchronous && step.Policy is { DelayMs: > 0 } && step.Find(AttributeKind.Retry) is { } retry)
        {
            Complain(context, step, Place.Option(retry, "DelayMs"), "a synchronous mapped step cannot wait between attempts; return a ValueTask, or take DelayMs away");
        }
    }

    /// <summary>Whether another workflow that contains this one may name what the calls take and return.</summary>
    private static bool IsSeen(ParseContext context, Candidate step)
    {
        bool isSeen = step.Value is null || Visibility.For(step.Value, context.Type) >= Visibility.Internal;
        foreach (BoundParameter parameter in step.Parameters)
        {
            isSeen &= Visibility.For(parameter.Symbol.Type, context.Type) >= Visibility.Internal;
        }

        return isSeen;
    }

    private static void Complain(ParseContext context, Candidate step, Place place, string complaint)
        => context.Sink.Report(Rules.BadMap, place, step.Name, complaint);
}
