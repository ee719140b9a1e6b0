using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>[Compensate]: which step a method undoes, and whether what it takes is there when it must.</summary>
internal static class CompensationReader
{
    public static void Read(ParseContext context, Candidate compensation)
    {
        foreach (Mark mark in compensation.Marks)
        {
            if (mark.Kind is AttributeKind.After or AttributeKind.When or AttributeKind.Unless or AttributeKind.Case or AttributeKind.Default or AttributeKind.Output or AttributeKind.Repeat or AttributeKind.Map)
            {
                context.Sink.Report(Rules.NoEffect, Place.Attribute(mark.Data), MethodReader.Title(mark), compensation.Name, "a compensation runs when its step has completed and the run fails; remove it");
            }
        }

        AttributeData attribute = compensation.Find(AttributeKind.Compensate)!;
        if (!AttributeValues.TryName(context, attribute, 0, out string? name))
        {
            context.HasOpenBindings = true;
            return;
        }

        int index = StepLookup.Find(context, attribute, 0, name, "Compensate", compensation.Name);
        if (index < 0)
        {
            context.HasOpenBindings = true;
            return;
        }

        Candidate step = context.Steps[index];
        compensation.Counterpart = index;
        if (step.Counterpart >= 0)
        {
            context.Sink.Report(Rules.SecondCompensation, Place.Argument(attribute, 0), step.Name, context.Compensations[step.Counterpart].Name, compensation.Name);
            return;
        }

        step.Counterpart = compensation.Index;
    }

    /// <summary>A compensation may take its step's own value, the input, and what has certainly ended, or as Maybe&lt;T&gt; at least ended, before its step.</summary>
    public static void CheckInputs(ParseContext context, StepGraph graph)
    {
        foreach (Candidate compensation in context.Compensations)
        {
            if (compensation.Counterpart < 0)
            {
                continue;
            }

            Candidate step = context.Steps[compensation.Counterpart];
            foreach (BoundParameter parameter in compensation.Parameters)
            {
                if (parameter.TakesStep && parameter.IsBound && parameter.Index != step.Index)
                {
                    CheckInput(context, graph, compensation, step, parameter);
                }
            }
        }
    }

    private static void CheckInput(ParseContext context, StepGraph graph, Candidate compensation, Candidate step, BoundParameter parameter)
    {
        Candidate producer = context.Steps[parameter.Index];
        bool isBefore = graph.From(producer.Index)[step.Index];
        if (isBefore && (parameter.Source == ParameterSource.Maybe || Guard.Implies(step.Guard, producer.Guard)))
        {
            return;
        }

        string mend = isBefore
            ? $"it may have been skipped, so take Maybe<{Names.Of(parameter.Type)}>"
            : graph.From(step.Index)[producer.Index]
            ? $"it waits for '{step.Name}' itself, so keep what is needed in the value of '{step.Name}', or compensate '{producer.Name}'"
            : $"nothing orders it before '{step.Name}', so add [After(nameof({producer.Name}))] to '{step.Name}' or keep what is needed in the value of '{step.Name}'";
        context.Sink.Report(Rules.CompensationInput, Place.Type(parameter.Symbol), parameter.Symbol.Name, compensation.Name, producer.Name, step.Name, mend);
    }
}
