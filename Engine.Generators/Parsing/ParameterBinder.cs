using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>
/// Finds what each parameter receives, by the first rule that fits: [From]; the name of a step; the input; a state, a token or
/// a context. A name decides: a wrong type is then an error and never leads to the next rule.
/// </summary>
internal static class ParameterBinder
{
    private const int NoStep = -1;
    private const int Reported = -2;

    public static void Bind(ParseContext context, Candidate method)
    {
        int count = method.Method.Parameters.Length;
        if (count == 0)
        {
            return;
        }

        var bound = new BoundParameter[count];
        for (int i = 0; i < count; i++)
        {
            bound[i] = BindOne(context, method, method.Method.Parameters[i]);
        }

        method.Parameters = bound;
        StateReader.CheckTwice(context, method);
    }

    private static BoundParameter BindOne(ParseContext context, Candidate method, IParameterSymbol parameter)
    {
        AttributeData? from = context.Known.Find(parameter, AttributeKind.From);
        if (method.BatchAttribute is not null && context.Known.SpanElement(parameter.Type) is not null)
        {
            return BatchReader.BindOutput(context, method, parameter, from);
        }

        int producer = from is null ? ByName(context, method, parameter) : ByFrom(context, method, parameter, from);
        if (producer == Reported)
        {
            context.HasOpenBindings = true;
            return Unbound(parameter, NoStep);
        }

        if (producer != NoStep)
        {
            context.Steps[producer].IsRead = true;
        }

        if (TypeFit.FindError(parameter.Type) is { } error)
        {
            context.HasOpenBindings |= producer == NoStep;
            context.Sink.Report(Rules.UnknownType, Place.Type(parameter), Names.Of(error), $"parameter '{parameter.Name}' of {method.Title}");
            return Unbound(parameter, producer);
        }

        if (ObsoleteCheck.FindRefused(context, parameter.Type) is { } obsolete)
        {
            context.HasOpenBindings |= producer == NoStep;
            context.Sink.BreakSilently();
            if (ObsoleteCheck.IsObsolete(method.Method) && (producer == NoStep || !context.Steps[producer].IsRefused))
            {
                context.Sink.Report(
                    Rules.UnsupportedParameter,
                    Place.Type(parameter),
                    parameter.Name,
                    method.Title,
                    $"makes generated code name '{Names.Of(obsolete)}', which is obsolete as an error; {ObsoleteCheck.Mend}");
            }

            return Unbound(parameter, producer);
        }

        return producer == NoStep ? BindOther(context, method, parameter) : BindValue(context, method, parameter, context.Steps[producer]);
    }

    private static int ByFrom(ParseContext context, Candidate method, IParameterSymbol parameter, AttributeData from)
    {
        if (!AttributeValues.TryName(context, from, 0, out string? name))
        {
            return Reported;
        }

        int producer = StepLookup.Find(context, from, 0, name, "From", parameter.Name);
        return producer < 0 ? Reported : NotItself(context, method, parameter, producer, Place.Argument(from, 0));
    }

    private static int ByName(ParseContext context, Candidate method, IParameterSymbol parameter)
    {
        int producer = context.Names.Loose(parameter.Name, out List<int>? several);
        if (producer < 0)
        {
            return NoStep;
        }

        if (several is null)
        {
            return NotItself(context, method, parameter, producer, Place.Name(parameter));
        }

        var titles = new List<string>();
        foreach (int index in several)
        {
            context.Steps[index].IsRead = true;
            if (context.Steps[index].IsRefused)
            {
                context.Sink.BreakSilently();
                return Reported;
            }

            titles.Add(context.Steps[index].Title);
        }

        context.Sink.Report(Rules.AmbiguousProducer, Place.Name(parameter), parameter.Name, method.Title, string.Join(" or ", titles), "name one with [From(nameof(...))]");
        return Reported;
    }

    private static int NotItself(ParseContext context, Candidate method, IParameterSymbol parameter, int producer, Place place)
    {
        if (method.IsCompensation || producer != method.Index)
        {
            return producer;
        }

        // Counted as read: what the parameter should have been is open, and one message is enough.
        method.IsRead = true;
        string mend = context.Known.SpanElement(parameter.Type) is not null ? "; mark the step [Batch] if it is to fill that span"
            : KnownTypes.Same(Taken(context, method, parameter), context.Input) ? "; call the parameter 'input' to take the workflow's input"
            : "; name the step that it needs";
        context.Sink.Report(Rules.SelfReference, place, method.Name, $"through its parameter '{parameter.Name}'", mend);
        return Reported;
    }

    private static BoundParameter BindValue(ParseContext context, Candidate method, IParameterSymbol parameter, Candidate producer)
    {
        if (!CheckPassing(context, method, parameter, out Passing passing))
        {
            return Unbound(parameter, producer.Index);
        }

        if (producer.IsRefused)
        {
            context.Sink.BreakSilently();
            return Unbound(parameter, producer.Index);
        }

        if (method is { MapAttribute: not null, MapSource: < 0 })
        {
            // Which step is mapped is open, and that has been said.
            context.Sink.BreakSilently();
            return Unbound(parameter, producer.Index);
        }

        if (method.BatchAttribute is not null)
        {
            return BatchReader.BindValues(context, method, parameter, producer);
        }

        if (producer.Value is not null && method.MapSource == producer.Index)
        {
            return BindElement(context, method, parameter, producer, passing);
        }

        ITypeSymbol? maybe = context.Known.MaybeValue(parameter.Type);
        ITypeSymbol wanted = maybe ?? parameter.Type;
        if (producer is { Value: { } result, MapAttribute: not null })
        {
            return BindResults(context, method, parameter, producer, result, wanted, isMaybe: maybe is not null);
        }

        if (producer.Value is null)
        {
            Mismatch(context, method, parameter, "the value of " + producer.Title, null, $"it has no value to take; order without data with [After(nameof({producer.Name}))]");
            return Unbound(parameter, producer.Index);
        }

        return CheckFit(context, method, parameter, producer.Value, wanted, "the value of " + producer.Title)
            ? new BoundParameter(parameter, wanted, maybe is null ? ParameterSource.Value : ParameterSource.Maybe, passing, producer.Index, IsBound: true)
            : Unbound(parameter, producer.Index);
    }

    private static BoundParameter BindElement(ParseContext context, Candidate method, IParameterSymbol parameter, Candidate producer, Passing passing)
    {
        if (MapReader.ElementOf(context, producer) is not { } element)
        {
            // Said once, at the attribute.
            context.Sink.BreakSilently();
            return Unbound(parameter, producer.Index) with { IsElement = true };
        }

        return CheckFit(context, method, parameter, element, parameter.Type, "an element of " + producer.Title)
            ? new BoundParameter(parameter, parameter.Type, ParameterSource.Value, passing, producer.Index, IsBound: true) { IsElement = true }
            : Unbound(parameter, producer.Index) with { IsElement = true };
    }

    /// <summary>All results of a mapped step, as a span where the step is synchronous, or as memory.</summary>
    private static BoundParameter BindResults(ParseContext context, Candidate method, IParameterSymbol parameter, Candidate producer, ITypeSymbol result, ITypeSymbol wanted, bool isMaybe)
    {
        bool isSpan = Is(context.Known.ReadOnlySpan), isMemory = Is(context.Known.ReadOnlyMemory);
        if ((isSpan && !isMaybe) || isMemory)
        {
            return new BoundParameter(parameter, wanted, isMaybe ? ParameterSource.Maybe : ParameterSource.Value, Passing.ByValue, producer.Index, IsBound: parameter.RefKind == RefKind.None || Refused())
            {
                Access = isSpan ? ".Span" : ".Memory",
            };
        }

        string take = $"{(method.IsAsynchronous || isMaybe ? "ReadOnlyMemory" : "ReadOnlySpan")}<{Names.Of(result)}>";
        Mismatch(context, method, parameter, "each result of mapped " + producer.Title, result, $"they come all together, so take '{(isMaybe ? $"Maybe<{take}>" : take)}'");
        return Unbound(parameter, producer.Index);

        bool Is(INamedTypeSymbol? kind) => wanted is INamedTypeSymbol { Arity: 1 } named && KnownTypes.Same(kind, named.OriginalDefinition)
            && SymbolEqualityComparer.IncludeNullability.Equals(named.TypeArguments[0], result);

        bool Refused()
        {
            context.Sink.Report(Rules.UnsupportedParameter, Place.Name(parameter), parameter.Name, method.Title, $"is '{Word(parameter.RefKind)}', but the results of a mapped step are handed over by value; remove the word");
            return false;
        }
    }

    private static BoundParameter BindOther(ParseContext context, Candidate method, IParameterSymbol parameter)
    {
        ITypeSymbol type = Taken(context, method, parameter), input = context.Input!;
        if (StateReader.Find(context, type) is { } state)
        {
            return StateReader.Bind(context, method, parameter, state);
        }

        if (StateReader.IsMisplaced(context, method, parameter))
        {
            return Unbound(parameter, NoStep);
        }

        bool isCalledInput = parameter.Name == "input";
        if (KnownTypes.Same(type, input))
        {
            if (isCalledInput || ProducerOfInputType(context, method) is not { } rival)
            {
                return BindInput(context, method, parameter);
            }

            rival.IsRead = true;
            context.HasOpenBindings = true;
            context.Sink.Report(
                Rules.AmbiguousProducer,
                Place.Name(parameter),
                parameter.Name,
                method.Title,
                $"the workflow's input or the value of {rival.Title}",
                $"call the parameter 'input' or '{Names.AsParameter(rival.Name)}'");
            return Unbound(parameter, NoStep);
        }

        bool isToken = KnownTypes.Same(parameter.Type, context.Known.CancellationToken);
        if (isToken || KnownTypes.Same(parameter.Type, context.Known.StepContext))
        {
            if (isToken && parameter.RefKind != RefKind.None)
            {
                context.Sink.Report(Rules.UnsupportedParameter, Place.Name(parameter), parameter.Name, method.Title, $"is a token passed by '{Word(parameter.RefKind)}'; take it by value");
                return Unbound(parameter, NoStep);
            }

            return CheckPassing(context, method, parameter, out Passing passing)
                ? new BoundParameter(parameter, type, isToken ? ParameterSource.Token : ParameterSource.Context, passing, 0, IsBound: true)
                : Unbound(parameter, NoStep);
        }

        if (isCalledInput)
        {
            return BindInput(context, method, parameter);
        }

        context.HasOpenBindings = true;
        if (CheckPassing(context, method, parameter, out _))
        {
            string? suggestion = null;
            string advice = context.Sink.IsEnabled ? Advice(context, method, parameter, out suggestion) : "";
            context.Sink.ReportFixable(
                Rules.UnresolvedParameter,
                Place.Name(parameter),
                FixProperties.Suggestion,
                suggestion,
                parameter.Name,
                method.Title,
                Names.Of(input),
                advice);
        }

        return Unbound(parameter, NoStep);
    }

    private static BoundParameter BindInput(ParseContext context, Candidate method, IParameterSymbol parameter)
    {
        if (!CheckPassing(context, method, parameter, out Passing passing))
        {
            return Unbound(parameter, NoStep);
        }

        if (TypeFit.FindError(context.Input!) is not null)
        {
            return Unbound(parameter, NoStep);
        }

        if (method.BatchAttribute is not null)
        {
            return BatchReader.BindInputs(context, method, parameter);
        }

        return CheckFit(context, method, parameter, context.Input!, parameter.Type, "the workflow's input")
            ? new BoundParameter(parameter, parameter.Type, ParameterSource.Input, passing, 0, IsBound: true)
            : Unbound(parameter, NoStep);
    }

    /// <summary>A step that returns the input's type, other than the one that asks: it cannot mean itself.</summary>
    private static Candidate? ProducerOfInputType(ParseContext context, Candidate method)
    {
        foreach (Candidate step in context.Steps)
        {
            if (!ReferenceEquals(step, method) && step.MapAttribute is null && KnownTypes.Same(step.Value, context.Input))
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>Refuses what no executor can pass: out, ref to a value, pointers, and references that an asynchronous body would have to keep.</summary>
    private static bool CheckPassing(ParseContext context, Candidate method, IParameterSymbol parameter, out Passing passing)
    {
        passing = parameter.RefKind == RefKind.None ? Passing.ByValue : Passing.In;
        string? complaint = parameter.RefKind switch
        {
            RefKind.Out => "is 'out'; return the value instead",
            RefKind.Ref => "is 'ref', but only a [State] can be changed; take it as 'in' or by value",
            _ => parameter.Type.TypeKind switch
            {
                TypeKind.Pointer or TypeKind.FunctionPointer => "is a pointer; take a value",
                TypeKind.Dynamic => "is 'dynamic', which is resolved at run time; name the type",
                _ => null,
            },
        };
        if (complaint is not null)
        {
            context.Sink.Report(Rules.UnsupportedParameter, Place.Name(parameter), parameter.Name, method.Title, complaint);
            return false;
        }

        if (method.IsAsynchronous && (passing == Passing.In || parameter.Type.IsRefLikeType))
        {
            context.Sink.Report(
                Rules.InOnAsync,
                parameter.Type.IsRefLikeType ? Place.Type(parameter) : Place.Name(parameter),
                parameter.Name,
                method.Title,
                parameter.Type.IsRefLikeType ? $"is the ref struct '{Names.Of(parameter.Type)}'" : $"is '{Word(parameter.RefKind)}'",
                parameter.Type.IsRefLikeType ? "take the array or the Memory<T> itself" : "take it by value");
            return false;
        }

        return true;
    }

    private static bool CheckFit(ParseContext context, Candidate method, IParameterSymbol parameter, ITypeSymbol value, ITypeSymbol wanted, string source)
    {
        switch (TypeFit.Of(value, wanted, context.Compilation))
        {
            case TypeFit.Result.Fits:
                return true;
            case TypeFit.Result.Boxes:
                context.Sink.ReportFixable(Rules.Boxing, Place.Type(parameter), FixProperties.Type, context.Known.FullName(value), parameter.Name, method.Title, Names.Of(wanted), Names.Of(value), source);
                return false;
            case TypeFit.Result.MayBeNull:
                Mismatch(context, method, parameter, source, value, $"a null would go where none is expected, so take '{Names.Of(value)}'");
                return false;
            default:
                if (!KnownTypes.Same(wanted, parameter.Type) && context.Known.MaybeType(value) is { } maybe)
                {
                    Mismatch(context, method, parameter, source, value, $"nothing is converted on the way, so take '{Names.Of(maybe)}' or name the parameter after another step", maybe);
                    return false;
                }

                bool isMaybeOfInput = context.Known.MaybeValue(wanted) is not null && source == "the workflow's input";
                bool isColumn = KnownTypes.Same(context.Known.ReadOnlySpanElement(wanted), value) && method is { IsAsynchronous: false, IsCompensation: false, MapAttribute: null };
                Mismatch(context, method, parameter, source, value, isMaybeOfInput
                    ? $"the input is never missing, so take '{Names.Of(value)}'"
                    : isColumn
                    ? $"only a [Batch] step takes those of many runs, so mark it so or take '{Names.Of(value)}'"
                    : $"nothing is converted on the way, so take '{Names.Of(value)}' or name the parameter after another step");
                return false;
        }
    }

    public static void Mismatch(ParseContext context, Candidate method, IParameterSymbol parameter, string source, ITypeSymbol? value, string mend, ITypeSymbol? take = null)
        => context.Sink.ReportFixable(
            Rules.TypeMismatch,
            Place.Type(parameter),
            FixProperties.Type,
            value is null ? null : context.Known.FullName(take ?? value),
            parameter.Name,
            method.Title,
            Names.Of(parameter.Type),
            source,
            Names.Of(value),
            mend);

    /// <summary>The most likely mend for a parameter that nothing fits.</summary>
    private static string Advice(ParseContext context, Candidate method, IParameterSymbol parameter, out string? suggestion)
    {
        suggestion = null;
        if (method.BatchAttribute is null && context.Known.SpanElement(parameter.Type) is not null)
        {
            return "; only a [Batch] step fills a span, so mark it so, or return the value";
        }

        foreach (ISymbol member in context.Type.GetMembers())
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } plain
                && !plain.ReturnsVoid && Names.AsParameter(plain.Name) == Names.AsParameter(parameter.Name)
                && context.Known.Find(plain, AttributeKind.Step) is null
                && context.Known.Find(plain, AttributeKind.Compensate) is null)
            {
                return $"; mark the method '{plain.Name}' with [Step]";
            }
        }

        if (Suggestion.Find(parameter.Name, context.Steps) is { } close && close != method.Name)
        {
            suggestion = Names.AsParameter(close);
            return $"; did you mean '{suggestion}'?";
        }

        ITypeSymbol taken = Taken(context, method, parameter), wanted = context.Known.MaybeValue(taken) ?? taken;
        Candidate? only = null;
        foreach (Candidate step in context.Steps)
        {
            if (!ReferenceEquals(step, method) && step.MapAttribute is null && KnownTypes.Same(step.Value, wanted))
            {
                if (only is not null)
                {
                    return $"; '{only.Name}' and '{step.Name}' return that type: name the parameter after one of them";
                }

                only = step;
            }
        }

        if (only is not null)
        {
            suggestion = Names.AsParameter(only.Name);
            return $"; '{only.Name}' returns that type: name the parameter '{suggestion}' or add [From(nameof({only.Name}))]";
        }

        if (TypeFit.Of(context.Input!, wanted, context.Compilation) == TypeFit.Result.Fits)
        {
            if (!ReferenceEquals(wanted, taken))
            {
                return $"; the input is never missing, so take '{Names.Of(wanted)}'";
            }

            suggestion = "input";
            return "; call it 'input' to take the workflow's input";
        }

        return "; name it after the step whose value it takes, or take a service in the constructor";
    }

    /// <summary>The type of what a parameter takes of one run: in a batch step that of an element.</summary>
    private static ITypeSymbol Taken(ParseContext context, Candidate method, IParameterSymbol parameter) =>
        (method.BatchAttribute is null ? null : context.Known.ReadOnlySpanElement(parameter.Type)) ?? parameter.Type;

    public static BoundParameter Unbound(IParameterSymbol parameter, int producer = NoStep) =>
        new(parameter, parameter.Type, producer >= 0 ? ParameterSource.Value : ParameterSource.Input, Passing.ByValue, producer, IsBound: false);

    public static string Word(RefKind kind) => kind switch
    {
        RefKind.In => "in",
        RefKind.Ref => "ref",
        RefKind.Out => "out",
        _ => "ref readonly",
    };
}
