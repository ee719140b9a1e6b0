using System;
using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Model;
using Engine.Generators.Parsing;

namespace Engine.Generators.Emission;

/// <summary>
/// The C# of calls and guards, in one of two places: in the class over locals (<c>Run</c>), or in the definition over the
/// fields of a state.
/// </summary>
internal sealed partial class StepCode
{
    /// <summary>
    /// Simple names that mean a member of the definition or a parameter of one there, so that a static step of the name must be
    /// qualified.
    /// </summary>
    private static readonly HashSet<string> DefinitionMembers =
    [
        "Mermaid", "Name", "Fingerprint", "StepCount", "CompensationCount", "SuccessorOffsets", "Successors", "PredecessorCounts", "StartOrder",
        "Traits", "StepName", "CompensationOf", "Policy", "Runs", "Dispatch", "RunSteps", "OnCompleted", "Complete", "Start", "Output",
        "Equals", "GetHashCode", "GetType", "ToString", "ReferenceEquals", "MemberwiseClone", "Finalize", "_workflow",
        "index", "state", "context", "gate",
        "Columns", "BytesPerLane", "NewColumns", "StartLanes", "ClearLanes", "Guard", "Ran", "TakesColumns",
    ];

    private readonly WorkflowModel _workflow;
    private readonly StateLayout _layout;
    private readonly bool _isInDefinition;
    private readonly string _fields;
    private readonly ColumnLayout? _columns;

    private StepCode(WorkflowModel workflow, StateLayout layout, bool isInDefinition, ColumnLayout? columns = null)
    {
        _columns = columns;
        _workflow = workflow;
        _layout = layout;
        _isInDefinition = isInDefinition;
        _fields = isInDefinition ? "state." : "";
    }

    public static StepCode OverLocals(WorkflowModel workflow, StateLayout layout) => new(workflow, layout, isInDefinition: false);

    public static StepCode OverState(WorkflowModel workflow, StateLayout layout) => new(workflow, layout, isInDefinition: true);

    /// <summary>In the definition over columns, for lane <c>i</c> of the instance <c>workflow</c>.</summary>
    public static StepCode OverColumns(WorkflowModel workflow, StateLayout layout, ColumnLayout columns) => new(workflow, layout, isInDefinition: true, columns);

    public static string Maybe(string type) => $"global::Engine.Maybe<{type}>";

    public string ValueOf(int position) => _columns is null ? _fields + _layout.Steps[position].Value : _columns.Values[position] + "[i]";

    /// <summary>The call of a body with its arguments.</summary>
    public string Call(MethodModel body)
    {
        if (body.Map is not null)
        {
            string self = (_columns is not null ? "workflow" : _isInDefinition ? "_workflow" : "this") + (body.Receiver.Length > 0 ? "." + body.Receiver : "");
            return MapEmitter.Call(body, self, Settings(body), Argument);
        }

        return $"{Target(body)}({string.Join(", ", body.Parameters.Select(Argument))})";
    }

    /// <summary>The method of a body, as a call names it.</summary>
    public string Target(MethodModel body)
    {
        if (body.Receiver.Length > 0)
        {
            string root = body.Receiver.StartsWith("global::", StringComparison.Ordinal) ? "" : _columns is not null ? "workflow." : _isInDefinition ? "_workflow." : "this.";
            return $"{root}{body.Receiver}.{Names.Escape(body.Method)}";
        }

        string receiver = _columns is not null ? (body.IsStatic ? Identifiers.FullName(_workflow) : "workflow") + "."
            : !_isInDefinition ? (body.Method != "input" ? "" : body.IsStatic ? Identifiers.FullName(_workflow) + "." : "this.")
            : !body.IsStatic ? "_workflow."
            : DefinitionMembers.Contains(body.Method) || (_workflow.IsHosted && HostedEmitter.IsMember(body.Method)) || IsHelper(body.Method) ? Identifiers.FullName(_workflow) + "."
            : "";
        return receiver + Names.Escape(body.Method);
    }

    /// <summary>Statements that call a synchronous body and keep what it returns.</summary>
    public IEnumerable<string> Keep(MethodModel body, StepSlot? slot)
    {
        if (body.IsBatch)
        {
            foreach (string statement in KeepOfOne(body, slot!))
            {
                yield return statement;
            }

            yield break;
        }

        string call = Call(body);
        yield return slot?.Value is null ? $"{call};"
            : slot.IsMaybe ? $"{_fields}{slot.Value} = new({call});"
            : $"{_fields}{slot.Value} = {call};";
        if (slot?.Ran is not null)
        {
            yield return $"{_fields}{slot.Ran} = true;";
        }
    }

    /// <summary>When a skippable step runs.</summary>
    public string Guard(StepModel step)
    {
        var terms = new List<string>();
        foreach (ParameterModel parameter in step.Body.Parameters.Where(static parameter => parameter.Source == ParameterSource.Value))
        {
            AddRan(terms, parameter.Index);
        }

        foreach (int required in step.Requires)
        {
            AddRan(terms, required);
        }

        foreach (ConditionModel condition in step.Conditions)
        {
            string value = ValueOf(condition.Step), members = string.Join(" or ", condition.Values);
            if (condition.Kind != ConditionKind.IsTrue)
            {
                AddRan(terms, condition.Step);
            }

            terms.Add(condition.Kind switch
            {
                ConditionKind.IsTrue => value,
                ConditionKind.IsFalse => "!" + value,
                ConditionKind.In => $"{value} is {members}",
                _ when condition.Values.Count == 0 => "true",
                _ => $"{value} is not ({members})",
            });
        }

        return string.Join(" && ", terms.Distinct());
    }

    /// <summary>The state structs that a body changes, by position, each once.</summary>
    public static IEnumerable<int> Changes(MethodModel body) => body.Parameters
        .Where(static parameter => parameter is { Source: ParameterSource.State, Passing: Passing.Ref })
        .Select(static parameter => parameter.Index)
        .Distinct();

    /// <summary>The method of the definition that calls a body which changes states.</summary>
    public static string Helper(MethodModel body) => "Dispatch" + body.Name;

    private bool IsHelper(string name) =>
        (name.StartsWith("Dispatch", StringComparison.Ordinal) || name.StartsWith("Run", StringComparison.Ordinal)
            || name.StartsWith("Lanes", StringComparison.Ordinal) || name.StartsWith("Complete", StringComparison.Ordinal) || name.StartsWith("OnCompleted", StringComparison.Ordinal))
        && _isInDefinition;

    private void AddRan(List<string> terms, int position)
    {
        if (_workflow.Steps[position].IsSkippable)
        {
            terms.Add(_fields + _layout.Steps[position].Ran);
        }
    }

    private string Settings(MethodModel body)
    {
        string policy = body.Policy is null ? "" : $", {DefinitionEmitter.Policy(body.Policy).Replace("new()", "new global::Engine.StepPolicy")}";
        return $"new({WorkflowEmitter.Literal(_workflow.Name)}, {WorkflowEmitter.Literal(body.Display)}, {body.Map!.Max.ToString(System.Globalization.CultureInfo.InvariantCulture)}{policy})";
    }

    private string Argument(ParameterModel parameter)
    {
        string byIn = parameter.Passing == Passing.In ? "in " : "";
        switch (parameter.Source)
        {
            case ParameterSource.Input:
                return (parameter.Type == _workflow.InputType ? byIn : "") + (_columns is null ? _fields + "input" : _columns.Input + "[i]");
            case ParameterSource.Value:
                // Of another type it is converted, and there is nothing to refer to.
                return (parameter.Type == _workflow.Steps[parameter.Index].Body.ValueType ? byIn : "") + ValueOf(parameter.Index) + parameter.Access;
            case ParameterSource.Maybe:
                StepSlot slot = _layout.Steps[parameter.Index];
                string made = $"new {Maybe(parameter.Type)}({ValueOf(parameter.Index)}{parameter.Access})";
                if (_columns is not null)
                {
                    return _columns.Rows[parameter.Index] is { } row ? $"{row}[i] != 0 ? {made} : default" : made;
                }

                return slot.IsMaybe ? byIn + ValueOf(parameter.Index)
                    : slot.Ran is not null ? $"{_fields}{slot.Ran} ? {made} : default"
                    : made;
            case ParameterSource.State:
                if (_columns is not null)
                {
                    return parameter.Passing == Passing.Ref ? "ref " + _columns.Copies[parameter.Index] : byIn + _columns.States[parameter.Index] + "[i]";
                }

                // A body changes a copy, which is written back when it returns: a failed attempt leaves no trace.
                return parameter.Passing == Passing.Ref ? "ref " + _layout.States[parameter.Index] : byIn + _fields + _layout.States[parameter.Index];
            case ParameterSource.Token:
                return "context.CancellationToken";
            case ParameterSource.Context:
                return byIn + "context";
            default:
                throw new InvalidOperationException($"No argument comes from {parameter.Source}.");
        }
    }
}
