using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
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

    public void Report(DiagnosticDescriptor rule, Place place, params object[] arguments)
    {
        HasErrors |= rule.DefaultSeverity == DiagnosticSeverity.Error;
        if (IsEnabled)
        {
            (_found ??= []).Add(Diagnostic.Create(rule, place.Resolve(cancellationToken), arguments));
        }
    }

    /// <summary>The class cannot be run, and something else says why: the C# compiler, or an earlier message.</summary>
    public void BreakSilently() => HasErrors = true;

    public ImmutableArray<Diagnostic> ToImmutable() => _found is null ? [] : [.. _found];
}
