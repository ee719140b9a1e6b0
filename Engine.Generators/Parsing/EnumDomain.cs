using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Engine.Generators.Parsing;

/// <summary>The distinct values that an enum declares, in declaration order; of several members with one value the first.</summary>
internal sealed class EnumDomain
{
    private readonly Dictionary<object, int> _positions = [];

    public EnumDomain(INamedTypeSymbol type)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IFieldSymbol { HasConstantValue: true, ConstantValue: { } value } field && !_positions.ContainsKey(value))
            {
                _positions.Add(value, Members.Count);
                Members.Add(field);
            }
        }
    }

    public List<IFieldSymbol> Members { get; } = [];

    /// <summary>Of values that the enum does not declare, which a step may return all the same.</summary>
    public int Undeclared => Members.Count;

    public int Find(object? value) => value is not null && _positions.TryGetValue(value, out int position) ? position : -1;
}
