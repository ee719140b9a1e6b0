using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Diagnostics;

/// <summary>What the analyser may say about activities, as <see cref="Rules"/>.</summary>
internal static class ActivityRules
{
    public static readonly DiagnosticDescriptor BadClass = Rules.Error("ENG120",
        "Type cannot have activities",
        "'{0}' cannot have activities: it is {1}; {2}");

    public static readonly DiagnosticDescriptor BadActivity = Rules.Error("ENG121",
        "Method cannot be an activity",
        "'{0}' cannot be an activity: {1}; {2}");

    public static readonly DiagnosticDescriptor SameName = Rules.Error("ENG122",
        "Two activities have one name",
        "'{0}' and '{1}' are both activity '{2}'; give one of them another name, because tasks find their activity by it");

    /// <summary>All of them, by id.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> All = [BadClass, BadActivity, SameName];
}
