using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>
/// The one call of a batch step for its lanes: over the columns as they lie where all lanes of the chunk run, otherwise over
/// columns into which the values of those that do are packed. What may be missing is put together in such columns in any case.
/// </summary>
internal sealed class ColumnCall
{
    private const string Span = "global::System.Span", ReadOnlySpan = "global::System.ReadOnlySpan", Rows = "global::Engine.LaneRows";

    private readonly CodeWriter _writer;
    private readonly WorkflowModel _workflow;
    private readonly ColumnLayout _columns;
    private readonly MethodModel _body;
    private readonly int _position;
    private readonly string?[] _packed;

    public ColumnCall(CodeWriter writer, WorkflowModel workflow, ColumnLayout columns, MethodModel body, int position)
    {
        _writer = writer;
        _workflow = workflow;
        _columns = columns;
        _body = body;
        _position = position;
        _packed = columns.PackedFor(body);
    }

    public void Emit(string target)
    {
        bool isConverted = _position == _workflow.OutputStep && !_columns.IsOutput(_position);
        string call = $"{target}({string.Join(", ", _body.Parameters.Select((parameter, at) => Argument(parameter, at, isListed: false)))});";
        _writer.Open("if (listed.IsEmpty)");
        _writer.Lines([.. Fill(isListed: false), call]);
        if (isConverted)
        {
            _writer.Line($"for (int i = 0; i < count; i++) {{ outputs[i] = {_columns.Values[_position]}[i]; }}");
        }

        _writer.Close();
        _writer.Open("else");
        _writer.Lines([.. Fill(isListed: true)]);
        _writer.Line($"{target}({string.Join(", ", _body.Parameters.Select((parameter, at) => Argument(parameter, at, isListed: true)))});");
        for (int at = 0; at < _packed.Length; at++)
        {
            if (_body.Parameters[at].Source == ParameterSource.Output)
            {
                _writer.Line($"{Rows}.Unpack({_packed[at]}, listed, {_columns.Values[_position]});");
            }
        }

        if (isConverted)
        {
            _writer.Line($"foreach (int i in listed) {{ outputs[i] = {_columns.Values[_position]}[i]; }}");
        }

        _writer.Close();
    }

    /// <summary>Puts into packed columns what does not lie there as the call takes it.</summary>
    private IEnumerable<string> Fill(bool isListed)
    {
        for (int at = 0; at < _packed.Length; at++)
        {
            ParameterModel parameter = _body.Parameters[at];
            bool isMaybe = parameter.Source == ParameterSource.Maybe;
            if (_packed[at] is not { } packed || (!isListed && !isMaybe))
            {
                continue;
            }

            string type = ColumnLayout.ElementOf(_workflow, _body, parameter)!;
            yield return $"{Span}<{type}> {packed} = global::System.MemoryExtensions.AsSpan(columns.{packed}, 0, {(isListed ? "listed.Length" : "count")});";
            if (isMaybe)
            {
                string ran = _columns.Rows[parameter.Index] ?? "default";
                yield return isListed
                    ? $"{Rows}.PackMaybe({Column(parameter)}, {ran}, listed, {packed});"
                    : $"{Rows}.Wrap({Column(parameter)}, {ran}, {packed});";
            }
            else if (parameter.Source != ParameterSource.Output)
            {
                yield return $"{Rows}.Pack({Column(parameter)}, listed, {packed});";
            }
        }
    }

    private string Argument(ParameterModel parameter, int at, bool isListed) => parameter.Source switch
    {
        ParameterSource.Token => "context.CancellationToken",
        ParameterSource.Context => (parameter.Passing == Passing.In ? "in " : "") + "context",
        _ when isListed || parameter.Source == ParameterSource.Maybe => _packed[at]!,
        _ => Column(parameter),
    };

    private string Column(ParameterModel parameter) => parameter.Source switch
    {
        ParameterSource.Input => _columns.Input,
        ParameterSource.Output => _columns.Values[_position]!,
        _ => _columns.Values[parameter.Index]!,
    };
}
