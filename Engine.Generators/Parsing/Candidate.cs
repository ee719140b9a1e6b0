using System;
using System.Collections.Generic;
using Engine.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>A method on its way to become a step or a compensation.</summary>
internal sealed class Candidate(IMethodSymbol method, List<Mark> marks, bool isCompensation)
{
    private AttributeData? _mapAttribute;
    private AttributeData? _batchAttribute;

    public IMethodSymbol Method { get; } = method;

    public string Name { get; } = method.Name;

    /// <summary>Our attributes on it, in order.</summary>
    public List<Mark> Marks { get; } = marks;

    public bool IsCompensation { get; } = isCompensation;

    /// <summary>Position among the steps, or among the compensations.</summary>
    public int Index { get; set; }

    public ReturnKind Return { get; set; }

    /// <summary>The unwrapped type of its value, null for none.</summary>
    public ITypeSymbol? Value { get; set; }

    /// <summary>Something about the method is wrong and has been said: what takes its value is not judged.</summary>
    public bool IsRefused { get; set; }

    /// <summary>A second method of one name: what it takes and asks for is not looked at.</summary>
    public bool IsDuplicate { get; set; }

    /// <summary>The method cannot be called as a step at all: nor is what this one takes and asks for.</summary>
    public bool IsUnsuitable { get; set; }

    public string Identity { get; set; } = method.Name;

    public BoundParameter[] Parameters { get; set; } = Array.Empty<BoundParameter>();

    public List<Condition>? Conditions { get; set; }

    public List<int>? After { get; set; }

    public PolicyModel? Policy { get; set; }

    /// <summary>What a hosted run records of it.</summary>
    public Recording Recording { get; set; }

    /// <summary>Something takes its value.</summary>
    public bool IsRead { get; set; }

    public bool IsSkippable { get; set; }

    /// <summary>When it runs; null for always.</summary>
    public Guard? Guard { get; set; }

    /// <summary>Of a step its compensation, of a compensation its step; -1 for none.</summary>
    public int Counterpart { get; set; } = -1;

    /// <summary>The workflow that the step runs; null for any other, and where something is wrong with it.</summary>
    public SubWorkflow? Sub { get; set; }

    /// <summary>[Map], if it is a mapped step; <see cref="Value"/> is then that of one call.</summary>
    public AttributeData? MapAttribute => _mapAttribute ??= IsCompensation || BatchAttribute is not null ? null : Find(AttributeKind.Map);

    /// <summary>The step that makes the elements; -1 for a step that is not mapped.</summary>
    public int MapSource { get; set; } = -1;

    public int MapMax { get; set; }

    /// <summary>The struct that holds what its calls take, and how far it may be seen.</summary>
    public string MapStruct { get; set; } = "";

    public string MapAccess { get; set; } = "private";

    /// <summary>[Batch], if it is a batch step; <see cref="Value"/> is then what its output holds for each run.</summary>
    public AttributeData? BatchAttribute => _batchAttribute ??= IsCompensation ? null : Find(AttributeKind.Batch);

    /// <summary>The column that a batch step fills; null for one without a value, and for any other step.</summary>
    public IParameterSymbol? BatchOutput { get; set; }

    /// <summary>Where the type of its value stands.</summary>
    public Place ValuePlace => Place.Type((ISymbol?)BatchOutput ?? Method);

    public bool IsAsynchronous => Return != ReturnKind.Synchronous;

    /// <summary>As messages call it.</summary>
    public string Title => (IsCompensation ? "compensation '" : "step '") + Name + "'";

    public AttributeData? Find(AttributeKind kind)
    {
        foreach (Mark mark in Marks)
        {
            if (mark.Kind == kind)
            {
                return mark.Data;
            }
        }

        return null;
    }
}

/// <summary>One of our attributes on a method.</summary>
internal readonly record struct Mark(AttributeKind Kind, AttributeData Data);

/// <summary>A parameter and what it receives.</summary>
/// <param name="Type">Of a <c>Maybe&lt;T&gt;</c> the T.</param>
/// <param name="Index">The position of the step or state; for a step also where the type does not fit, because the edge is meant.</param>
/// <param name="IsBound">Not set where an error has been reported.</param>
internal readonly record struct BoundParameter(
    IParameterSymbol Symbol,
    ITypeSymbol Type,
    ParameterSource Source,
    Passing Passing,
    int Index,
    bool IsBound)
{
    /// <summary>It takes one element of what a mapped step maps.</summary>
    public bool IsElement { get; init; }

    /// <summary>How the results of a mapped step are handed over: <c>.Span</c>, <c>.Memory</c>, or empty for any other value.</summary>
    public string Access { get; init; } = "";

    /// <summary>Whether it makes an edge from a step.</summary>
    public bool TakesStep => Source is ParameterSource.Value or ParameterSource.Maybe && Index >= 0;
}

/// <summary>One condition of a step; the values of a switch are set when all branches are known.</summary>
internal sealed class Condition(ConditionKind kind, int step, AttributeData attribute)
{
    public ConditionKind Kind { get; } = kind;

    public int Step { get; } = step;

    public AttributeData Attribute { get; } = attribute;

    /// <summary>Positions in the enum's <see cref="EnumDomain"/>, ascending, without repetition.</summary>
    public List<int> Values { get; } = [];
}
