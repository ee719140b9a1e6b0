using System.Collections.Immutable;
using Engine.Generators.Diagnostics;
using Engine.Generators.Events;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Engine.Generators.Activities;

/// <summary>Says what is wrong with activities.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ActivityAnalyzer : EngineAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ActivityRules.All;

    private protected override void Start(CompilationStartAnalysisContext context, KnownTypes known)
    {
        OnTypes(context, (type, symbol, sink) =>
        {
            if (ActivityReader.Applies(known, type))
            {
                ActivityReader.Read(type, known, sink, symbol.CancellationToken);
            }
        });
        OnLocals(context, (method, name, sink) =>
        {
            if (EventSymbols.Find(known, method, ActivityReader.Activity) is { } stray)
            {
                sink.Report(ActivityRules.BadActivity, Place.Attribute(stray), name, "it is no member of a class", "move it there, or add it to the table by hand");
            }
        });
    }
}
