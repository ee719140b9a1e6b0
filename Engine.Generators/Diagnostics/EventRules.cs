using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Diagnostics;

/// <summary>What the analyser may say about events and routers, as <see cref="Rules"/>.</summary>
internal static class EventRules
{
    public static readonly DiagnosticDescriptor BadEvent = Rules.Error("ENG100",
        "Type cannot be an event",
        "'{0}' cannot be an event: it is {1}; {2}");

    public static readonly DiagnosticDescriptor SameId = Rules.Error("ENG101",
        "Two event types have one id",
        "The events '{0}' and '{1}' have one id, 0x{2}; give one of them another: [Event(Id = ...)]", WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor NobodyHandles = Rules.Warning("ENG102",
        "No router handles the event",
        "No router of this assembly handles '{0}': it would be counted as unknown; add a method with [OnEvent], or remove the event", WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor BadRouter = Rules.Error("ENG110",
        "Class cannot be an event router",
        "'{0}' cannot be an event router: it is {1}; {2}");

    public static readonly DiagnosticDescriptor NoHandlers = Rules.Error("ENG111",
        "Router has no handlers",
        "'{0}' handles nothing; mark a method with [OnEvent]");

    public static readonly DiagnosticDescriptor BadHandler = Rules.Error("ENG112",
        "Method cannot be a handler",
        "'{0}' cannot be a handler: {1}; {2}");

    public static readonly DiagnosticDescriptor BadParameter = Rules.Error("ENG113",
        "Handler parameter has no meaning",
        "Parameter '{0}' of handler '{1}' {2}; {3}");

    public static readonly DiagnosticDescriptor HandledTwice = Rules.Error("ENG114",
        "Event type has two handlers",
        "'{0}' is handled by '{1}' and by '{2}'; merge them, because a type has one handler in a router");

    public static readonly DiagnosticDescriptor BadFilter = Rules.Error("ENG115",
        "Filter cannot be read",
        "The filter \"{0}\" of handler '{1}' {2}; {3}");

    public static readonly DiagnosticDescriptor BadOption = Rules.Error("ENG116",
        "Handler option contradicts the handler",
        "[{0}] on '{1}': {2}");

    public static readonly DiagnosticDescriptor OutsideRouter = Rules.Error("ENG117",
        "Attribute has no effect outside a router",
        "[OnEvent] on '{0}' has no effect: {1}");

    public static readonly DiagnosticDescriptor ReservedName = Rules.Error("ENG118",
        "Name is taken by the generated router",
        "'{0}' is a name that the generator gives to {1}; rename the {2}");

    public static readonly DiagnosticDescriptor BadStart = Rules.Error("ENG119",
        "Event cannot start the workflow",
        "[StartsOn<{0}>]: '{1}' {2}; {3}");

    /// <summary>All of them, by id.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> All =
    [
        BadEvent, SameId, NobodyHandles, BadRouter, NoHandlers, BadHandler, BadParameter, HandledTwice, BadFilter, BadOption, OutsideRouter, ReservedName,
        BadStart,
    ];
}
