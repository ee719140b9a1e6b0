using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>
/// [Batch]: the column that a step fills, those that it takes, and what a batch step cannot have. A column is handed over as it
/// lies there, so that element types must be the very types of the values.
/// </summary>
internal static class BatchReader
{
    /// <summary>Finds the column that the step fills; its element is the step's value.</summary>
    public static void ReadOutput(ParseContext context, Candidate step, AttributeData attribute)
    {
        if (!CheckOthers(context, step, attribute) || !CheckReturn(context, step))
        {
            step.IsRefused = true;
            return;
        }

        bool takesColumn = false;
        foreach (IParameterSymbol parameter in step.Method.Parameters)
        {
            takesColumn |= context.Known.ReadOnlySpanElement(parameter.Type) is not null;
            if (context.Known.SpanElement(parameter.Type) is null)
            {
                continue;
            }

            if (step.BatchOutput is { } other)
            {
                step.IsRefused = true;
                Complain(context, step, Place.Name(parameter), $"it fills two columns, '{other.Name}' and '{parameter.Name}', and a step has one value; let it fill one of a struct, or make two steps of it");
                return;
            }

            step.BatchOutput = parameter;
        }

        if (step.BatchOutput is null)
        {
            if (!takesColumn)
            {
                Complain(context, step, Place.Name(step.Method), "none of its parameters is a column, by which it would know how many runs it is called for; take a ReadOnlySpan<T> of a step's values or of the inputs");
            }

            return;
        }

        MethodReader.CheckValue(context, step, step.BatchOutput.Type, context.Known.SpanElement(step.BatchOutput.Type)!);
    }

    /// <summary>The output is named after its step, as a parameter of any other name would take something.</summary>
    public static BoundParameter BindOutput(ParseContext context, Candidate step, IParameterSymbol parameter, AttributeData? from)
    {
        string name = Names.AsParameter(step.Name);
        if (!KnownTypes.Same(step.BatchOutput, parameter))
        {
            // What is wrong with the step has been said.
            context.Sink.BreakSilently();
        }
        else if (parameter.RefKind != RefKind.None)
        {
            Complain(context, step, Place.Name(parameter), $"its output '{parameter.Name}' is '{ParameterBinder.Word(parameter.RefKind)}', but a span is handed over by value; remove the word");
        }
        else if (from is not null)
        {
            context.Sink.Report(Rules.NoEffect, Place.Attribute(from), "From", parameter.Name, $"it is the output of '{step.Name}', which takes nothing; remove it");
        }
        else if (Names.AsParameter(parameter.Name) != name)
        {
            context.Sink.ReportFixable(Rules.BatchOutputName, Place.Name(parameter), FixProperties.Suggestion, name, parameter.Name, step.Name, name);
        }

        return new BoundParameter(parameter, step.Value ?? parameter.Type, ParameterSource.Output, Passing.ByValue, 0, IsBound: true);
    }

    /// <summary>A column of the values of another step, or of what may be missing of them.</summary>
    public static BoundParameter BindValues(ParseContext context, Candidate step, IParameterSymbol parameter, Candidate producer)
    {
        if (producer.Value is null)
        {
            ParameterBinder.Mismatch(context, step, parameter, "the value of " + producer.Title, null, $"it has no value to take; order without data with [After(nameof({producer.Name}))]");
            return ParameterBinder.Unbound(parameter, producer.Index);
        }

        if (step.Find(AttributeKind.Map) is not null)
        {
            // Whether it takes elements or a column is open, and that has been said.
            context.Sink.BreakSilently();
            return ParameterBinder.Unbound(parameter, producer.Index);
        }

        if (producer.MapAttribute is not null)
        {
            Complain(context, step, Place.Type(parameter), $"'{parameter.Name}' takes the results of mapped step '{producer.Name}', which are many for each run; let a step between them make one value of them");
            return ParameterBinder.Unbound(parameter, producer.Index);
        }

        ITypeSymbol? element = context.Known.ReadOnlySpanElement(parameter.Type);
        ITypeSymbol? maybe = element is null ? context.Known.MaybeValue(parameter.Type) : context.Known.MaybeValue(element);
        return CheckColumn(context, step, parameter, element is null ? null : maybe ?? element, producer.Value, "the value of " + producer.Title, maybe is not null)
            ? new BoundParameter(parameter, producer.Value, maybe is null ? ParameterSource.Value : ParameterSource.Maybe, Passing.ByValue, producer.Index, IsBound: true)
            : ParameterBinder.Unbound(parameter, producer.Index);
    }

    /// <summary>The column of the inputs.</summary>
    public static BoundParameter BindInputs(ParseContext context, Candidate step, IParameterSymbol parameter)
    {
        ITypeSymbol? element = context.Known.ReadOnlySpanElement(parameter.Type);
        return CheckColumn(context, step, parameter, element, context.Input!, "the workflow's input", isMaybe: false)
            ? new BoundParameter(parameter, context.Input!, ParameterSource.Input, Passing.ByValue, 0, IsBound: true)
            : ParameterBinder.Unbound(parameter);
    }

    private static bool CheckColumn(ParseContext context, Candidate step, IParameterSymbol parameter, ITypeSymbol? wanted, ITypeSymbol value, string source, bool isMaybe)
    {
        bool fits = wanted is not null && KnownTypes.Same(wanted, value)
            && TypeFit.Of(value, wanted, context.Compilation) == TypeFit.Result.Fits && TypeFit.Of(wanted, value, context.Compilation) == TypeFit.Result.Fits;
        if (fits && parameter.RefKind == RefKind.None)
        {
            return true;
        }

        if (fits)
        {
            context.Sink.Report(Rules.UnsupportedParameter, Place.Name(parameter), parameter.Name, step.Title, $"is '{ParameterBinder.Word(parameter.RefKind)}', but a column is handed over by value; remove the word");
            return false;
        }

        ITypeSymbol? take = context.Known.ReadOnlySpanOf(isMaybe ? context.Known.MaybeType(value) ?? value : value);
        ParameterBinder.Mismatch(context, step, parameter, source, value, $"a batch step takes those of many runs as they are, so take '{Names.Of(take)}' or name the parameter after another step", take);
        return false;
    }

    private static bool CheckOthers(ParseContext context, Candidate step, AttributeData attribute)
    {
        if (step.Find(AttributeKind.Map) is { } map)
        {
            // Which step was to be mapped is open then.
            context.HasOpenBindings = true;
            Complain(context, step, Place.Attribute(map), "it has [Map], which calls a step for each element of one run; remove one of the two attributes");
            return false;
        }

        if (step.Find(AttributeKind.SubWorkflow) is not null)
        {
            Complain(context, step, Place.Attribute(attribute), "it is a [SubWorkflow], whose own steps may be batch steps; remove one of the two attributes");
            return false;
        }

        return true;
    }

    private static bool CheckReturn(ParseContext context, Candidate step)
    {
        IMethodSymbol method = step.Method;
        if (method is { ReturnsVoid: true, IsAsync: false })
        {
            return true;
        }

        ITypeSymbol type = method.ReturnType;
        KnownTypes known = context.Known;
        ISymbol definition = type.OriginalDefinition;
        bool isTask = method.IsAsync || KnownTypes.Same(known.Task, definition) || KnownTypes.Same(known.TaskOfT, definition)
            || KnownTypes.Same(known.ValueTask, definition) || KnownTypes.Same(known.ValueTaskOfT, definition);
        Complain(context, step, Place.Type(method), isTask
            ? "it is asynchronous, but its call runs many runs in step; return void, and wait in a step without [Batch]"
            : $"it returns '{Names.Of(type)}', but one call gives the values of many runs; return void and fill a parameter 'Span<{Names.Of(type)}> {Names.AsParameter(step.Name)}'");
        return false;
    }

    private static void Complain(ParseContext context, Candidate step, Place place, string complaint)
        => context.Sink.Report(Rules.BadBatch, place, step.Name, complaint);
}
