using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Events;

/// <summary>
/// Reads a class marked [EventRouter], and says why it cannot be one. The generator and the analyser share it, so that what is refused and
/// what is generated are always the same.
/// </summary>
internal sealed class RouterReader
{
    /// <summary>As EventSlots.MaxCount.</summary>
    private const int MaxHandlers = 255;

    /// <summary>As KeyedState.MaxKeyLimit.</summary>
    private const int MaxKeyLimit = 1 << 28;

    private const int DefaultMaxKeys = 1 << 20;

    private static readonly Dictionary<string, string> Reserved = new()
    {
        ["Handles"] = "the method that says what the router handles",
        ["Dispatch"] = "an entry point",
        ["DispatchAsync"] = "an entry point",
        ["DispatchOneByOne"] = "an entry point",
        ["Routes"] = "the table of handlers",
    };

    private readonly List<HandlerModel> _handlers = [];
    private readonly List<INamedTypeSymbol> _events = [];
    private readonly List<INamedTypeSymbol> _states = [];

    private RouterReader(INamedTypeSymbol type, Compilation compilation, DiagnosticSink sink, CancellationToken cancellationToken)
    {
        Type = type;
        Compilation = compilation;
        Known = KnownTypes.Of(compilation);
        Sink = sink;
        CancellationToken = cancellationToken;
    }

    public INamedTypeSymbol Type { get; }

    public Compilation Compilation { get; }

    public KnownTypes Known { get; }

    public DiagnosticSink Sink { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>The types that the router handles, those of refused handlers included.</summary>
    public IReadOnlyList<INamedTypeSymbol> Events => _events;

    /// <summary>Reads the class; the model is null where nothing can be added to it.</summary>
    public static (RouterModel? Model, IReadOnlyList<INamedTypeSymbol> Events) Read(INamedTypeSymbol type, AttributeData attribute, Compilation compilation, DiagnosticSink sink, CancellationToken cancellationToken)
    {
        var reader = new RouterReader(type, compilation, sink, cancellationToken);
        return (reader.Read(attribute), reader.Events);
    }

    /// <summary>The position of a state, given one if it has none.</summary>
    public int StateIndex(INamedTypeSymbol type)
    {
        int index = _states.FindIndex(state => KnownTypes.Same(state, type));
        if (index < 0)
        {
            index = _states.Count;
            _states.Add(type);
        }

        return index;
    }

    private static string Property(INamedTypeSymbol state) => state.Name + "ByKey";

    private RouterModel? Read(AttributeData attribute)
    {
        if (Unsuitable() is { } reason)
        {
            ReadHandlers();
            Sink.Report(EventRules.BadRouter, Place.Name(Type), Type.Name, reason.Is, reason.Mend);
            return null;
        }

        bool isAsynchronous = ReadHandlers();
        int maxKeys = EventSymbols.Option(attribute, "MaxKeys", DefaultMaxKeys);
        if (maxKeys is < 1 or > MaxKeyLimit)
        {
            Sink.Report(EventRules.BadOption, Place.Option(attribute, "MaxKeys"), "EventRouter", Type.Name, $"MaxKeys is {maxKeys}, and state is kept for 1 to {MaxKeyLimit} keys");
        }
        else if (EventSymbols.HasOption(attribute, "MaxKeys") && _states.Count == 0 && !Sink.HasErrors)
        {
            Sink.Report(EventRules.BadOption, Place.Option(attribute, "MaxKeys"), "EventRouter", Type.Name, "MaxKeys has no effect, because no handler takes a state by 'ref'; remove it");
        }

        bool isReserved = CheckNames();
        if (isReserved)
        {
            return null;
        }

        return new RouterModel(
            Known.NamespaceName(Type.ContainingNamespace),
            ClassReader.Containers(Type),
            ClassReader.Header(Type),
            EventSymbols.FullName(Type),
            maxKeys,
            Sink.HasErrors ? EquatableArray<HandlerModel>.Empty : new EquatableArray<HandlerModel>(_handlers),
            Sink.HasErrors
                ? EquatableArray<RouterStateModel>.Empty
                : new EquatableArray<RouterStateModel>(_states.Select(state => new RouterStateModel(
                    Known.FullName(state), Names.Escape(Property(state)), Visibility.Word(Visibility.For(state, Type))))),
            isAsynchronous,
            Sink.HasErrors);
    }

    private (string Is, string Mend)? Unsuitable()
    {
        if (EventSymbols.IsGeneric(Type))
        {
            return ("generic, or nested in a generic type", "write a router for each case");
        }

        if (Type.IsStatic)
        {
            return ("static", "remove 'static'; its handlers may be static all the same");
        }

        if (Type.IsAbstract)
        {
            return ("abstract", "remove 'abstract', or mark the class that derives from it");
        }

        if (EventSymbols.IsFileLocal(Type))
        {
            return ("local to its file", "generated code stands in another file, so remove 'file'");
        }

        return EventSymbols.NotPartial(Type, CancellationToken) is { } part
            ? (KnownTypes.Same(part, Type) ? "not partial" : $"nested in '{part.Name}', which is not partial", "add 'partial', because the generator adds the entry points to it")
            : null;
    }

    /// <summary>Reads the methods; tells whether one of them returns a task.</summary>
    private bool ReadHandlers()
    {
        bool isAsynchronous = false;
        var owners = new List<IMethodSymbol>();
        int found = 0;
        foreach (ISymbol member in Type.GetMembers())
        {
            CancellationToken.ThrowIfCancellationRequested();
            if (member is not IMethodSymbol method || EventSymbols.Find(Known, method, EventSymbols.Handler) is not { } attribute)
            {
                continue;
            }

            found++;
            isAsynchronous |= !method.ReturnsVoid;
            (HandlerModel? handler, INamedTypeSymbol? taken) = HandlerReader.Read(this, method, attribute);
            if (taken is null)
            {
                continue;
            }

            int first = _events.FindIndex(one => KnownTypes.Same(one, taken));
            if (first >= 0)
            {
                if (handler is null)
                {
                    // One message per mistake: it has been refused for what it is.
                    continue;
                }

                Sink.Report(EventRules.HandledTwice, Place.Name(method), taken.Name, Signature(owners[first]), Signature(method));
                continue;
            }

            CheckId(method, taken);
            _events.Add(taken);
            owners.Add(method);
            if (handler is not null)
            {
                _handlers.Add(handler);
            }
        }

        if (found == 0)
        {
            Sink.Report(EventRules.NoHandlers, Place.Name(Type), Type.Name);
        }
        else if (found > MaxHandlers)
        {
            Sink.Report(EventRules.BadRouter, Place.Name(Type), Type.Name, $"one with {found} handlers", $"a router has at most {MaxHandlers}; split it");
        }

        return isAsynchronous;
    }

    /// <summary>Methods may share a name, so that they are told apart by what they take.</summary>
    private static string Signature(IMethodSymbol method) =>
        $"{method.Name}({string.Join(", ", method.Parameters.Select(static parameter => Names.Of(parameter.Type)))})";

    /// <summary>Two events of other assemblies with one id; those of this one are compared when it is complete.</summary>
    private void CheckId(IMethodSymbol method, INamedTypeSymbol taken)
    {
        if (EventSymbols.Find(Known, taken, EventSymbols.Event) is not { } attribute)
        {
            return;
        }

        uint id = EventSymbols.IdOf(taken, attribute);
        foreach (INamedTypeSymbol other in _events)
        {
            if (EventSymbols.Find(Known, other, EventSymbols.Event) is not { } others || EventSymbols.IdOf(other, others) != id)
            {
                continue;
            }

            if (KnownTypes.Same(taken.ContainingAssembly, Compilation.Assembly) && KnownTypes.Same(other.ContainingAssembly, Compilation.Assembly))
            {
                Sink.BreakSilently();
            }
            else
            {
                Sink.Report(EventRules.SameId, Place.Name(method), other.Name, taken.Name, id.ToString("X8", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>Whether a member has a name that the generator needs.</summary>
    private bool CheckNames()
    {
        bool isTaken = false;
        foreach (ISymbol member in Type.GetMembers())
        {
            if (member.IsImplicitlyDeclared || GeneratedCode.IsOurs(member))
            {
                continue;
            }

            string? use = Reserved.TryGetValue(member.Name, out string? entry) ? entry
                : _states.Any(state => Property(state) == member.Name) ? "the table of a state"
                : null;
            if (use is not null)
            {
                Sink.Report(EventRules.ReservedName, Place.Name(member), member.Name, use, member.Kind switch
                {
                    SymbolKind.Method => "method",
                    SymbolKind.Property => "property",
                    SymbolKind.Field => "field",
                    SymbolKind.NamedType => "type",
                    _ => "member",
                });
                isTaken = true;
            }
        }

        for (int i = 0; i < _states.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (_states[i].Name == _states[j].Name)
                {
                    Sink.Report(EventRules.ReservedName, Place.Name(_states[i]), Property(_states[i]), $"the tables of two states, '{EventSymbols.FullName(_states[j])}' and '{EventSymbols.FullName(_states[i])}'", "one of them");
                    isTaken = true;
                }
            }
        }

        return isTaken;
    }
}
