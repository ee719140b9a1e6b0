using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Diagnostics;

/// <summary>
/// Everything the analyser may say: one row each, with a help page of the same name in docs/diagnostics. Errors cannot be
/// configured away, because nothing runnable is generated for a class that has one.
/// </summary>
internal static class Rules
{
    public const string Category = "Engine";

    public static readonly DiagnosticDescriptor NotPartial = Error("ENG001",
        "Workflow class is not partial",
        "'{0}' must be declared 'partial', because the generator adds the entry points of the workflow to it");

    public static readonly DiagnosticDescriptor Generic = Error("ENG002",
        "Workflow class is generic",
        "'{0}' is generic, or nested in a generic type, but a plan belongs to one class; write a workflow for each case, and let their steps call a generic helper");

    public static readonly DiagnosticDescriptor UnsuitableClass = Error("ENG003",
        "Class cannot be a workflow",
        "'{0}' cannot be a workflow: it is {1}; {2}");

    public static readonly DiagnosticDescriptor NoSteps = Error("ENG004",
        "Workflow has no steps",
        "'{0}' has no step; mark a method with [Step]");

    public static readonly DiagnosticDescriptor ReservedName = Error("ENG005",
        "Name is reserved",
        "'{0}' is a name that the generator gives to {1}; rename the {2}");

    public static readonly DiagnosticDescriptor DuplicateStep = Error("ENG006",
        "Two steps have one name",
        "'{0}' is already the name of {1}; {2}");

    public static readonly DiagnosticDescriptor TooManySteps = Error("ENG007",
        "Workflow has too many steps",
        "'{0}' has {1} steps, and a workflow may have {2}; split it, or let one step do work that repeats");

    public static readonly DiagnosticDescriptor OutsideWorkflow = Error("ENG008",
        "Attribute has no effect outside a workflow",
        "[{0}] on '{1}' has no effect: {2}");

    public static readonly DiagnosticDescriptor UnresolvedParameter = Error("ENG010",
        "Parameter has no source",
        "Parameter '{0}' of {1} has no source: no step has that name, and the input is of type '{2}'{3}");

    public static readonly DiagnosticDescriptor AmbiguousProducer = Error("ENG011",
        "Parameter has several sources",
        "Parameter '{0}' of {1} may mean {2}; {3}");

    public static readonly DiagnosticDescriptor TypeMismatch = Error("ENG012",
        "Parameter type does not fit the value",
        "Parameter '{0}' of {1} is of type '{2}', but {3} is of type '{4}'; {5}");

    public static readonly DiagnosticDescriptor SelfReference = Error("ENG013",
        "Step takes its own value",
        "Step '{0}' refers to itself {1}, but a step cannot wait for itself{2}");

    public static readonly DiagnosticDescriptor Cycle = Error("ENG014",
        "Steps form a cycle",
        "These steps wait for each other: {0}; let one of them do without the value, condition or [After] of the one before it");

    public static readonly DiagnosticDescriptor ValueNotRead = Error("ENG015",
        "Value is never read",
        "Nothing reads the value of step '{0}'; take it as a parameter named '{1}', mark the step [Output], or {2} if it works by its effect");

    public static readonly DiagnosticDescriptor UnknownType = Error("ENG016",
        "Type is not known here",
        "The type '{0}' of {1} is not known when the workflow is compiled; a type that another source generator makes cannot be seen here, so declare it in source or in a referenced project");

    public static readonly DiagnosticDescriptor UnknownName = Error("ENG017",
        "Attribute names no step",
        "[{0}] on '{1}' names '{2}', which is no step of '{3}'{4}");

    public static readonly DiagnosticDescriptor UnsupportedParameter = Error("ENG018",
        "Parameter is passed in a way that steps do not support",
        "Parameter '{0}' of {1} {2}");

    public static readonly DiagnosticDescriptor UnsuitableMethod = Error("ENG019",
        "Method cannot be a step",
        "'{0}' cannot be a {1}: it is {2}; {3}");

    public static readonly DiagnosticDescriptor NoOutput = Error("ENG020",
        "No step returns the workflow's output",
        "No step of '{0}' returns '{1}', the workflow's output{2}");

    public static readonly DiagnosticDescriptor AmbiguousOutput = Error("ENG021",
        "Several steps return the workflow's output",
        "'{0}' may return the value of {1}; {2}");

    public static readonly DiagnosticDescriptor OutputMayBeSkipped = Error("ENG022",
        "Output step may be skipped",
        "Step '{0}' is the output of '{1}' but may be skipped {2}; let it take Maybe<T> of what may be missing, and put conditions on the steps before it");

    public static readonly DiagnosticDescriptor OutputTypeMismatch = Error("ENG023",
        "Output step has another type than the workflow",
        "Step '{0}' is the output but returns '{1}', and the workflow returns '{2}'; {3}");

    public static readonly DiagnosticDescriptor MaybeOfCertain = Warning("ENG030",
        "Maybe<T> of a step that never skips",
        "Parameter '{0}' of {1} is Maybe<{2}>, but step '{3}' is never skipped; take '{2}'");

    public static readonly DiagnosticDescriptor ConditionNotBool = Error("ENG031",
        "Condition is no bool step",
        "[{0}] on '{1}' names '{2}', which returns '{3}'; a condition is a step that returns bool, so name one or let '{2}' return bool");

    public static readonly DiagnosticDescriptor CaseNotEnum = Error("ENG032",
        "Switch is over no enum step",
        "[{0}] on '{1}' names '{2}', which returns '{3}'; {4}");

    public static readonly DiagnosticDescriptor NotExhaustive = Error("ENG033",
        "Switch does not cover every value",
        "No branch over step '{0}' takes {1}; add a [Case] or a [Default]");

    public static readonly DiagnosticDescriptor Contradiction = Error("ENG034",
        "Step can never run",
        "Step '{0}' can never run: {1}");

    public static readonly DiagnosticDescriptor BadCaseValue = Error("ENG035",
        "Case value does not fit",
        "[Case] on '{0}' names {1}; {2}");

    public static readonly DiagnosticDescriptor Race = Error("ENG040",
        "Two unordered steps touch one state",
        "Steps '{0}' and '{1}' both touch state '{2}', {3}, and nothing orders them; add [After(nameof({0}))] to '{1}'");

    public static readonly DiagnosticDescriptor BadState = Error("ENG041",
        "State is used wrongly",
        "Parameter '{0}' of {1}: {2}");

    public static readonly DiagnosticDescriptor InOnAsync = Error("ENG050",
        "`in` or a span on an asynchronous step",
        "Parameter '{0}' of asynchronous {1} {2}, which cannot be kept until it ends; {3}");

    public static readonly DiagnosticDescriptor UnsupportedReturn = Error("ENG051",
        "Return type is not supported",
        "The {0} returns '{1}'; {2}");

    public static readonly DiagnosticDescriptor Boxing = Error("ENG052",
        "Value would be boxed",
        "Parameter '{0}' of {1} is of type '{2}', so that {4}, of type '{3}', would be boxed; take '{3}'");

    public static readonly DiagnosticDescriptor LargeCopy = Warning("ENG053",
        "Large struct is copied",
        "Parameter '{0}' of {1} copies {2} bytes; take it as 'in'");

    public static readonly DiagnosticDescriptor TimeoutWithoutToken = Error("ENG060",
        "Timeout without a token",
        "The {0} has a [Timeout] but takes no CancellationToken, by which it would be told; add one as a parameter");

    public static readonly DiagnosticDescriptor BadOption = Error("ENG061",
        "Attribute option is out of range or without effect",
        "[{0}] on '{1}': {2}");

    public static readonly DiagnosticDescriptor NoEffect = Error("ENG062",
        "Attribute has no effect here",
        "[{0}] on '{1}' has no effect: {2}");

    public static readonly DiagnosticDescriptor CompensationInput = Error("ENG063",
        "Compensation takes a value that may not be there",
        "Parameter '{0}' of compensation '{1}' takes the value of step '{2}', which need not have completed when '{3}' has; {4}");

    public static readonly DiagnosticDescriptor SecondCompensation = Error("ENG064",
        "Step has two compensations",
        "Step '{0}' is compensated by '{1}' and by '{2}'; merge them");

    public static readonly DiagnosticDescriptor RedundantAfter = Warning("ENG070",
        "[After] says nothing new",
        "[After] on '{0}' names '{1}', which it follows anyway: {2}; remove the name");

    public static readonly DiagnosticDescriptor NoRuntime = Error("ENG080",
        "Hosted workflow without a host",
        "'{0}' is hosted, but nothing here can host it; add the package Engine.Runtime to this project, or remove Hosted");

    public static readonly DiagnosticDescriptor NotStorable = Error("ENG081",
        "Value of a hosted workflow cannot be stored",
        "{0} is of type '{1}', which cannot be stored: {2}; {3}");

    public static readonly DiagnosticDescriptor BadPure = Error("ENG082",
        "Step cannot be pure",
        "Step '{0}' cannot be pure: {1}; {2}");

    public static readonly DiagnosticDescriptor BadSubWorkflow = Error("ENG090",
        "Sub-workflow step does not fit its workflow",
        "Step '{0}' cannot run '{1}': {2}");

    public static readonly DiagnosticDescriptor NoInstance = Error("ENG091",
        "Sub-workflow has no instance",
        "Nothing gives step '{0}' the '{1}' that it runs: {2}");

    public static readonly DiagnosticDescriptor RecursiveWorkflow = Error("ENG092",
        "Workflow contains itself",
        "Step '{0}' makes '{1}' a part of itself: {2}; a workflow is finite, so repeat by [Repeat] or break the circle");

    public static readonly DiagnosticDescriptor LostCompensations = Error("ENG093",
        "Compensations of a sub-workflow would be lost",
        "Step '{0}' runs '{1}' as one step, because {2}, so that {3} would not run when a later step fails; {4}");

    public static readonly DiagnosticDescriptor BadRepeat = Error("ENG094",
        "Repetition is declared wrongly",
        "[Repeat] on '{0}': {1}");

    public static readonly DiagnosticDescriptor BadMap = Error("ENG095",
        "Mapped step is declared wrongly",
        "[Map] on '{0}': {1}");

    public static readonly DiagnosticDescriptor BadBatch = Error("ENG096",
        "Batch step is declared wrongly",
        "[Batch] on '{0}': {1}");

    public static readonly DiagnosticDescriptor BatchOutputName = Error("ENG097",
        "Output of a batch step is not named after it",
        "Parameter '{0}' holds the values that batch step '{1}' gives, so call it '{2}'");

    /// <summary>All of them, by id.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> All =
    [
        NotPartial, Generic, UnsuitableClass, NoSteps, ReservedName, DuplicateStep, TooManySteps, OutsideWorkflow,
        UnresolvedParameter, AmbiguousProducer, TypeMismatch, SelfReference, Cycle, ValueNotRead, UnknownType,
        UnknownName, UnsupportedParameter, UnsuitableMethod, NoOutput, AmbiguousOutput, OutputMayBeSkipped, OutputTypeMismatch,
        MaybeOfCertain, ConditionNotBool, CaseNotEnum, NotExhaustive, Contradiction, BadCaseValue, Race, BadState,
        InOnAsync, UnsupportedReturn, Boxing, LargeCopy, TimeoutWithoutToken, BadOption, NoEffect, CompensationInput,
        SecondCompensation, RedundantAfter, NoRuntime, NotStorable, BadPure, BadSubWorkflow, NoInstance, RecursiveWorkflow, LostCompensations, BadRepeat, BadMap,
        BadBatch, BatchOutputName,
        .. EventRules.All,
        .. ActivityRules.All,
    ];

    internal static DiagnosticDescriptor Error(string id, string title, string message, params string[] tags) => new(
        id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpPage(id),
        customTags: [WellKnownDiagnosticTags.NotConfigurable, .. tags]);

    internal static DiagnosticDescriptor Warning(string id, string title, string message, params string[] tags) => new(
        id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: HelpPage(id), customTags: tags);

    private static string HelpPage(string id) => $"docs/diagnostics/{id}.md";
}
