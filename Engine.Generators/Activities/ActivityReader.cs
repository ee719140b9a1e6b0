using System.Collections.Generic;
using System.Threading;
using Engine.Generators.Diagnostics;
using Engine.Generators.Events;
using Engine.Generators.Model;
using Engine.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Activities;

/// <summary>
/// Reads a class with methods marked [Activity], and says what is wrong with it. The generator and the analyser share it, so that what is refused
/// and what is generated are always the same.
/// </summary>
internal static class ActivityReader
{
    public const string Activity = "ActivityAttribute";

    /// <summary>As TaskGraph.MaxNameLength.</summary>
    private const int MaxNameLength = 256;

    /// <summary>Whether a type has a method that is marked.</summary>
    public static bool Applies(KnownTypes known, INamedTypeSymbol type) => First(known, type) is not null;

    /// <summary>The first method that is marked; null where there is none.</summary>
    public static IMethodSymbol? First(KnownTypes known, INamedTypeSymbol type)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IMethodSymbol method && EventSymbols.Find(known, method, Activity) is not null)
            {
                return method;
            }
        }

        return null;
    }

    /// <summary>Reads the class; the model is null where nothing can be added to it.</summary>
    public static ActivityClassModel? Read(INamedTypeSymbol type, KnownTypes known, DiagnosticSink sink, CancellationToken cancellationToken)
    {
        if (Unsuitable(type, known, cancellationToken) is { } reason)
        {
            sink.Report(ActivityRules.BadClass, Place.Name(type), type.Name, reason.Is, reason.Mend);
            return null;
        }

        var activities = new List<ActivityModel>();
        var owners = new Dictionary<string, IMethodSymbol>();
        foreach (ISymbol member in type.GetMembers())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (member is not IMethodSymbol method || EventSymbols.Find(known, method, Activity) is not { } attribute)
            {
                continue;
            }

            if (Read(method, attribute, known, sink) is not { } activity)
            {
                continue;
            }

            if (owners.TryGetValue(activity.Name, out IMethodSymbol? other))
            {
                sink.Report(ActivityRules.SameName, Place.Argument(attribute, 0), other.Name, method.Name, activity.Name);
                continue;
            }

            owners.Add(activity.Name, method);
            activities.Add(activity);
        }

        return new ActivityClassModel(
            known.NamespaceName(type.ContainingNamespace),
            ClassReader.Containers(type),
            ClassReader.Header(type),
            EventSymbols.FullName(type),
            sink.HasErrors ? EquatableArray<ActivityModel>.Empty : new EquatableArray<ActivityModel>(activities),
            sink.HasErrors);
    }

    private static (string Is, string Mend)? Unsuitable(INamedTypeSymbol type, KnownTypes known, CancellationToken cancellationToken)
    {
        if (type.TypeKind != TypeKind.Class)
        {
            return ($"{(type.TypeKind == TypeKind.Interface ? "an interface" : "a struct")}", "put them into a class");
        }

        if (EventSymbols.IsGeneric(type))
        {
            return ("generic, or nested in a generic type", "write a class for each case");
        }

        if (type.IsStatic)
        {
            return ("static", "remove 'static'; its activities may be static all the same");
        }

        if (EventSymbols.IsFileLocal(type))
        {
            return ("local to its file", "generated code stands in another file, so remove 'file'");
        }

        for (INamedTypeSymbol? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (Applies(known, ancestor))
            {
                return ($"derived from '{ancestor.Name}', which has some too", "put them all into one of the classes, or make two classes that do not derive from each other");
            }
        }

        if (EventSymbols.NotPartial(type, cancellationToken) is { } part)
        {
            return (KnownTypes.Same(part, type) ? "not partial" : $"nested in '{part.Name}', which is not partial", "add 'partial', because the generator adds a member to it");
        }

        return known.ActivityCall is null ? ("in a project that cannot run them", "add the package Engine.Runtime to it") : null;
    }

    private static ActivityModel? Read(IMethodSymbol method, AttributeData attribute, KnownTypes known, DiagnosticSink sink)
    {
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Kind == TypedConstantKind.Error)
        {
            // The C# compiler says what is missing.
            sink.BreakSilently();
            return null;
        }

        ActivityResult? result = ResultOf(method.ReturnType, known);
        if (Unsuitable(method, attribute.ConstructorArguments[0].Value as string, result) is { } reason)
        {
            sink.Report(ActivityRules.BadActivity, Place.Name(method), method.Name, reason.Is, reason.Mend);
            return null;
        }

        return ArgumentsOf(method, known, sink) is { } arguments
            ? new ActivityModel(Names.Escape(method.Name), (string)attribute.ConstructorArguments[0].Value!, method.IsStatic, result!.Value, arguments)
            : null;
    }

    private static (string Is, string Mend)? Unsuitable(IMethodSymbol method, string? name, ActivityResult? result)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return ("it has no name", "name it, as in [Activity(\"fetch\")]");
        }

        if (name!.Length > MaxNameLength)
        {
            return ($"its name has {name.Length} characters", $"choose one of up to {MaxNameLength}");
        }

        if (method.MethodKind != MethodKind.Ordinary)
        {
            return ("it is no ordinary method", "mark a method of a class");
        }

        if (method.IsGenericMethod)
        {
            return ("it is generic", "write a method for each case");
        }

        if (method.IsExtern || (method.IsPartialDefinition && method.PartialImplementationPart is null))
        {
            return ("it has no body", "write one");
        }

        if (method is { ReturnsVoid: true, IsAsync: true })
        {
            return ("it is 'async void', so that nobody would see it end or fail", "return ValueTask");
        }

        if (result is not null)
        {
            return null;
        }

        // A type that does not exist is the C# compiler's to name; what follows would only repeat it.
        return (method.ReturnType.TypeKind == TypeKind.Error ? "what it returns is not known" : $"it returns '{Names.Of(method.ReturnType)}'",
            "return ReadOnlyMemory<byte>, byte[] or void, or ValueTask<ReadOnlyMemory<byte>> or ValueTask where it waits for something");
    }

    private static ActivityResult? ResultOf(ITypeSymbol type, KnownTypes known) => type switch
    {
        { SpecialType: SpecialType.System_Void } => ActivityResult.Nothing,
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => ActivityResult.Bytes,
        INamedTypeSymbol named when IsBytes(named, known) => ActivityResult.Bytes,
        INamedTypeSymbol named when KnownTypes.Same(named, known.ValueTask) => ActivityResult.LaterNothing,
        INamedTypeSymbol { TypeArguments.Length: 1 } named when KnownTypes.Same(named.OriginalDefinition, known.ValueTaskOfT) && IsBytes(named.TypeArguments[0], known) => ActivityResult.LaterBytes,
        _ => null,
    };

    private static bool IsBytes(ITypeSymbol type, KnownTypes known) =>
        type is INamedTypeSymbol { TypeArguments.Length: 1 } named && KnownTypes.Same(named.OriginalDefinition, known.ReadOnlyMemory) && named.TypeArguments[0].SpecialType == SpecialType.System_Byte;

    private static string? ArgumentsOf(IMethodSymbol method, KnownTypes known, DiagnosticSink sink)
    {
        var arguments = new List<string>();
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            string? argument = parameter.RefKind is not (RefKind.None or RefKind.In) ? null
                : KnownTypes.Same(parameter.Type, known.ActivityCall) ? "call"
                : KnownTypes.Same(parameter.Type, known.CancellationToken) ? "cancellationToken"
                : null;
            if (argument is null || arguments.Contains(argument))
            {
                string wrong = argument is not null ? $"it takes '{Names.Of(parameter.Type)}' twice" : $"nothing is known that could be passed as '{parameter.Name}'";
                sink.Report(ActivityRules.BadActivity, Place.Name(parameter), method.Name, wrong, "take an ActivityCall, a CancellationToken, both or none; the call has the input of the run and the results of the tasks before");
                return null;
            }

            arguments.Add(argument);
        }

        return string.Join(", ", arguments);
    }
}
