using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Engine.Generators.Diagnostics;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Engine.Generators.Events;

/// <summary>Says what is wrong with events and routers; and, when it has seen the whole assembly, which events have one id or no handler.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EventAnalyzer : EngineAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => EventRules.All;

    private protected override void Start(CompilationStartAnalysisContext context, KnownTypes known)
    {
        var seen = new Seen();
        OnTypes(context, (type, symbol, sink) => AnalyzeType(type, symbol, known, seen, sink));
        OnLocals(context, (method, name, sink) =>
        {
            if (EventSymbols.Find(known, method, EventSymbols.Handler) is { } stray)
            {
                sink.Report(EventRules.OutsideRouter, Place.Attribute(stray), name, "only a method of a router can be a handler; move it there");
            }
        });
        context.RegisterCompilationEndAction(end => AnalyzeAll(end, known, seen));
    }

    private static void AnalyzeType(INamedTypeSymbol type, SymbolAnalysisContext context, KnownTypes known, Seen seen, DiagnosticSink sink)
    {
        if (EventSymbols.Find(known, type, EventSymbols.Event) is { } mark)
        {
            if (EventReader.Read(type, mark, known, sink, context.CancellationToken) is not null)
            {
                seen.Events.Add(type);
            }
        }

        if (EventSymbols.Find(known, type, EventSymbols.Router) is { } attribute)
        {
            seen.HasRouter = true;
            foreach (INamedTypeSymbol handled in RouterReader.Read(type, attribute, context.Compilation, sink, context.CancellationToken).Events)
            {
                seen.Handled.TryAdd(handled, true);
            }

            seen.HasRefused |= sink.HasErrors;
        }
        else
        {
            CheckStray(type, known, sink);
        }

        List<AttributeData> starts = StartReader.Find(known, type);
        StartReader.Read(type, starts, known, sink);
        foreach (INamedTypeSymbol start in StartReader.Events(starts))
        {
            seen.Handled.TryAdd(start, true);
        }
    }

    /// <summary>One message per type, because it is one mistake.</summary>
    private static void CheckStray(INamedTypeSymbol type, KnownTypes known, DiagnosticSink sink)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IMethodSymbol { IsImplicitlyDeclared: false } method && EventSymbols.Find(known, method, EventSymbols.Handler) is { } stray)
            {
                sink.Report(EventRules.OutsideRouter, Place.Attribute(stray), method.Name, $"'{type.Name}' is no router; mark it [EventRouter] or remove the attribute");
                return;
            }
        }
    }

    private static void AnalyzeAll(CompilationAnalysisContext context, KnownTypes known, Seen seen)
    {
        var first = new Dictionary<uint, INamedTypeSymbol>();
        foreach (INamedTypeSymbol type in seen.Events.OrderBy(EventSymbols.FullName, System.StringComparer.Ordinal))
        {
            uint id = EventSymbols.IdOf(type, EventSymbols.Find(known, type, EventSymbols.Event)!);
            if (first.TryGetValue(id, out INamedTypeSymbol? other))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    EventRules.SameId, Place.Name(type).Resolve(context.CancellationToken), other.Name, type.Name, id.ToString("X8", CultureInfo.InvariantCulture)));
                continue;
            }

            first.Add(id, type);
            if (seen is { HasRouter: true, HasRefused: false } && !seen.Handled.ContainsKey(type))
            {
                context.ReportDiagnostic(Diagnostic.Create(EventRules.NobodyHandles, Place.Name(type).Resolve(context.CancellationToken), type.Name));
            }
        }
    }

    /// <summary>What the assembly declares, gathered from several threads.</summary>
    private sealed class Seen
    {
        public readonly ConcurrentBag<INamedTypeSymbol> Events = [];
        public readonly ConcurrentDictionary<INamedTypeSymbol, bool> Handled = new(SymbolEqualityComparer.Default);
        public volatile bool HasRouter;

        /// <summary>A router is not understood, so that what nobody handles would be a guess.</summary>
        public volatile bool HasRefused;
    }
}
