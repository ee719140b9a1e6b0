using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Engine.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>
/// Takes what the parser finds. The generator only wants to know whether there was an error: for it no location is looked
/// up and no diagnostic is made.
/// </summary>
internal sealed class DiagnosticSink(bool isEnabled, CancellationToken cancellationToken)
{
    private List<Diagnostic>? _found;

    /// <summary>Whether anybody reads the messages; checks that only warn are left out otherwise.</summary>
    public bool IsEnabled { get; } = isEnabled;

    public bool HasErrors { get; private set; }

    public void Report(DiagnosticDescriptor rule, Place place, params object[] arguments) => Add(rule, place, null, arguments);

    /// <summary>Reports with what a code fix needs beside the message, under a key of <see cref="FixProperties"/>.</summary>
    public void ReportFixable(DiagnosticDescriptor rule, Place place, string key, string? value, params object[] arguments)
        => Add(rule, place, value is null ? null : ImmutableDictionary<string, string?>.Empty.Add(key, value), arguments);

    /// <summary>The class cannot be run, and something else says why: the C# compiler, or an earlier message.</summary>
    public void BreakSilently() => HasErrors = true;

    public ImmutableArray<Diagnostic> ToImmutable() => _found is null ? [] : [.. _found];

    private void Add(DiagnosticDescriptor rule, Place place, ImmutableDictionary<string, string?>? properties, object[] arguments)
    {
        HasErrors |= rule.DefaultSeverity == DiagnosticSeverity.Error;
        if (IsEnabled)
        {
            (_found ??= []).Add(Diagnostic.Create(rule, place.Resolve(cancellationToken), properties, arguments));
        }
    }
}
