using System.Collections.Generic;
using Engine.Generators.Diagnostics;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>[When], [Unless], [Case] and [Default]: what must hold for a step to run.</summary>
internal static class ConditionReader
{
    public static void Read(ParseContext context, Candidate step)
    {
        foreach (Mark mark in step.Marks)
        {
            switch (mark.Kind)
            {
                case AttributeKind.When:
                case AttributeKind.Unless:
                    ReadBool(context, step, mark);
                    break;
                case AttributeKind.Case:
                case AttributeKind.Default:
                    ReadEnum(context, step, mark);
                    break;
            }
        }
    }

    /// <summary>What each default leaves to the cases, and whether every value has a branch.</summary>
    public static void CheckSwitches(ParseContext context)
    {
        if (context.Domains.Count == 0)
        {
            return;
        }

        var branches = new Dictionary<int, Branches>();
        foreach (Candidate step in context.Steps)
        {
            foreach (Condition condition in step.Conditions ?? [])
            {
                if (condition.Kind is ConditionKind.In or ConditionKind.NotIn)
                {
                    if (!branches.TryGetValue(condition.Step, out Branches? all))
                    {
                        branches.Add(condition.Step, all = new Branches(context.Domains[condition.Step]));
                    }

                    all.Add(condition);
                }
            }
        }

        foreach (KeyValuePair<int, Branches> branch in branches)
        {
            CheckSwitch(context, context.Steps[branch.Key], branch.Value);
        }
    }

    private static void CheckSwitch(ParseContext context, Candidate choice, Branches branches)
    {
        foreach (Condition otherwise in branches.Defaults)
        {
            for (int value = 0; value < branches.IsTaken.Length; value++)
            {
                if (branches.IsTaken[value])
                {
                    otherwise.Values.Add(value);
                }
            }

            if (otherwise.Values.Count == 0 && !context.HasOpenConditions)
            {
                string branch = context.Steps.Find(step => step.Conditions?.Contains(otherwise) == true)!.Name;
                context.Sink.Report(Rules.NoEffect, Place.Attribute(otherwise.Attribute), "Default", branch, $"no [Case] is over '{choice.Name}', so that the branch always runs; remove it");
            }
        }

        if (branches.Defaults.Count > 0 || branches.FirstCase is null || context.HasOpenConditions)
        {
            return;
        }

        var missing = new List<string>();
        for (int value = 0; value < branches.IsTaken.Length; value++)
        {
            if (!branches.IsTaken[value])
            {
                missing.Add($"'{branches.Domain.Members[value].Name}'");
            }
        }

        if (missing.Count > 0)
        {
            string list = missing.Count > 5 ? string.Join(", ", missing.GetRange(0, 5)) + $" or {missing.Count - 5} more" : Either(missing);
            context.Sink.Report(Rules.NotExhaustive, Place.Attribute(branches.FirstCase.Attribute), choice.Name, list);
        }
    }

    private static void ReadBool(ParseContext context, Candidate step, Mark mark)
    {
        if (!TryChoice(context, step, mark, out Candidate? source))
        {
            return;
        }

        if (source.Value is not { SpecialType: SpecialType.System_Boolean } || source.MapAttribute is not null)
        {
            context.HasOpenConditions = true;
            context.Sink.Report(Rules.ConditionNotBool, Place.Argument(mark.Data, 0), MethodReader.Title(mark), step.Name, source.Name, TypeOf(source));
            return;
        }

        ConditionKind kind = mark.Kind == AttributeKind.When ? ConditionKind.IsTrue : ConditionKind.IsFalse;
        step.Conditions ??= [];
        foreach (Condition other in step.Conditions)
        {
            if (other.Step == source.Index && other.Kind == kind)
            {
                context.Sink.Report(Rules.NoEffect, Place.Attribute(mark.Data), MethodReader.Title(mark), step.Name, $"it names '{source.Name}' a second time; remove it");
                return;
            }
        }

        step.Conditions.Add(new Condition(kind, source.Index, mark.Data));
    }

    /// <summary>A mapped step has a value for each element.</summary>
    private static string TypeOf(Candidate source) => Names.Of(source.Value) + (source.MapAttribute is null ? "" : "[]");

    private static void ReadEnum(ParseContext context, Candidate step, Mark mark)
    {
        if (!TryChoice(context, step, mark, out Candidate? source))
        {
            return;
        }

        if (source.Value is not INamedTypeSymbol { TypeKind: TypeKind.Enum } type || HasFlags(type) || source.MapAttribute is not null)
        {
            context.HasOpenConditions = true;
            string mend = source.MapAttribute is null && source.Value is { TypeKind: TypeKind.Enum } ? "a [Flags] enum has values beyond its members; return an enum of the cases" : "a switch is over a step that returns an enum; for a bool use [When] and [Unless]";
            context.Sink.Report(Rules.CaseNotEnum, Place.Argument(mark.Data, 0), MethodReader.Title(mark), step.Name, source.Name, TypeOf(source), mend);
            return;
        }

        if (!context.Domains.TryGetValue(source.Index, out EnumDomain? domain))
        {
            context.Domains.Add(source.Index, domain = new EnumDomain(type));
        }

        ConditionKind kind = mark.Kind == AttributeKind.Case ? ConditionKind.In : ConditionKind.NotIn;
        step.Conditions ??= [];
        Condition? condition = step.Conditions.Find(other => other.Step == source.Index && other.Kind is ConditionKind.In or ConditionKind.NotIn);
        if (condition is not null && (condition.Kind == ConditionKind.NotIn || kind == ConditionKind.NotIn))
        {
            AttributeData otherwise = kind == ConditionKind.NotIn ? mark.Data : condition.Attribute;
            context.HasOpenConditions = true;
            context.Sink.Report(Rules.NoEffect, Place.Attribute(otherwise), "Default", step.Name, $"the step also has a [Case] over '{source.Name}'; list its values in the case, and let another step be the default");
            return;
        }

        if (condition is null)
        {
            step.Conditions.Add(condition = new Condition(kind, source.Index, mark.Data));
        }

        if (kind == ConditionKind.In)
        {
            ReadValues(context, step, mark.Data, type, domain, condition);
        }
    }

    private static void ReadValues(ParseContext context, Candidate step, AttributeData attribute, INamedTypeSymbol type, EnumDomain domain, Condition condition)
    {
        if (attribute.ConstructorArguments.Length < 2)
        {
            Break(context);
            return;
        }

        ReadValue(context, step, attribute, 1, attribute.ConstructorArguments[1], type, domain, condition);
        if (attribute.ConstructorArguments.Length > 2 && attribute.ConstructorArguments[2] is { Kind: TypedConstantKind.Array, IsNull: false } more)
        {
            for (int i = 0; i < more.Values.Length; i++)
            {
                ReadValue(context, step, attribute, 2 + i, more.Values[i], type, domain, condition);
            }
        }

        condition.Values.Sort();
    }

    private static void ReadValue(ParseContext context, Candidate step, AttributeData attribute, int argument, TypedConstant value, INamedTypeSymbol type, EnumDomain domain, Condition condition)
    {
        if (value.Kind == TypedConstantKind.Error)
        {
            Break(context);
            return;
        }

        int position = value.Kind == TypedConstantKind.Enum && KnownTypes.Same(value.Type, type) ? domain.Find(value.Value) : -1;
        if (position < 0)
        {
            context.HasOpenConditions = true;
            string what = value.IsNull ? "null" : value.Kind == TypedConstantKind.Array ? "an array" : value.ToCSharpText();
            string mend = value.Kind == TypedConstantKind.Enum && KnownTypes.Same(value.Type, type)
                ? $"no member of '{type.Name}' has that value"
                : $"give a member of '{type.Name}', the type that '{context.Steps[condition.Step].Name}' returns";
            context.Sink.Report(Rules.BadCaseValue, Place.Argument(attribute, argument), step.Name, what, mend);
        }
        else if (condition.Values.Contains(position))
        {
            context.Sink.Report(Rules.BadCaseValue, Place.Argument(attribute, argument), step.Name, $"'{domain.Members[position].Name}' twice", "once is enough");
        }
        else
        {
            condition.Values.Add(position);
        }
    }

    private static string ToCSharpText(this TypedConstant value)
    {
        if (value.Type is not { } type)
        {
            return "a value";
        }

        if (value.Kind == TypedConstantKind.Enum && value.Value is { } constant)
        {
            foreach (ISymbol member in type.GetMembers())
            {
                if (member is IFieldSymbol { HasConstantValue: true } field && constant.Equals(field.ConstantValue))
                {
                    return $"'{type.Name}.{field.Name}'";
                }
            }
        }

        return $"'{System.Convert.ToString(value.Value, System.Globalization.CultureInfo.InvariantCulture)}' of type '{Names.Of(type)}'";
    }

    private static bool TryChoice(ParseContext context, Candidate step, Mark mark, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Candidate? source)
    {
        source = null;
        if (!AttributeValues.TryName(context, mark.Data, 0, out string? name))
        {
            Break(context);
            return false;
        }

        int index = StepLookup.Find(context, mark.Data, 0, name, MethodReader.Title(mark), step.Name);
        if (index < 0)
        {
            context.HasOpenConditions = true;
            context.HasOpenBindings = true;
            return false;
        }

        source = context.Steps[index];
        source.IsRead = true;
        if (ReferenceEquals(source, step))
        {
            context.HasOpenConditions = true;
            context.Sink.Report(Rules.SelfReference, Place.Argument(mark.Data, 0), step.Name, $"in [{MethodReader.Title(mark)}]", "; name the step that decides");
            return false;
        }

        if (source.IsRefused)
        {
            Break(context);
            return false;
        }

        return true;
    }

    private static void Break(ParseContext context)
    {
        context.HasOpenConditions = true;
        context.Sink.BreakSilently();
    }

    private static bool HasFlags(INamedTypeSymbol type)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "FlagsAttribute", ContainingNamespace.Name: "System" })
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Branches(EnumDomain domain)
    {
        public EnumDomain Domain { get; } = domain;

        public bool[] IsTaken { get; } = new bool[domain.Members.Count];

        public List<Condition> Defaults { get; } = [];

        public Condition? FirstCase { get; private set; }

        public void Add(Condition condition)
        {
            if (condition.Kind == ConditionKind.NotIn)
            {
                Defaults.Add(condition);
                return;
            }

            FirstCase ??= condition;
            foreach (int value in condition.Values)
            {
                IsTaken[value] = true;
            }
        }
    }

    /// <summary>Written out: 'A', 'B' or 'C'.</summary>
    private static string Either(List<string> items) => items.Count == 1
        ? items[0]
        : string.Join(", ", items.GetRange(0, items.Count - 1)) + " or " + items[items.Count - 1];
}
