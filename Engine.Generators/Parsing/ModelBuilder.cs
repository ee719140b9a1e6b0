using System;
using System.Collections.Generic;
using System.Text;
using Engine.Generators.Events;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>Writes down what the parse found, in strings and numbers.</summary>
internal static class ModelBuilder
{
    public static WorkflowModel Build(ParseContext context)
    {
        INamedTypeSymbol type = context.Type;
        bool isBroken = context.Sink.HasErrors;
        string name = type.Name;
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.Name + "." + name;
        }

        int entryRank = Visibility.Public;
        bool canBeNamed = false;
        if (context.Input is not null && context.Output is not null)
        {
            entryRank = Math.Min(Visibility.For(context.Input, type), Visibility.For(context.Output, type));
            canBeNamed = CanBeNamed(context);
        }

        int stateRank = entryRank;
        List<AttributeData> startsOn = StartReader.Find(context.Known, type);
        var startSink = new DiagnosticSink(isEnabled: false, context.CancellationToken);
        EquatableArray<StartModel>? starts = StartReader.Read(type, startsOn, context.Known, startSink);

        var model = new WorkflowModel(
            context.Known.NamespaceName(type.ContainingNamespace),
            ClassReader.Containers(type),
            ClassReader.Header(type),
            name,
            context.Input is null ? "" : context.Known.FullName(context.Input),
            context.Output is null ? "" : context.Known.FullName(context.Output),
            EquatableArray<StepModel>.Empty,
            EquatableArray<CompensationModel>.Empty,
            EquatableArray<StateModel>.Empty,
            OutputStep: -1,
            IsBroken: true,
            Services: null)
        {
            CanBeExtended = !context.CannotBeExtended,
            CanBeCalled = context.CannotBeExtended && canBeNamed,
            EntryAccess = Visibility.Word(entryRank),
            FileSuffix = FileSuffix(type),
            SubWorkflows = SubWorkflowWriter.Write(context, isBroken),
            IsHosted = context.IsHosted && context.Known.HasRuntime,
            HasStarts = startsOn.Count > 0 && StartReader.GeneratedName(type) is null,
        };
        if (isBroken)
        {
            return model;
        }

        EquatableArray<StateModel> states = BuildStates(context, ref stateRank);
        var steps = new StepModel[context.Steps.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = BuildStep(context, context.Steps[i], ref stateRank);
        }

        var compensations = new CompensationModel[context.Compensations.Count];
        for (int i = 0; i < compensations.Length; i++)
        {
            compensations[i] = new CompensationModel(BuildMethod(context, context.Compensations[i]), context.Compensations[i].Counterpart);
        }

        EquatableArray<string>? services = ClassReader.Services(context, out string? whyNot);
        model = model with
        {
            Steps = EquatableArray<StepModel>.Wrap(steps),
            Compensations = EquatableArray<CompensationModel>.Wrap(compensations),
            States = states,
            OutputStep = context.OutputStep,
            IsBroken = false,
            InputStorage = context.IsStored ? StorageReader.Of(context, context.Input!) : null,
            Services = services,
            WhyNotRegistered = whyNot,
            Starts = starts ?? EquatableArray<StartModel>.Empty,
        };
        model = new SubWorkflowInliner(context, model).Inline(ref stateRank);
        return model with { StateAccess = Visibility.Word(stateRank) };
    }

    /// <summary>Whether code beside the class may name it and what it takes and returns.</summary>
    private static bool CanBeNamed(ParseContext context)
    {
        INamedTypeSymbol type = context.Type;
        if (context.Input is null || context.Output is null || TypeFit.FindError(context.Input) is not null || TypeFit.FindError(context.Output) is not null
            || Visibility.Of(context.Input) < Visibility.Internal || Visibility.Of(context.Output) < Visibility.Internal
            || type.IsStatic || Visibility.Of(type) < Visibility.Internal)
        {
            return false;
        }

        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
        {
            if (part.IsGenericType || part.IsFileLocal)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Names of generated files are compared without case, names of types with it. Where a name on the way to the class has
    /// such a double, the suffix says which letters are upper case.
    /// </summary>
    private static string FileSuffix(INamedTypeSymbol type)
    {
        bool isDoubled = false;
        for (INamespaceOrTypeSymbol? at = type; at is { Name.Length: > 0 } && !isDoubled; at = (INamespaceOrTypeSymbol?)at.ContainingType ?? at.ContainingNamespace)
        {
            if (at is INamedTypeSymbol named)
            {
                foreach (INamedTypeSymbol sibling in ((INamespaceOrTypeSymbol?)named.ContainingType ?? named.ContainingNamespace).GetTypeMembers())
                {
                    isDoubled |= IsDouble(sibling.Name, at.Name);
                }
            }
            else
            {
                foreach (INamespaceSymbol sibling in at.ContainingNamespace.GetNamespaceMembers())
                {
                    isDoubled |= IsDouble(sibling.Name, at.Name);
                }
            }
        }

        if (!isDoubled)
        {
            return "";
        }

        var suffix = new StringBuilder(".");
        foreach (char letter in type.ToDisplayString(Names.NamespaceFormat).Replace(".", ""))
        {
            suffix.Append(char.IsUpper(letter) ? '1' : '0');
        }

        return suffix.ToString();
    }

    private static bool IsDouble(string name, string other) =>
        name.Length == other.Length && name != other && string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private static EquatableArray<StateModel> BuildStates(ParseContext context, ref int rank)
    {
        if (context.States.Count == 0)
        {
            return EquatableArray<StateModel>.Empty;
        }

        var states = new List<StateModel>(context.States.Count);
        foreach (StateCandidate state in context.States)
        {
            if (state.IsTouched)
            {
                state.Index = states.Count;
                states.Add(new StateModel(state.Type.Name, context.Known.FullName(state.Type))
                {
                    Storage = context.IsStored ? StorageReader.Of(context, state.Type) : null,
                });
                rank = Math.Min(rank, Visibility.For(state.Type, context.Type));
            }
        }

        return new EquatableArray<StateModel>(states);
    }

    private static StepModel BuildStep(ParseContext context, Candidate step, ref int rank)
    {
        if (step.Value is not null)
        {
            rank = Math.Min(rank, Visibility.For(step.Value, context.Type));
        }

        var conditions = EquatableArray<ConditionModel>.Empty;
        if (step.Conditions is not null)
        {
            var all = new ConditionModel[step.Conditions.Count];
            for (int i = 0; i < all.Length; i++)
            {
                all[i] = BuildCondition(context, step.Conditions[i]);
            }

            conditions = EquatableArray<ConditionModel>.Wrap(all);
        }

        return new StepModel(
            BuildMethod(context, step),
            step.Identity,
            conditions,
            step.After is null ? EquatableArray<int>.Empty : EquatableArray<int>.Wrap(step.After.ToArray()),
            step.IsSkippable,
            step.Counterpart)
        {
            Recording = step.Recording,
        };
    }

    private static ConditionModel BuildCondition(ParseContext context, Condition condition)
    {
        if (condition.Values.Count == 0)
        {
            return new ConditionModel(condition.Kind, condition.Step, EquatableArray<string>.Empty);
        }

        EnumDomain domain = context.Domains[condition.Step];
        var values = new string[condition.Values.Count];
        for (int i = 0; i < values.Length; i++)
        {
            IFieldSymbol member = domain.Members[condition.Values[i]];
            values[i] = context.Known.FullName(member.ContainingType) + "." + Names.Escape(member.Name);
        }

        return new ConditionModel(condition.Kind, condition.Step, EquatableArray<string>.Wrap(values));
    }

    private static MethodModel BuildMethod(ParseContext context, Candidate method)
    {
        var parameters = EquatableArray<ParameterModel>.Empty;
        if (method.Parameters.Length > 0)
        {
            var all = new ParameterModel[method.Parameters.Length];
            for (int i = 0; i < all.Length; i++)
            {
                BoundParameter parameter = method.Parameters[i];
                int index = parameter.Source == ParameterSource.State ? context.States[parameter.Index].Index : Math.Max(0, parameter.Index);
                all[i] = new ParameterModel(parameter.Source, index, parameter.Passing, context.Known.FullName(parameter.Type)) { Access = parameter.Access };
                if (parameter.IsElement)
                {
                    all[i] = Element(context, all[i], parameter, context.Steps[parameter.Index]);
                }
            }

            parameters = EquatableArray<ParameterModel>.Wrap(all);
        }

        var model = new MethodModel(
            method.Name,
            method.Method.IsStatic,
            method.Return,
            method.Value is null ? null : context.Known.FullName(method.Value),
            parameters,
            method.Policy)
        {
            IsBatch = method.BatchAttribute is not null,
            Storage = context.IsStored && method.Value is not null ? StorageReader.Of(context, method.Value) : null,
        };
        if (method.MapSource >= 0)
        {
            return AsMap(context, model, method);
        }

        return method.Sub is { IsInlined: false } sub ? SubWorkflowWriter.AsOneStep(context, model, sub) : model;
    }

    private static ParameterModel Element(ParseContext context, ParameterModel model, BoundParameter parameter, Candidate producer)
    {
        ITypeSymbol element = MapReader.ElementOf(context, producer)!;
        bool isMapped = producer.MapAttribute is not null;
        return model with
        {
            Collection = isMapped ? $"global::System.ReadOnlyMemory<{context.Known.FullName(element)}>" : context.Known.FullName(producer.Value!),
            IsExact = KnownTypes.Same(element, parameter.Type),
            Access = isMapped ? ".Memory" : "",
        };
    }

    private static MethodModel AsMap(ParseContext context, MethodModel model, Candidate step) => model with
    {
        ValueType = model.ValueType is null ? null : $"global::Engine.MapResults<{model.ValueType}>",
        Map = new MapModel(
            context.Steps[step.MapSource].Name,
            step.MapMax,
            model.ValueType,
            step.MapStruct,
            $"{context.Known.FullName(context.Type)}.{step.MapStruct}",
            step.MapAccess),
    };
}
