using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Engine.Generators.Model;
using Engine.Generators.Planning;

namespace Engine.Generators.Emission;

/// <summary>
/// The second file of a workflow that no step suspends: <c>RunBatch</c>, and the part of its definition that calls a step for many
/// lanes. One method per step, so that each loop has registers of its own; in it one loop over a range, which the JIT keeps free
/// of bounds checks, and one over a list of lanes.
/// </summary>
internal sealed class BatchEmitter
{
    private const string Span = "global::System.Span", ReadOnlySpan = "global::System.ReadOnlySpan", Rows = "global::Engine.LaneRows";

    /// <summary>What keeps each loop in a method, with registers of its own.</summary>
    public const string NoInlining = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]";

    private readonly CodeWriter _writer;
    private readonly WorkflowModel _workflow;
    private readonly PlanModel _plan;
    private readonly ColumnLayout _columns;
    private readonly StepCode _code;
    private readonly string _lanes;

    private BatchEmitter(CodeWriter writer, WorkflowModel workflow, PlanModel plan)
    {
        _writer = writer;
        _workflow = workflow;
        _plan = plan;
        var layout = new StateLayout(workflow, plan);
        _columns = new ColumnLayout(workflow, plan, layout);
        _code = StepCode.OverColumns(workflow, layout, _columns);
        _lanes = $"global::Engine.BatchLanes<{workflow.InputType}, {workflow.OutputType}>";
    }

    /// <summary>Whether the class has such a file.</summary>
    public static bool Applies(WorkflowPlan plan) => plan.Plan is not null && plan.Workflow is { CanBeExtended: true, Suspends: false };

    /// <summary>The name of the file.</summary>
    public static string HintName(WorkflowModel workflow) => WorkflowEmitter.HintName(workflow, "-Batch");

    public static string Emit(WorkflowPlan plan)
    {
        var writer = new CodeWriter();
        WorkflowModel workflow = plan.Workflow;
        WorkflowEmitter.EmitHead(writer, workflow);
        WorkflowEmitter.OpenType(writer, workflow);
        EmitEntryPoints(writer, workflow);
        new BatchEmitter(writer, workflow, plan.Plan!).EmitDefinition();
        WorkflowEmitter.CloseType(writer, workflow);

        return writer.ToString();
    }

    /// <summary>The signatures of the entry points, without what comes before their parameters.</summary>
    public static (string Short, string WithStatuses, string Full) Parameters(WorkflowModel workflow)
    {
        string spans = $"{ReadOnlySpan}<{workflow.InputType}> inputs, {Span}<{workflow.OutputType}> outputs", statuses = $"{spans}, {Span}<global::Engine.RunStatus> statuses";
        return (spans, statuses, $"{statuses}, global::Engine.RunOptions options, global::System.Threading.CancellationToken cancellationToken = default");
    }

    private static void EmitEntryPoints(CodeWriter writer, WorkflowModel workflow)
    {
        (string spans, string statuses, string full) = Parameters(workflow);
        writer.Lines(
            "/// <summary>Runs the workflow once per input, step by step for many at a time. All lanes end; then what the lowest that failed threw is thrown.</summary>",
            "/// <param name=\"inputs\">One per run.</param>",
            "/// <param name=\"outputs\">At least as long as the inputs, which it may overlap. A lane that does not complete gets default.</param>",
            WorkflowEmitter.GeneratedCode,
            $"{workflow.EntryAccess} void RunBatch({spans}) =>",
            "    RunBatch(inputs, outputs, default, default, default).ThrowUnlessCompleted();",
            "",
            "/// <summary>Runs the workflow once per input, step by step for many at a time. What a lane throws is in the result.</summary>",
            "/// <param name=\"inputs\">One per run.</param>",
            "/// <param name=\"outputs\">At least as long as the inputs, which it may overlap. A lane that does not complete gets default.</param>",
            "/// <param name=\"statuses\">At least as long as the inputs, or empty: how each lane ended.</param>",
            WorkflowEmitter.GeneratedCode,
            $"{workflow.EntryAccess} global::Engine.BatchResult RunBatch({statuses}) =>",
            "    RunBatch(inputs, outputs, statuses, default, default);",
            "",
            "/// <summary>Runs the workflow once per input, with the clock given; lanes that have not ended when the caller cancels are cancelled.</summary>",
            "/// <param name=\"inputs\">One per run.</param>",
            "/// <param name=\"outputs\">At least as long as the inputs, which it may overlap. A lane that does not complete gets default.</param>",
            "/// <param name=\"statuses\">At least as long as the inputs, or empty: how each lane ended.</param>",
            "/// <param name=\"options\">The clock of deadlines, and how many threads work on the batch: 0 and 1 for the calling one alone.</param>",
            "/// <param name=\"cancellationToken\">Noticed between the steps of a chunk and between chunks.</param>",
            WorkflowEmitter.GeneratedCode,
            $"{workflow.EntryAccess} global::Engine.BatchResult RunBatch({full}) =>",
            $"    global::Engine.BatchExecutor.Run<Definition, State, Definition.Columns, {workflow.InputType}, {workflow.OutputType}>(",
            "        new Definition(this), inputs, outputs, statuses, options, cancellationToken);",
            "");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void EmitDefinition()
    {
        _writer.Open($"{_workflow.StateAccess} readonly partial struct Definition : global::Engine.IBatchDefinition<Definition.Columns, {_workflow.InputType}, {_workflow.OutputType}>");
        EmitColumns();
        EmitLife();
        EmitGuards();
        EmitDispatch();
        var rows = new RowEmitter(_writer, _workflow, _plan, _columns, _code, _lanes);
        rows.EmitDispatch();
        rows.EmitRows();
        int count = _workflow.Steps.Count + _workflow.Compensations.Count;
        for (int index = 0; index < count; index++)
        {
            EmitStep(index);
        }

        _writer.Close();
    }

    /// <summary>The type of each array of the columns and its name.</summary>
    private IEnumerable<(string Type, string Name)> Arrays()
    {
        for (int i = 0; i < _workflow.States.Count; i++)
        {
            yield return (_workflow.States[i].Type, _columns.States[i]);
        }

        foreach (int position in _plan.Order)
        {
            if (_columns.Arrays[position] is { } array && array == _columns.Values[position])
            {
                yield return (_workflow.Steps[position].Body.ValueType!, array);
            }

            if (_columns.Rows[position] is { } row)
            {
                yield return ("byte", row);
            }
        }

        foreach (PackedColumn packed in _columns.Packed)
        {
            yield return (packed.Type, packed.Name);
        }
    }

    private void EmitColumns()
    {
        _writer.Line("/// <summary>The values of a chunk of runs.</summary>");
        _writer.Line($"{WorkflowEmitter.Hidden} {WorkflowEmitter.GeneratedCode}");
        _writer.Open("public struct Columns");
        foreach ((string type, string name) in Arrays())
        {
            string[] later = _plan.Order.Where(position => _columns.Arrays[position] == name && _columns.Values[position] != name).Select(position => _columns.Values[position]!).ToArray();
            _writer.Line($"internal {type}[] {name};{(later.Length == 0 ? "" : " // then " + string.Join(", ", later))}");
        }

        _writer.Close();
        _writer.Line();
    }

    private void EmitLife()
    {
        string[] idle = _columns.Packed.Where(static packed => !packed.IsRegular).Select(static packed => packed.Name).ToArray();
        string[] types = Arrays().Where(array => !idle.Contains(array.Name)).Select(static array => array.Type).Append(_workflow.InputType).Append(_workflow.OutputType).ToArray();
        _writer.Lines(
            "public int BytesPerLane => " + string.Join(" + ", types.Select(static type => $"global::System.Runtime.CompilerServices.Unsafe.SizeOf<{type}>()")) + ";",
            "");
        _writer.Open("public Columns NewColumns(int laneCount) => new Columns");
        foreach ((string type, string name) in Arrays())
        {
            _writer.Line($"{name} = {Rows}.NewColumn<{type}>(laneCount),");
        }

        _writer.Close("};");
        _writer.Line();
        _writer.Open("public void StartLanes(ref Columns columns, int laneCount)");
        foreach (string state in _columns.States)
        {
            _writer.Line($"global::System.Array.Clear(columns.{state}, 0, laneCount);");
        }

        _writer.Close();
        _writer.Line();
        _writer.Open("public void ClearLanes(ref Columns columns, int laneCount)");
        foreach (int position in _plan.Order.Where(position => _workflow.Steps[position].Body.Map is not null && _columns.Arrays[position] is not null))
        {
            _writer.Line($"for (int i = 0; i < laneCount; i++) {{ columns.{_columns.Arrays[position]}[i].GiveBack(); }}");
        }

        foreach ((_, string name) in Arrays().Where(static array => array.Type != "byte"))
        {
            _writer.Line($"{Rows}.Forget(columns.{name}, laneCount);");
        }

        _writer.Close();
        _writer.Line();
    }

    private void EmitGuards()
    {
        (int StepIndex, int Position)[] skippable = _plan.Order.Select(static (position, stepIndex) => (stepIndex, position))
            .Where(step => _columns.Rows[step.position] is not null).ToArray();
        const string Error = "default: throw new global::System.ArgumentOutOfRangeException(\"stepIndex\");";
        _writer.Open($"public {ReadOnlySpan}<byte> Ran(int stepIndex, ref Columns columns)");
        _writer.Open("switch (stepIndex)");
        foreach ((int stepIndex, int position) in skippable)
        {
            _writer.Line($"case {Number(stepIndex)}: return columns.{_columns.Rows[position]};");
        }

        _writer.Line(Error);
        _writer.Close();
        _writer.Close();
        _writer.Line();
        _writer.Open($"public {Span}<byte> Guard(int stepIndex, ref Columns columns, {ReadOnlySpan}<byte> alive)");
        _writer.Line($"{Span}<byte> row;");
        _writer.Open("switch (stepIndex)");
        foreach ((int stepIndex, int position) in skippable)
        {
            _writer.Line($"case {Number(stepIndex)}: // {DefinitionEmitter.Title(_workflow, stepIndex, position)}");
            _writer.Indent();
            _writer.Line($"row = global::System.MemoryExtensions.AsSpan(columns.{_columns.Rows[position]}, 0, alive.Length);");
            _writer.Line("alive.CopyTo(row);");
            foreach (string statement in Terms(_workflow.Steps[position]).Distinct())
            {
                _writer.Line(statement);
            }

            _writer.Line("return row;");
            _writer.Outdent();
        }

        _writer.Line(Error);
        _writer.Close();
        _writer.Close();
        _writer.Line();
    }

    private IEnumerable<string> Terms(StepModel step)
    {
        foreach (ParameterModel parameter in step.Body.Parameters.Where(static parameter => parameter.Source == ParameterSource.Value))
        {
            if (_columns.Rows[parameter.Index] is { } row)
            {
                yield return $"{Rows}.And(row, columns.{row});";
            }
        }

        foreach (int required in step.Requires)
        {
            if (_columns.Rows[required] is { } row)
            {
                yield return $"{Rows}.And(row, columns.{row});";
            }
        }

        foreach (ConditionModel condition in step.Conditions)
        {
            // What a skipped step left in its column is another batch's.
            if (_columns.Rows[condition.Step] is { } row)
            {
                yield return $"{Rows}.And(row, columns.{row});";
            }

            string column = "columns." + _columns.Arrays[condition.Step], members = string.Join(" or ", condition.Values);
            switch (condition.Kind)
            {
                case ConditionKind.IsTrue:
                    yield return $"{Rows}.And(row, {column});";
                    break;
                case ConditionKind.IsFalse:
                    yield return $"{Rows}.AndNot(row, {column});";
                    break;
                case ConditionKind.In:
                    yield return $"for (int i = 0; i < row.Length; i++) {{ row[i] &= {column}[i] is {members} ? (byte)1 : (byte)0; }}";
                    break;
                default:
                    if (condition.Values.Count > 0)
                    {
                        yield return $"for (int i = 0; i < row.Length; i++) {{ row[i] &= {column}[i] is {members} ? (byte)0 : (byte)1; }}";
                    }

                    break;
            }
        }
    }

    private void EmitDispatch()
    {
        string[] inOneCall = Enumerable.Range(0, _workflow.Steps.Count).Where(stepIndex => _workflow.Steps[_plan.Order[stepIndex]].Body.IsBatch).Select(Number).ToArray();
        _writer.Line($"public bool TakesColumns(int stepIndex) => {(inOneCall.Length == 0 ? "false" : "stepIndex is " + string.Join(" or ", inOneCall))};");
        _writer.Line();
        _writer.Open($"public void DispatchLanes(int index, ref Columns columns, in {_lanes} lanes, ref int at, in global::Engine.StepContext context)");
        _writer.Open("switch (index)");
        for (int index = 0; index < _workflow.Steps.Count + _workflow.Compensations.Count; index++)
        {
            _writer.Line($"case {Number(index)}: Lanes{Number(index)}(ref columns, in lanes, ref at, in context); return;");
        }

        _writer.Line("default: throw new global::System.ArgumentOutOfRangeException(\"index\");");
        _writer.Close();
        _writer.Close();
        _writer.Line();
    }

    private void EmitStep(int index)
    {
        bool isStep = index < _workflow.Steps.Count;
        int position = isStep ? _plan.Order[index] : -1;
        MethodModel body = isStep ? _workflow.Steps[position].Body : _workflow.Compensations[index - _workflow.Steps.Count].Body;
        _writer.Line();
        _writer.Line(NoInlining);
        _writer.Open($"private void Lanes{Number(index)}(ref Columns columns, in {_lanes} lanes, ref int at, in global::Engine.StepContext context) // {body.Name}");
        _writer.Line("int first = lanes.First, count = lanes.Count;");
        _writer.Line("var workflow = _workflow;");
        foreach (string local in Locals(body, position).Distinct())
        {
            _writer.Line(local);
        }

        _writer.Line($"{ReadOnlySpan}<int> listed = lanes.Listed;");
        if (body.IsBatch)
        {
            new ColumnCall(_writer, _workflow, _columns, body, position).Emit(_code.Target(body));
            _writer.Close();
            return;
        }

        string[] statements = Statements(body, position).ToArray();
        _writer.Open("if (listed.IsEmpty)");
        EmitPairs(statements);
        _writer.Line("return;");
        _writer.Close();
        _writer.Line();
        EmitLoop("for (int k = 0; k < listed.Length; k++)", ["at = k;", "int i = listed[k];", .. statements]);
        _writer.Close();
    }

    /// <summary>
    /// A loop over pairs of lanes, because a lane that throws must be known and one more store per lane takes half as long as a
    /// small body: the second of a pair is known by its place in the code, which an exception filter tells without taking part.
    /// </summary>
    private void EmitPairs(string[] statements)
    {
        _writer.Open("for (int pair = 0; pair < count - 1; pair += 2)");
        _writer.Line("at = pair;");
        _writer.Line("{");
        _writer.Indent();
        _writer.Lines(["int i = pair;", .. statements]);
        _writer.Close();
        _writer.Open("try");
        _writer.Lines(["int i = pair + 1;", .. statements]);
        _writer.Close();
        _writer.Open($"catch (global::System.Exception) when ({Rows}.IsSecond(ref at))");
        _writer.Line("throw;");
        _writer.Close();
        _writer.Close();
        _writer.Open("if ((count & 1) != 0)");
        _writer.Lines(["int i = count - 1;", "at = i;", .. statements]);
        _writer.Close();
    }

    private void EmitLoop(string head, string[] statements)
    {
        _writer.Open(head);
        _writer.Lines(statements);
        _writer.Close();
    }

    /// <summary>The columns that a body reads and writes, cut to one length: the JIT then knows that every lane is in each of them.</summary>
    private IEnumerable<string> Locals(MethodModel body, int position)
    {
        foreach (ParameterModel parameter in body.Parameters)
        {
            switch (parameter.Source)
            {
                case ParameterSource.Input:
                    yield return $"{ReadOnlySpan}<{_workflow.InputType}> {_columns.Input} = lanes.Inputs.Slice(first, count);";
                    break;
                case ParameterSource.Value or ParameterSource.Maybe:
                    yield return _columns.Local(parameter.Index, "first", isRead: body.IsBatch);
                    if (parameter.Source == ParameterSource.Maybe && _columns.Rows[parameter.Index] is { } row)
                    {
                        yield return Cut("byte", row);
                    }

                    break;
                case ParameterSource.State:
                    yield return Cut(_workflow.States[parameter.Index].Type, _columns.States[parameter.Index]);
                    break;
            }
        }

        if (position >= 0 && _columns.Values[position] is not null)
        {
            yield return _columns.Local(position, "first", isRead: false);
            if (position == _workflow.OutputStep && !_columns.IsOutput(position))
            {
                yield return $"{Span}<{_workflow.OutputType}> outputs = lanes.Outputs.Slice(first, count);";
            }
        }
    }

    private static string Cut(string type, string column) => $"{Span}<{type}> {column} = {ColumnLayout.Cut(column, "first")};";

    private IEnumerable<string> Statements(MethodModel body, int position)
    {
        // A body changes a copy, which is written back when it returns: a failed attempt leaves no trace.
        foreach (int changed in StepCode.Changes(body))
        {
            yield return $"{_workflow.States[changed].Type} {_columns.Copies[changed]} = {_columns.States[changed]}[i];";
        }

        bool isKept = position >= 0 && _columns.Values[position] is not null;
        yield return (isKept ? _code.ValueOf(position) + " = " : "") + _code.Call(body) + ";";
        if (isKept && position == _workflow.OutputStep && !_columns.IsOutput(position))
        {
            yield return $"outputs[i] = {_code.ValueOf(position)};";
        }

        foreach (int changed in StepCode.Changes(body))
        {
            yield return $"{_columns.States[changed]}[i] = {_columns.Copies[changed]};";
        }
    }
}
