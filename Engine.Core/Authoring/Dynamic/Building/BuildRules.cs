namespace Engine.Internal;

/// <summary>What may be wrong: an id of the analyser's, and its words as far as they fit a workflow that is no class.</summary>
internal sealed record BuildRule(string Id, string Message);

/// <summary>
/// The analyser's rules that a workflow built at run time can break; the others are kept by the C# compiler, since slots have
/// types. A test compares ids and words with the analyser's table.
/// </summary>
internal static class BuildRules
{
    public static readonly BuildRule NoSteps = new("ENG004", "'{0}' has no step; add one");

    public static readonly BuildRule DuplicateStep = new("ENG006", "'{0}' is already the name of {1}; {2}");

    public static readonly BuildRule TooManySteps = new("ENG007", "'{0}' has {1} steps, and a workflow may have {2}; split it, or let one step do work that repeats");

    public static readonly BuildRule UnresolvedParameter = new("ENG010", "Parameter '{0}' of {1} has no source: {2}");

    public static readonly BuildRule SelfReference = new("ENG013", "Step '{0}' refers to itself {1}, but a step cannot wait for itself{2}");

    public static readonly BuildRule Cycle = new("ENG014", "These steps wait for each other: {0}; let one of them do without the value, condition or [After] of the one before it");

    public static readonly BuildRule ValueNotRead = new("ENG015", "Nothing reads the value of step '{0}'; let a step take it, build the workflow with it as output, or add it as an effect if it works by that");

    public static readonly BuildRule UnknownName = new("ENG017", "[{0}] on '{1}' names '{2}', which is no step of '{3}'{4}");

    public static readonly BuildRule NoOutput = new("ENG020", "No step of '{0}' returns '{1}', the workflow's output{2}");

    public static readonly BuildRule OutputMayBeSkipped = new("ENG022", "Step '{0}' is the output of '{1}' but may be skipped {2}; let it take Maybe<T> of what may be missing, and put conditions on the steps before it");

    public static readonly BuildRule MaybeOfCertain = new("ENG030", "Parameter '{0}' of {1} is Maybe<{2}>, but step '{3}' is never skipped; take '{2}'");

    public static readonly BuildRule CaseNotEnum = new("ENG032", "[{0}] on '{1}' names '{2}', which returns '{3}'; {4}");

    public static readonly BuildRule NotExhaustive = new("ENG033", "No branch over step '{0}' takes {1}; add a [Case] or a [Default]");

    public static readonly BuildRule Contradiction = new("ENG034", "Step '{0}' can never run: {1}");

    public static readonly BuildRule BadCaseValue = new("ENG035", "[Case] on '{0}' names {1}; {2}");

    public static readonly BuildRule TimeoutWithoutToken = new("ENG060", "The {0} has a [Timeout] but takes no CancellationToken, by which it would be told; add the builder's Token to what it takes");

    public static readonly BuildRule BadOption = new("ENG061", "[{0}] on '{1}': {2}");

    public static readonly BuildRule NoEffect = new("ENG062", "[{0}] on '{1}' has no effect: {2}");

    public static readonly BuildRule CompensationInput = new("ENG063", "Parameter '{0}' of compensation '{1}' takes the value of step '{2}', which need not have completed when '{3}' has; {4}");

    public static readonly BuildRule SecondCompensation = new("ENG064", "Step '{0}' is compensated by '{1}' and by '{2}'; merge them");

    public static readonly BuildRule RedundantAfter = new("ENG070", "[After] on '{0}' names '{1}', which it follows anyway: {2}; remove the name");

    /// <summary>All of them, by id.</summary>
    public static readonly BuildRule[] All =
    [
        NoSteps, DuplicateStep, TooManySteps, UnresolvedParameter, SelfReference, Cycle, ValueNotRead, UnknownName, NoOutput,
        OutputMayBeSkipped, MaybeOfCertain, CaseNotEnum, NotExhaustive, Contradiction, BadCaseValue, TimeoutWithoutToken, BadOption,
        NoEffect, CompensationInput, SecondCompensation, RedundantAfter,
    ];
}
