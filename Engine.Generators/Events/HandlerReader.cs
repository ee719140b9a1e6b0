using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Events;

/// <summary>Reads a method marked [OnEvent]: the event it takes, what else it asks for, its options.</summary>
internal static class HandlerReader
{
    private const string SingleColumns = "take 'long key', 'long sequence', 'long time', 'in EventHeader header', or a struct by 'ref' that is kept per key";
    private const string SpanColumns = "take 'ReadOnlySpan<long> keys', 'sequences' or 'times' beside the events";

    /// <summary>The handler, null where it is refused; and the event that it takes, null where that is not known.</summary>
    public static (HandlerModel? Handler, INamedTypeSymbol? Event) Read(RouterReader router, IMethodSymbol method, AttributeData attribute)
    {
        DiagnosticSink sink = router.Sink;
        bool isAsynchronous = KnownTypes.Same(method.ReturnType, router.Known.ValueTask);
        if (Unsuitable(method, isAsynchronous) is { } reason)
        {
            sink.Report(EventRules.BadHandler, Place.Name(method), method.Name, reason.Is, reason.Mend);
            return (null, Taken(router, method));
        }

        if (method.Parameters.Length == 0)
        {
            sink.Report(EventRules.BadHandler, Place.Name(method), method.Name, "it takes no event", "let its first parameter be 'in T' or 'ReadOnlySpan<T>', with T a struct marked [Event]");
            return (null, null);
        }

        if (Taken(router, method) is not { } taken)
        {
            ReportEvent(sink, method);
            return (null, null);
        }

        IParameterSymbol first = method.Parameters[0];
        bool isSpan = SpanOf(first.Type) is not null;
        bool isRefused = false;
        if (first.RefKind is not (RefKind.None or RefKind.In))
        {
            sink.Report(EventRules.BadParameter, Place.Name(first), first.Name, method.Name, "is taken by reference, but an event is a fact that nobody changes", "take it as 'in'");
            isRefused = true;
        }
        else if (isAsynchronous && (isSpan || first.RefKind == RefKind.In))
        {
            sink.Report(EventRules.BadParameter, Place.Name(first), first.Name, method.Name, "cannot be kept until an asynchronous handler ends", $"take '{taken.Name} {first.Name}' by value");
            isRefused = true;
        }

        List<HandlerParameter> parameters = [];
        for (int i = 1; i < method.Parameters.Length; i++)
        {
            if (Bind(router, method, method.Parameters[i], isSpan, isAsynchronous) is { } bound)
            {
                parameters.Add(bound);
            }
            else
            {
                isRefused = true;
            }
        }

        bool isOrdered = EventSymbols.Option(attribute, "Ordered", false);
        if (isOrdered && isSpan)
        {
            sink.Report(EventRules.BadOption, Place.Option(attribute, "Ordered"), "OnEvent", method.Name, $"Ordered asks for events one by one, but it takes a span of them; take 'in {taken.Name}'");
            isRefused = true;
        }

        FilterModel? filter = null;
        if (EventSymbols.HasOption(attribute, "Where"))
        {
            filter = FilterReader.Read(router, method, attribute, taken);
            isRefused |= filter is null;
        }

        AttributeData? mark = EventSymbols.Find(router.Known, taken, EventSymbols.Event);
        return (isRefused || mark is null ? null : new HandlerModel(
            Names.Escape(method.Name),
            router.Known.FullName(taken),
            EventSymbols.IdOf(taken, mark),
            isSpan ? EventPassing.Span : first.RefKind == RefKind.In ? EventPassing.In : EventPassing.Value,
            new EquatableArray<HandlerParameter>(parameters),
            method.IsStatic,
            isOrdered,
            isAsynchronous,
            filter), taken);
    }

    private static (string Is, string Mend)? Unsuitable(IMethodSymbol method, bool isAsynchronous)
    {
        if (method.MethodKind != MethodKind.Ordinary)
        {
            return ("it is no ordinary method", "mark a method of the class");
        }

        if (method.IsGenericMethod)
        {
            return ("it is generic", "write a handler for each type of event");
        }

        if (method.IsAbstract || method.IsExtern || (method.IsPartialDefinition && method.PartialImplementationPart is null))
        {
            return ("it has no body", "write one");
        }

        if (method is { ReturnsVoid: true, IsAsync: true })
        {
            return ("it is 'async void', so that nobody would see it end or fail", "return ValueTask");
        }

        if (!method.ReturnsVoid && !isAsynchronous)
        {
            // A type that does not exist is the C# compiler's to name; what follows would only repeat it.
            return method.ReturnType.TypeKind == TypeKind.Error ? ("what it returns is not known", "return void or ValueTask") : ($"it returns '{Names.Of(method.ReturnType)}'", "return void, or ValueTask where it waits for something");
        }

        return null;
    }

    private static void ReportEvent(DiagnosticSink sink, IMethodSymbol method)
    {
        IParameterSymbol first = method.Parameters[0];
        ITypeSymbol type = SpanOf(first.Type) ?? first.Type;
        if (type.TypeKind == TypeKind.Error)
        {
            sink.BreakSilently();
        }
        else
        {
            sink.Report(EventRules.BadParameter, Place.Type(first), first.Name, method.Name, $"is of type '{Names.Of(first.Type)}', which is no event", "take 'in T' or 'ReadOnlySpan<T>', with T a struct marked [Event]");
        }
    }

    /// <summary>The event that the first parameter means.</summary>
    private static INamedTypeSymbol? Taken(RouterReader router, IMethodSymbol method) =>
        method.Parameters.Length > 0
        && (SpanOf(method.Parameters[0].Type) ?? method.Parameters[0].Type) is INamedTypeSymbol { TypeKind: TypeKind.Struct } type
        && EventSymbols.Find(router.Known, type, EventSymbols.Event) is not null
            ? type
            : null;

    private static ITypeSymbol? SpanOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "ReadOnlySpan", Arity: 1, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } span ? span.TypeArguments[0] : null;

    private static HandlerParameter? Bind(RouterReader router, IMethodSymbol method, IParameterSymbol parameter, bool isSpan, bool isAsynchronous)
    {
        ITypeSymbol type = parameter.Type;
        if (type.TypeKind == TypeKind.Error)
        {
            router.Sink.BreakSilently();
            return null;
        }

        if (KnownTypes.Same(type, router.Known.CancellationToken))
        {
            return isAsynchronous && parameter.RefKind == RefKind.None
                ? new HandlerParameter(HandlerParameterKind.Token, false, -1)
                : Refuse(router, method, parameter, "is a token, which only asynchronous handlers get", "remove it, or return ValueTask");
        }

        if (parameter.RefKind == RefKind.Ref)
        {
            return State(router, method, parameter, isSpan, isAsynchronous);
        }

        if (parameter.RefKind is not (RefKind.None or RefKind.In) || (isAsynchronous && parameter.RefKind == RefKind.In))
        {
            return Refuse(router, method, parameter, "is passed in a way that handlers do not support", "take it by value");
        }

        bool isIn = parameter.RefKind == RefKind.In;
        if (isSpan)
        {
            HandlerParameterKind? column = SpanOf(type)?.SpecialType == SpecialType.System_Int64 ? parameter.Name switch
            {
                "keys" => HandlerParameterKind.Key,
                "sequences" => HandlerParameterKind.Sequence,
                "times" => HandlerParameterKind.Time,
                _ => null,
            } : null;
            return column is { } found && !isIn ? new HandlerParameter(found, false, -1) : Refuse(router, method, parameter, "has no source", SpanColumns);
        }

        return EventSymbols.KindOf(router.Known, parameter) is { } kind && (!isIn || kind == HandlerParameterKind.Header)
            ? new HandlerParameter(kind, isIn, -1)
            : Refuse(router, method, parameter, "has no source", SingleColumns);
    }

    private static HandlerParameter? State(RouterReader router, IMethodSymbol method, IParameterSymbol parameter, bool isSpan, bool isAsynchronous)
    {
        if (isAsynchronous)
        {
            return Refuse(router, method, parameter, "is a state, which an asynchronous handler would have to keep", "change the state in a synchronous handler");
        }

        if (isSpan)
        {
            return Refuse(router, method, parameter, "is the state of one key, but the handler takes events of many", "take one event by 'in'");
        }

        if (parameter.Type is not INamedTypeSymbol { TypeKind: TypeKind.Struct, IsRefLikeType: false, IsGenericType: false, SpecialType: SpecialType.None } type
            || EventSymbols.Find(router.Known, type, EventSymbols.Event) is not null)
        {
            return Refuse(router, method, parameter, $"is of type '{Names.Of(parameter.Type)}', which cannot be the state of a key", "declare a struct for it");
        }

        foreach (IParameterSymbol other in method.Parameters)
        {
            if (other.Ordinal < parameter.Ordinal && other.RefKind == RefKind.Ref && KnownTypes.Same(other.Type, type))
            {
                return Refuse(router, method, parameter, $"is the state '{type.Name}' a second time", "take it once");
            }
        }

        return new HandlerParameter(HandlerParameterKind.State, false, router.StateIndex(type));
    }

    private static HandlerParameter? Refuse(RouterReader router, IMethodSymbol method, IParameterSymbol parameter, string what, string mend)
    {
        router.Sink.Report(EventRules.BadParameter, Place.Name(parameter), parameter.Name, method.Name, what, mend);
        return null;
    }
}
