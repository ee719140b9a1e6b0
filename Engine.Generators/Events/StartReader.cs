using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Events;

/// <summary>Reads the attributes [StartsOn] of a class: which events start runs of the workflow, and how its input is made of them.</summary>
internal static class StartReader
{
    public const string Attribute = "StartsOnAttribute";

    private const string InputOption = "Input";
    private const string Columns = "take the event, and behind it 'long key', 'long sequence', 'long time' or 'EventHeader header'";

    private static readonly string[] Generated = ["CountStarts", "RunEvents", "RunEventsAsync", "Starts"];

    /// <summary>The attributes, in order.</summary>
    public static List<AttributeData> Find(KnownTypes known, INamedTypeSymbol type)
    {
        var found = new List<AttributeData>();
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass is { Arity: 1, Name: Attribute } kind && known.IsOurs(kind))
            {
                found.Add(attribute);
            }
        }

        return found;
    }

    /// <summary>The events that the attributes name.</summary>
    public static IEnumerable<INamedTypeSymbol> Events(List<AttributeData> attributes) =>
        attributes.Select(static attribute => attribute.AttributeClass!.TypeArguments[0]).OfType<INamedTypeSymbol>();

    /// <summary>What the attributes mean; null where one of them is refused, or there is none.</summary>
    /// <param name="type">The class.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="known">The library's types.</param>
    /// <param name="sink">Takes what is wrong.</param>
    public static EquatableArray<StartModel>? Read(INamedTypeSymbol type, List<AttributeData> attributes, KnownTypes known, DiagnosticSink sink)
    {
        if (attributes.Count == 0)
        {
            return null;
        }

        if (known.Find(type, AttributeKind.Workflow)?.AttributeClass is not { TypeArguments: { Length: 2 } arguments })
        {
            Refuse(sink, Place.Attribute(attributes[0]), type, attributes[0], "is no workflow", "mark it [Workflow<TIn, TOut>] or remove the attribute");
            return null;
        }

        if (GeneratedName(type) is { } taken)
        {
            Refuse(sink, Place.Name(taken), type, attributes[0], $"has a member '{taken.Name}', which the generator gives it", "rename the member");
            return null;
        }

        var starts = new List<StartModel>();
        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (AttributeData attribute in attributes)
        {
            ITypeSymbol start = attribute.AttributeClass!.TypeArguments[0];
            if (start.TypeKind == TypeKind.Error || TypeFit.FindError(arguments[0]) is not null)
            {
                sink.BreakSilently();
            }
            else if (start is not INamedTypeSymbol named || EventSymbols.Find(known, named, EventSymbols.Event) is null)
            {
                Refuse(sink, Place.TypeArgument(attribute, 0), type, attribute, $"cannot start on '{Names.Of(start)}', which is no event", "mark that struct [Event]");
            }
            else if (!seen.Add(start))
            {
                Refuse(sink, Place.Attribute(attribute), type, attribute, $"starts on '{start.Name}' twice", "remove one of the attributes");
            }
            else if (ReadInput(type, named, arguments[0], attribute, known, sink) is { } read)
            {
                starts.Add(read);
            }
        }

        return starts.Count == attributes.Count ? new EquatableArray<StartModel>(starts) : null;
    }

    /// <summary>A member of the class with a name that the generator would give; null for none.</summary>
    public static ISymbol? GeneratedName(INamedTypeSymbol type) =>
        Generated.SelectMany(name => type.GetMembers(name)).FirstOrDefault(static member =>
            !member.DeclaringSyntaxReferences.All(static part => GeneratedCode.IsOurs(part.SyntaxTree)));

    private static StartModel? ReadInput(INamedTypeSymbol type, INamedTypeSymbol taken, ITypeSymbol input, AttributeData attribute, KnownTypes known, DiagnosticSink sink)
    {
        string? name = EventSymbols.Option<string?>(attribute, InputOption, null);
        if (name is null)
        {
            if (EventSymbols.HasOption(attribute, InputOption))
            {
                Refuse(sink, Place.Option(attribute, InputOption), type, attribute, "names no method", "write Input = nameof(...), or leave it out");
                return null;
            }

            if (KnownTypes.Same(taken, input))
            {
                return new StartModel(known.FullName(taken), null, EquatableArray<string>.Empty);
            }

            Refuse(
                sink, Place.Attribute(attribute), type, attribute, $"takes '{Names.Of(input)}' and not '{taken.Name}'",
                $"name a static method that makes one of the other: Input = nameof(...)");
            return null;
        }

        Place place = Place.Option(attribute, InputOption);
        IMethodSymbol[] methods = [.. type.GetMembers(name).OfType<IMethodSymbol>().Where(method =>
            method.Parameters.Length > 0 && KnownTypes.Same(method.Parameters[0].Type, taken))];
        if (methods.Length != 1)
        {
            Refuse(
                sink, place, type, attribute, methods.Length == 0 ? $"has no method '{name}' that takes '{taken.Name}'" : $"has several methods '{name}' that take '{taken.Name}'",
                $"write one: static {Names.Of(input)} {name}(in {taken.Name} ...)");
            return null;
        }

        return Bind(type, methods[0], taken, input, attribute, place, known, sink);
    }

    private static StartModel? Bind(
        INamedTypeSymbol type, IMethodSymbol method, INamedTypeSymbol taken, ITypeSymbol input, AttributeData attribute, Place place, KnownTypes known, DiagnosticSink sink)
    {
        if (!method.IsStatic || method.IsGenericMethod || method.ReturnsByRef || method.ReturnsByRefReadonly
            || !SymbolEqualityComparer.IncludeNullability.Equals(method.ReturnType, input))
        {
            string is_ = !method.IsStatic ? "is not static" : method.IsGenericMethod ? "is generic" : $"returns '{Names.Of(method.ReturnType)}'";
            Refuse(sink, place, type, attribute, $"makes its input by '{method.Name}', which {is_}", $"write static {Names.Of(input)} {method.Name}(in {taken.Name} ...)");
            return null;
        }

        var arguments = new List<string>();
        for (int i = 0; i < method.Parameters.Length; i++)
        {
            IParameterSymbol parameter = method.Parameters[i];
            string? argument = i == 0 ? "" : EventSymbols.Source(EventSymbols.KindOf(known, parameter));
            if (parameter.RefKind is not (RefKind.None or RefKind.In) || argument is null)
            {
                Refuse(sink, place, type, attribute, $"makes its input by '{method.Name}', which takes '{parameter.Name}'", Columns);
                return null;
            }

            if (i > 0)
            {
                arguments.Add(argument);
            }
        }

        return new StartModel(known.FullName(taken), Names.Escape(method.Name), new EquatableArray<string>(arguments));
    }

    private static void Refuse(DiagnosticSink sink, Place place, INamedTypeSymbol type, AttributeData attribute, string reason, string mend) =>
        sink.Report(EventRules.BadStart, place, attribute.AttributeClass!.TypeArguments[0].Name, type.Name, reason, mend);
}
