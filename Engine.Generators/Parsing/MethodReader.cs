using System;
using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>The members of the class: which methods are steps and compensations, how they come back, which structs are states.</summary>
internal static class MethodReader
{
    public const int MaxSteps = 4096;

    public static void Read(ParseContext context)
    {
        var methods = new List<Candidate>();
        foreach (ISymbol member in context.Type.GetMembers())
        {
            switch (member)
            {
                case IMethodSymbol method:
                    if (ReadMethod(context, method) is { } candidate)
                    {
                        methods.Add(candidate);
                    }

                    break;
                case INamedTypeSymbol { TypeKind: TypeKind.Struct } nested:
                    if (context.Known.Find(nested, AttributeKind.State) is { } attribute)
                    {
                        context.States.Add(new StateCandidate(nested, attribute));
                    }

                    break;
            }

            CheckName(context, member);
        }

        CheckInheritedNames(context);
        if (context.Type.DeclaringSyntaxReferences.Length > 1)
        {
            // The order of files is the build's business; what is generated must not depend on it.
            StableSort(methods, static candidate => candidate.Method);
            StableSort(context.States, static state => state.Type);
        }

        foreach (Candidate candidate in methods)
        {
            List<Candidate> list = candidate.IsCompensation ? context.Compensations : context.Steps;
            candidate.Index = list.Count;
            list.Add(candidate);
        }

        context.Names = new StepNames(context.Steps);
        if (context.Steps.Count == 0)
        {
            context.Sink.Report(Rules.NoSteps, Place.Name(context.Type), context.Title);
        }
        else if (context.Steps.Count > MaxSteps)
        {
            context.Sink.Report(Rules.TooManySteps, Place.Name(context.Type), context.Title, context.Steps.Count, MaxSteps);
        }

        CheckDuplicates(context, methods);
    }

    private static Candidate? ReadMethod(ParseContext context, IMethodSymbol method)
    {
        List<Mark>? marks = null;
        Mark? step = null, compensation = null;
        bool isSubWorkflow = false;
        foreach (AttributeData data in method.GetAttributes())
        {
            AttributeKind kind = context.Known.Classify(data);
            if (kind == AttributeKind.None)
            {
                continue;
            }

            var mark = new Mark(kind, data);
            (marks ??= []).Add(mark);
            step = kind is AttributeKind.Step or AttributeKind.SubWorkflow or AttributeKind.Batch ? mark : step;
            isSubWorkflow |= kind == AttributeKind.SubWorkflow;
            compensation = kind == AttributeKind.Compensate ? mark : compensation;
        }

        if (step is null && compensation is null)
        {
            CheckPlainMethod(context, method, marks);
            return null;
        }

        var candidate = new Candidate(method, marks!, compensation is not null);
        if (step is not null && compensation is not null)
        {
            context.Sink.Report(Rules.NoEffect, Place.Attribute(step.Value.Data), Title(step.Value), method.Name, "a compensation is no step; remove one of the two attributes");
        }

        if (UnsuitableReason(context, method, isSubWorkflow) is { } reason)
        {
            candidate.IsRefused = candidate.IsUnsuitable = true;
            context.HasOpenBindings = true;
            context.Sink.Report(Rules.UnsuitableMethod, Place.Name(method), method.Name, candidate.IsCompensation ? "compensation" : "step", reason.Is, reason.Mend);
        }
        else if (candidate.BatchAttribute is { } batch)
        {
            BatchReader.ReadOutput(context, candidate, batch);
        }
        else
        {
            ReadReturn(context, candidate);
        }

        if (step is not null && !candidate.IsCompensation)
        {
            ReadIdentity(context, candidate, candidate.Find(AttributeKind.Step) ?? step.Value.Data);
        }

        return candidate;
    }

    private static void CheckPlainMethod(ParseContext context, IMethodSymbol method, List<Mark>? marks)
    {
        if (marks is not null)
        {
            // It may be what reads the value of a step, or gives one, as soon as it is a step.
            context.HasOpenBindings = true;
            context.Sink.Report(Rules.NoEffect, Place.Attribute(marks[0].Data), Title(marks[0]), method.Name, "the method is no step; add [Step]");
            return;
        }

        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (context.Known.Find(parameter, AttributeKind.From) is { } from)
            {
                context.HasOpenBindings = true;
                context.Sink.Report(Rules.NoEffect, Place.Attribute(from), "From", parameter.Name, $"'{method.Name}' is no step; add [Step]");
                return;
            }
        }
    }

    public static string Title(Mark mark) => mark.Kind.ToString();

    private static (string Is, string Mend)? UnsuitableReason(ParseContext context, IMethodSymbol method, bool isSubWorkflow)
    {
        switch (method.MethodKind)
        {
            case MethodKind.Ordinary:
                break;
            case MethodKind.ExplicitInterfaceImplementation:
                return ("an explicit implementation of an interface", "write it as a method of the class and let the implementation call it");
            case MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove:
                return ("an accessor", "write it as a method");
            case MethodKind.UserDefinedOperator or MethodKind.Conversion:
                return ("an operator", "write it as a method with a name");
            default:
                return ("no ordinary method", "write it as one");
        }

        if (method.IsGenericMethod)
        {
            return ("generic", "name the types; a step may call a generic helper");
        }

        if (method.IsVararg)
        {
            return ("a method with __arglist", "name its parameters");
        }

        if (!isSubWorkflow && method is { IsPartialDefinition: true, PartialImplementationPart: null, ReturnsVoid: true, DeclaredAccessibility: Accessibility.Private })
        {
            return ("a partial method without a body, so that calls of it vanish", "give it a body");
        }

        return ObsoleteCheck.IsRefused(context, method) ? ("obsolete as an error, and generated code calls it", ObsoleteCheck.Mend) : null;
    }

    private static void ReadReturn(ParseContext context, Candidate candidate)
    {
        IMethodSymbol method = candidate.Method;
        KnownTypes known = context.Known;
        if (method.ReturnsVoid)
        {
            if (method.IsAsync)
            {
                RefuseReturn(context, candidate, "async void", "an async void method cannot be awaited; return Task or ValueTask");
            }

            return;
        }

        ITypeSymbol type = method.ReturnType;
        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            RefuseReturn(context, candidate, "ref " + Names.Of(type), "return the value itself");
            return;
        }

        if (type is INamedTypeSymbol { Arity: 0 } && (KnownTypes.Same(known.ValueTask, type) || KnownTypes.Same(known.Task, type)))
        {
            candidate.Return = KnownTypes.Same(known.ValueTask, type) ? ReturnKind.ValueTask : ReturnKind.Task;
            return;
        }

        ITypeSymbol value = type;
        if (type is INamedTypeSymbol { Arity: 1 } named)
        {
            bool isValueTask = KnownTypes.Same(known.ValueTaskOfT, named.OriginalDefinition);
            if (isValueTask || KnownTypes.Same(known.TaskOfT, named.OriginalDefinition))
            {
                candidate.Return = isValueTask ? ReturnKind.ValueTask : ReturnKind.Task;
                value = named.TypeArguments[0];
            }
        }

        CheckValue(context, candidate, type, value);
    }

    /// <summary>Keeps the type of a step's value, unless no value may be of that type.</summary>
    public static void CheckValue(ParseContext context, Candidate candidate, ITypeSymbol type, ITypeSymbol value)
    {
        candidate.Value = value;
        if (TypeFit.FindError(value) is { } error)
        {
            candidate.IsRefused = true;
            context.Sink.Report(Rules.UnknownType, candidate.ValuePlace, Names.Of(error), "the value of " + candidate.Title);
        }
        else if (ObsoleteCheck.FindRefused(context, value) is { } obsolete)
        {
            if (ObsoleteCheck.IsObsolete(candidate.Method))
            {
                RefuseReturn(context, candidate, Names.Of(type), $"generated code names '{Names.Of(obsolete)}', which is obsolete as an error: {ObsoleteCheck.Mend}");
            }

            candidate.IsRefused = true;
            context.Sink.BreakSilently();
        }
        else if (RefusedValue(context, candidate, value) is { } mend)
        {
            RefuseReturn(context, candidate, Names.Of(type), mend);
        }
    }

    /// <summary>What to do instead of returning such a value; null where it is welcome.</summary>
    private static string? RefusedValue(ParseContext context, Candidate candidate, ITypeSymbol value)
    {
        KnownTypes known = context.Known;
        if (candidate.IsCompensation)
        {
            return "nothing can read the value of a compensation; return void, ValueTask or Task";
        }

        if (value.TypeKind == TypeKind.Dynamic)
        {
            return "'dynamic' is resolved at run time; name the type";
        }

        if (value.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer)
        {
            return "a pointer cannot be kept for other steps; return a value";
        }

        if (value.IsRefLikeType)
        {
            return "a ref struct cannot be kept for other steps; return an array or a Memory<T>";
        }

        if (known.IsAsyncSequence(value))
        {
            return "an asynchronous sequence is not awaited; collect it and return an array";
        }

        if (known.MaybeValue(value) is { } inner)
        {
            return $"Maybe<T> tells a consumer that a step was skipped; return '{Names.Of(inner)}', or a nullable type for a value that may be missing";
        }

        for (ITypeSymbol? at = value; at is not null && at.SpecialType != SpecialType.System_Object; at = at.BaseType)
        {
            if (KnownTypes.Same(known.Task, at) || KnownTypes.Same(known.ValueTask, at.OriginalDefinition) || KnownTypes.Same(known.ValueTaskOfT, at.OriginalDefinition))
            {
                return candidate.IsAsynchronous
                    ? "the inner task would not be awaited; return its value"
                    : "only Task, Task<T>, ValueTask and ValueTask<T> themselves are awaited; return one of them";
            }
        }

        return null;
    }

    private static void RefuseReturn(ParseContext context, Candidate candidate, string type, string mend)
    {
        candidate.IsRefused = true;
        context.Sink.Report(Rules.UnsupportedReturn, candidate.ValuePlace, candidate.Title, type, mend);
    }

    private static void ReadIdentity(ParseContext context, Candidate candidate, AttributeData step)
    {
        foreach (KeyValuePair<string, TypedConstant> option in step.NamedArguments)
        {
            if (option.Key != "Name" || option.Value.Kind != TypedConstantKind.Primitive || option.Value.Value is not string name)
            {
                continue;
            }

            if (string.IsNullOrWhiteSpace(name) || HasControl(name))
            {
                context.Sink.Report(Rules.BadOption, Place.Option(step, "Name"), "Step", candidate.Name, "Name is empty or contains control characters; give a name that can be read, or leave it out");
                continue;
            }

            candidate.Identity = name;
        }
    }

    private static bool HasControl(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Reserved(string name) => name switch
    {
        "Run" or "RunAsync" or "RunBatch" or "RunParallel" => "an entry point",
        "State" => "the struct that holds the values of a run",
        "Definition" => "the struct that holds the plan",
        "Steps" => "the enum of the steps",
        _ => null,
    };

    private static void CheckName(ParseContext context, ISymbol member)
    {
        if (Reserved(member.Name) is { } use)
        {
            if (GeneratedCode.IsOurs(member))
            {
                return;
            }

            context.CannotBeExtended = true;
            string what = member is IMethodSymbol ? "method" : member is INamedTypeSymbol ? "type" : "member";
            context.Sink.Report(Rules.ReservedName, Place.Name(member), member.Name, use, what);
        }
        else if (member.Name == "value__" && member is IMethodSymbol)
        {
            context.CannotBeExtended = true;
            context.Sink.Report(Rules.ReservedName, Place.Name(member), member.Name, "no member of an enum", "method");
        }
    }

    private static void CheckInheritedNames(ParseContext context)
    {
        for (INamedTypeSymbol? at = context.Type.BaseType; at is not null && at.SpecialType != SpecialType.System_Object; at = at.BaseType)
        {
            foreach (ISymbol member in at.GetMembers())
            {
                if (member.DeclaredAccessibility != Accessibility.Private && Reserved(member.Name) is { } use)
                {
                    context.CannotBeExtended = true;
                    context.Sink.Report(Rules.ReservedName, Place.Name(context.Type), member.Name, use, $"member of the base class '{at.Name}', or derive from another");
                    return;
                }
            }
        }
    }

    private static void CheckDuplicates(ParseContext context, List<Candidate> methods)
    {
        var names = new Dictionary<string, Candidate>(methods.Count, StringComparer.Ordinal);
        foreach (Candidate candidate in methods)
        {
            if (!names.TryGetValue(candidate.Name, out Candidate? other))
            {
                names.Add(candidate.Name, candidate);
                continue;
            }

            candidate.IsRefused = other.IsRefused = true;
            candidate.IsDuplicate = true;
            context.HasOpenBindings = true;
            if (HaveOneSignature(candidate.Method, other.Method))
            {
                // The C# compiler refuses that.
                context.Sink.BreakSilently();
                continue;
            }

            string mend = candidate.IsCompensation != other.IsCompensation
                ? "a compensation needs a name of its own, so rename it"
                : "names lead from parameters to steps, so rename one of the methods";
            context.Sink.Report(Rules.DuplicateStep, Place.Name(candidate.Method), candidate.Name, candidate.IsCompensation || other.IsCompensation ? "a step or compensation" : "a step", mend);
        }

        Dictionary<string, Candidate>? identities = null;
        foreach (Candidate step in context.Steps)
        {
            if (!ReferenceEquals(step.Identity, step.Name))
            {
                identities ??= new Dictionary<string, Candidate>(StringComparer.Ordinal);
            }
        }

        if (identities is null)
        {
            return;
        }

        foreach (Candidate step in context.Steps)
        {
            if (!identities.TryGetValue(step.Identity, out Candidate? other))
            {
                identities.Add(step.Identity, step);
            }
            else if (step.Name != other.Name)
            {
                Candidate named = ReferenceEquals(step.Identity, step.Name) ? other : step;
                context.Sink.Report(
                    Rules.DuplicateStep,
                    Place.Option(named.Find(AttributeKind.Step)!, "Name"),
                    step.Identity,
                    "a step",
                    $"'{other.Name}' and '{step.Name}' have it, so give one of them another [Step(Name = ...)]");
            }
        }
    }

    private static bool HaveOneSignature(IMethodSymbol method, IMethodSymbol other)
    {
        if (method.Parameters.Length != other.Parameters.Length || method.Arity != other.Arity)
        {
            return false;
        }

        for (int i = 0; i < method.Parameters.Length; i++)
        {
            IParameterSymbol mine = method.Parameters[i], its = other.Parameters[i];
            if (!KnownTypes.Same(mine.Type, its.Type) || mine.RefKind == RefKind.None != (its.RefKind == RefKind.None))
            {
                return false;
            }
        }

        return true;
    }

    private static void StableSort<T>(List<T> items, Func<T, ISymbol> symbol)
    {
        var keys = new List<(string Path, int Start, int Position, T Item)>(items.Count);
        foreach (T item in items)
        {
            Location location = symbol(item).Locations is { Length: > 0 } locations ? locations[0] : Location.None;
            keys.Add((location.SourceTree?.FilePath ?? "", location.SourceSpan.Start, keys.Count, item));
        }

        keys.Sort(static (a, b) =>
        {
            int order = string.CompareOrdinal(a.Path, b.Path);
            order = order != 0 ? order : a.Start.CompareTo(b.Start);
            return order != 0 ? order : a.Position.CompareTo(b.Position);
        });
        for (int i = 0; i < keys.Count; i++)
        {
            items[i] = keys[i].Item;
        }
    }
}
