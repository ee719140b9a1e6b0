using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>A batch step in a run of its own: its columns are spans of length 1 over locals or fields.</summary>
internal sealed partial class StepCode
{
    private const string Span = "global::System.Span", ReadOnlySpan = "global::System.ReadOnlySpan";

    private IEnumerable<string> KeepOfOne(MethodModel body, StepSlot slot)
    {
        string[] elements = Elements(body, slot).Distinct().ToArray();
        if (elements.Length > 0)
        {
            yield return "{";
            foreach (string element in elements)
            {
                yield return element;
            }
        }

        yield return $"{Target(body)}({string.Join(", ", body.Parameters.Select(parameter => ColumnOfOne(body, slot, parameter)))});";
        if (slot.IsMaybe)
        {
            yield return $"{_fields}{slot.Value} = new({slot.Element});";
        }

        if (elements.Length > 0)
        {
            yield return "}";
        }

        if (slot.Ran is not null)
        {
            yield return $"{_fields}{slot.Ran} = true;";
        }
    }

    /// <summary>Locals for elements that are no field or local by themselves.</summary>
    private IEnumerable<string> Elements(MethodModel body, StepSlot slot)
    {
        if (slot.IsMaybe)
        {
            yield return $"{body.ValueType} {slot.Element} = default!;";
        }

        foreach (ParameterModel parameter in body.Parameters.Where(static parameter => parameter.Source == ParameterSource.Maybe))
        {
            StepSlot source = _layout.Steps[parameter.Index];
            if (!source.IsMaybe)
            {
                string type = Maybe(_workflow.Steps[parameter.Index].Body.ValueType!), made = $"new {type}({_fields}{source.Value})";
                yield return $"{type} {source.Element} = {(source.Ran is null ? made : $"{_fields}{source.Ran} ? {made} : default")};";
            }
        }
    }

    private string ColumnOfOne(MethodModel body, StepSlot slot, ParameterModel parameter)
    {
        string? type = ColumnLayout.ElementOf(_workflow, body, parameter);
        StepSlot source = parameter.Source is ParameterSource.Value or ParameterSource.Maybe ? _layout.Steps[parameter.Index] : slot;
        return parameter.Source switch
        {
            ParameterSource.Input => $"new {ReadOnlySpan}<{type}>(in {_fields}input)",
            ParameterSource.Value => $"new {ReadOnlySpan}<{type}>(in {_fields}{source.Value})",
            ParameterSource.Maybe => $"new {ReadOnlySpan}<{type}>(in {(source.IsMaybe ? _fields + source.Value : source.Element)})",
            ParameterSource.Output => $"new {Span}<{type}>(ref {(slot.IsMaybe ? slot.Element : _fields + slot.Value)})",
            _ => Argument(parameter),
        };
    }
}
