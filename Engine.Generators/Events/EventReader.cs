using System.Threading;
using Engine.Generators.Diagnostics;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Events;

/// <summary>Reads a struct marked [Event], and says why it cannot be one.</summary>
internal static class EventReader
{
    /// <summary>As EventBatch.MaxEventBytes.</summary>
    private const int MaxBytes = 4096;

    /// <summary>The model, or null for a struct that nothing can be added to.</summary>
    public static EventModel? Read(INamedTypeSymbol type, AttributeData attribute, KnownTypes known, DiagnosticSink sink, CancellationToken cancellationToken)
    {
        if (Unsuitable(type, known, cancellationToken) is { } reason)
        {
            sink.Report(EventRules.BadEvent, Place.Name(type), type.Name, reason.Is, reason.Mend);
            return null;
        }

        if (EventSymbols.HasOption(attribute, "Id") && EventSymbols.Option(attribute, "Id", 1u) == 0)
        {
            sink.Report(EventRules.BadOption, Place.Option(attribute, "Id"), "Event", type.Name, "the Id 0 means none; give another, or leave it out");
        }

        return new EventModel(
            known.NamespaceName(type.ContainingNamespace),
            ClassReader.Containers(type),
            ClassReader.Header(type),
            EventSymbols.FullName(type),
            EventSymbols.IdOf(type, attribute));
    }

    /// <summary>Why the type is none, null where it is one.</summary>
    public static (string Is, string Mend)? Unsuitable(INamedTypeSymbol type, KnownTypes known, CancellationToken cancellationToken)
    {
        if (EventSymbols.IsGeneric(type))
        {
            return ("generic, or nested in a generic type", "declare a struct for each type of event");
        }

        if (type.IsRefLikeType)
        {
            return ("a ref struct, which no batch can keep", "remove 'ref'");
        }

        if (EventSymbols.IsFileLocal(type))
        {
            return ("local to its file", "generated code stands in another file, so remove 'file'");
        }

        if (!type.IsUnmanagedType)
        {
            return (Reference(type) is { } member ? $"not unmanaged, because of '{member}'" : "not unmanaged", "use numbers, enums and structs of them, and an id in place of a string or an object");
        }

        if (known.SizeBytes(type) is > MaxBytes and int size)
        {
            return ($"{size} bytes long", $"an event has at most {MaxBytes}; keep the bulk elsewhere and send its id");
        }

        return EventSymbols.NotPartial(type, cancellationToken) is { } part
            ? (KnownTypes.Same(part, type) ? "not partial" : $"nested in '{part.Name}', which is not partial", "add 'partial', because the generator adds IEvent to it")
            : null;
    }

    /// <summary>The first member that holds a reference.</summary>
    private static string? Reference(INamedTypeSymbol type)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, Type.IsUnmanagedType: false } field)
            {
                return field.AssociatedSymbol?.Name ?? field.Name;
            }
        }

        return null;
    }
}
