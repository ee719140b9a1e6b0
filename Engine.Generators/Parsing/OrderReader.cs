using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>[After]: order without data.</summary>
internal static class OrderReader
{
    public static void Read(ParseContext context, Candidate step)
    {
        foreach (Mark mark in step.Marks)
        {
            if (mark.Kind == AttributeKind.After)
            {
                ReadNames(context, step, mark.Data);
            }
        }

        step.After?.Sort();
    }

    /// <summary>Names that a step would follow without being told so.</summary>
    public static void CheckRedundant(ParseContext context, StepGraph graph)
    {
        foreach (Candidate step in context.Steps)
        {
            if (step.After is null)
            {
                continue;
            }

            foreach (int earlier in step.After)
            {
                if (Reason(context, graph, earlier, step) is { } reason && Argument(context, step, earlier) is { } place)
                {
                    context.Sink.Report(Rules.RedundantAfter, place, step.Name, context.Steps[earlier].Name, reason);
                }
            }
        }
    }

    private static void ReadNames(ParseContext context, Candidate step, AttributeData attribute)
    {
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Kind != TypedConstantKind.Array)
        {
            context.Sink.BreakSilently();
            return;
        }

        TypedConstant names = attribute.ConstructorArguments[0];
        if (names.IsNull || names.Values.Length == 0)
        {
            context.Sink.Report(Rules.NoEffect, Place.Attribute(attribute), "After", step.Name, "it names no step; name one with nameof or remove it");
            return;
        }

        for (int i = 0; i < names.Values.Length; i++)
        {
            if (names.Values[i].Kind == TypedConstantKind.Error)
            {
                context.HasOpenBindings = true;
                context.Sink.BreakSilently();
                continue;
            }

            int index = StepLookup.Find(context, attribute, i, AttributeValues.AsString(names.Values[i]), "After", step.Name);
            if (index < 0)
            {
                context.HasOpenBindings = true;
            }
            else if (index == step.Index)
            {
                context.Sink.Report(Rules.SelfReference, Place.Argument(attribute, i), step.Name, "in [After]", "; name another step or remove it");
            }
            else if (step.After is not null && step.After.Contains(index))
            {
                context.Sink.Report(Rules.RedundantAfter, Place.Argument(attribute, i), step.Name, context.Steps[index].Name, "it is named twice");
            }
            else
            {
                (step.After ??= []).Add(index);
            }
        }
    }

    /// <summary>Why the order holds without the [After], null where it does not. A path of other edges is the reason.</summary>
    private static string? Reason(ParseContext context, StepGraph graph, int earlier, Candidate step)
    {
        foreach (BoundParameter parameter in step.Parameters)
        {
            if (parameter.TakesStep && parameter.Index == earlier)
            {
                return "it takes its value";
            }
        }

        foreach (Condition condition in step.Conditions ?? [])
        {
            if (condition.Step == earlier)
            {
                return "it is one of its conditions";
            }
        }

        int[] cameFrom = new int[context.Steps.Count];
        for (int i = 0; i < cameFrom.Length; i++)
        {
            cameFrom[i] = -1;
        }

        cameFrom[earlier] = earlier;
        var queue = new Queue<int>();
        queue.Enqueue(earlier);
        while (queue.Count > 0)
        {
            int at = queue.Dequeue();
            foreach (int next in graph.Successors(at))
            {
                if (cameFrom[next] >= 0 || (at == earlier && next == step.Index))
                {
                    continue;
                }

                cameFrom[next] = at;
                if (next == step.Index)
                {
                    return "through " + Path(context, cameFrom, earlier, next);
                }

                queue.Enqueue(next);
            }
        }

        return null;
    }

    private static string Path(ParseContext context, int[] cameFrom, int start, int end)
    {
        var names = new List<string>();
        for (int at = end; at != start; at = cameFrom[at])
        {
            names.Add(context.Steps[at].Name);
        }

        names.Add(context.Steps[start].Name);
        names.Reverse();
        return string.Join(" -> ", names);
    }

    private static Place? Argument(ParseContext context, Candidate step, int earlier)
    {
        string name = context.Steps[earlier].Name;
        foreach (Mark mark in step.Marks)
        {
            if (mark.Kind != AttributeKind.After || mark.Data.ConstructorArguments.Length != 1 || mark.Data.ConstructorArguments[0] is not { Kind: TypedConstantKind.Array, IsNull: false } names)
            {
                continue;
            }

            for (int i = 0; i < names.Values.Length; i++)
            {
                if (AttributeValues.AsString(names.Values[i]) == name)
                {
                    return Place.Argument(mark.Data, i);
                }
            }
        }

        return null;
    }
}
