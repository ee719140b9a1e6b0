using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>
/// Batch steps that follow each other and ask for nothing but their columns, in one method: each column is cut once, and from one call to
/// the next there is nothing between but the number of the step, which tells who threw.
/// </summary>
internal sealed class RowEmitter
{
    private const string ReadOnlySpan = "global::System.ReadOnlySpan";

    private readonly CodeWriter _writer;
    private readonly WorkflowModel _workflow;
    private readonly PlanModel _plan;
    private readonly ColumnLayout _columns;
    private readonly StepCode _code;
    private readonly string _lanes;

    /// <summary>First step index and length of each row.</summary>
    private readonly List<(int First, int Length)> _rows = [];

    public RowEmitter(CodeWriter writer, WorkflowModel workflow, PlanModel plan, ColumnLayout columns, StepCode code, string lanes)
    {
        _writer = writer;
        _workflow = workflow;
        _plan = plan;
        _columns = columns;
        _code = code;
        _lanes = lanes;
        for (int stepIndex = 0, length; stepIndex < plan.Order.Count; stepIndex += length > 0 ? length : 1)
        {
            length = plan.Order.Skip(stepIndex).TakeWhile(AsksForColumnsOnly).Count();
            if (length > 1)
            {
                _rows.Add((stepIndex, length));
            }
        }
    }

    public void EmitDispatch()
    {
        string head = $"public bool CallRow(ref int stepIndex, ref Columns columns, in {_lanes} lanes)";
        if (_rows.Count == 0)
        {
            _writer.Line(head + " => false;");
            return;
        }

        _writer.Open(head);
        _writer.Open("switch (stepIndex)");
        foreach ((int first, _) in _rows)
        {
            _writer.Line($"case {Number(first)}: Row{Number(first)}(ref stepIndex, ref columns, in lanes); return true;");
        }

        _writer.Line("default: return false;");
        _writer.Close();
        _writer.Close();
    }

    public void EmitRows()
    {
        foreach ((int first, int length) in _rows)
        {
            int last = first + length - 1;
            _writer.Line();
            _writer.Line(BatchEmitter.NoInlining);
            _writer.Open($"private void Row{Number(first)}(ref int stepIndex, ref Columns columns, in {_lanes} lanes) // {Name(first)} to {Name(last)}");
            _writer.Line("int count = lanes.Count;");
            _writer.Line("var workflow = _workflow;");
            var known = new HashSet<string>();
            int[] written = _plan.Order.Skip(first).Take(length).ToArray();
            for (int stepIndex = first; stepIndex <= last; stepIndex++)
            {
                EmitCall(stepIndex, written, known);
            }

            _writer.Close();
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private string Name(int stepIndex) => _workflow.Steps[_plan.Order[stepIndex]].Body.Display;

    private bool AsksForColumnsOnly(int position)
    {
        StepModel step = _workflow.Steps[position];
        return step is { IsSkippable: false, Body: { IsBatch: true, StepPolicy: null } }
            && step.Body.Parameters.All(static parameter => parameter.Source is ParameterSource.Input or ParameterSource.Value or ParameterSource.Output)
            && (position != _workflow.OutputStep || _columns.IsOutput(position));
    }

    private void EmitCall(int stepIndex, int[] written, HashSet<string> known)
    {
        int position = _plan.Order[stepIndex];
        MethodModel body = _workflow.Steps[position].Body;
        var arguments = new List<string>();
        foreach (ParameterModel parameter in body.Parameters)
        {
            int source = parameter.Source == ParameterSource.Output ? position : parameter.Index;
            string column = parameter.Source == ParameterSource.Input ? _columns.Input : _columns.Values[source]!;
            arguments.Add(column);
            if (known.Add(column))
            {
                _writer.Line(parameter.Source == ParameterSource.Input
                    ? $"{ReadOnlySpan}<{_workflow.InputType}> {column} = lanes.Inputs.Slice(0, count);"
                    : _columns.Local(source, "0", isRead: !written.Contains(source)));
            }
        }

        _writer.Line($"{_code.Target(body)}({string.Join(", ", arguments)});");
        _writer.Line($"stepIndex = {Number(stepIndex + 1)};");
    }
}
