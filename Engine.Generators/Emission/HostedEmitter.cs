using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Engine.Generators.Model;
using Engine.Generators.Planning;

namespace Engine.Generators.Emission;

/// <summary>
/// The file of a hosted workflow: the part of its definition that writes what a run remembers to a journal and reads it back, and
/// the member by which a host gets the definition.
/// </summary>
internal sealed class HostedEmitter
{
    private const string Runtime = "global::Engine.Runtime";

    private readonly CodeWriter _writer;
    private readonly WorkflowModel _workflow;
    private readonly PlanModel _plan;
    private readonly StateLayout _layout;
    private readonly StorageCode _code = new();

    private HostedEmitter(CodeWriter writer, WorkflowModel workflow, PlanModel plan)
    {
        _writer = writer;
        _workflow = workflow;
        _plan = plan;
        _layout = new StateLayout(workflow, plan);
    }

    /// <summary>Whether the class has such a file.</summary>
    public static bool Applies(WorkflowModel workflow) => workflow is { IsHosted: true, CanBeExtended: true };

    /// <summary>The name of the file.</summary>
    public static string HintName(WorkflowModel workflow) => WorkflowEmitter.HintName(workflow, "-Hosted");

    /// <summary>Whether a simple name means a member of the emitted part, so that a static step of the name must be qualified.</summary>
    public static bool IsMember(string name) =>
        name is "Recordings" or "OutputStep" or "StepSignature" or "InputSignature" or "PolicyOf" or "TimeLimitMs" or "WriteInput" or "ReadInput"
        || name.StartsWith("WriteStep", StringComparison.Ordinal) || name.StartsWith("ReadStep", StringComparison.Ordinal)
        || name.StartsWith(StorageCode.PackedReader, StringComparison.Ordinal);

    public static string Emit(WorkflowPlan plan)
    {
        var writer = new CodeWriter();
        WorkflowModel workflow = plan.Workflow;
        WorkflowEmitter.EmitHead(writer, workflow);
        string types = $"{workflow.InputType}, {workflow.OutputType}", contract = $"{Runtime}.IHostedWorkflow<{types}>";
        WorkflowEmitter.OpenType(writer, workflow, contract);
        string body = plan.Plan is null ? WorkflowEmitter.Broken(workflow) : "sink.Add<Definition, State>(new Definition(this))";
        writer.Lines(
            WorkflowEmitter.GeneratedCode,
            $"void {contract}.AddTo({Runtime}.IHostedWorkflowSink<{types}> sink) => {body};");
        if (plan.Plan is not null)
        {
            writer.Line();
            new HostedEmitter(writer, workflow, plan.Plan).EmitDefinition();
        }

        WorkflowEmitter.CloseType(writer, workflow);
        return writer.ToString();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void EmitDefinition()
    {
        _writer.Open($"{_workflow.StateAccess} readonly partial struct Definition : {Runtime}.IHostedDefinition<State>");
        _writer.Lines(
            $"public int OutputStep => {Number(Array.IndexOf(_plan.Order.ToArray(), _workflow.OutputStep))};",
            $"public string InputSignature => {WorkflowEmitter.Literal(StoredInput?.Signature ?? "nothing")};",
            "public global::Engine.StepPolicy PolicyOf(int index, ref State state) => Policy(index);",
            "public long TimeLimitMs(ref State state) => 0;");
        EmitRecordings();
        EmitSignatures();
        EmitInput();
        EmitSteps("WriteStep", $"{Runtime}.RecordBuffer buffer", "buffer", WriteOf);
        _writer.Line();
        EmitSteps("ReadStep", $"ref {Runtime}.RecordReader reader", "ref reader", ReadOf);
        _code.EmitPackedReaders(_writer);
        _writer.Close();
    }

    /// <summary>Null where no step takes the input: then it is no part of the state.</summary>
    private StorageModel? StoredInput => _layout.ReadsInput ? _workflow.InputStorage : null;

    private void EmitRecordings()
    {
        const string Start = $"public global::System.ReadOnlySpan<{Runtime}.StepRecording> Recordings => new {Runtime}.StepRecording[]";
        string[] items = _plan.Order.Select(position => _workflow.Steps[position].Recording)
            .Select(static recording => recording == Recording.Recorded ? "0" : $"{Runtime}.StepRecording.{recording}").ToArray();
        if (items.Sum(static item => item.Length + 2) < 80)
        {
            _writer.Lines($"{Start} {{ {string.Join(", ", items)} }};", "");
            return;
        }

        _writer.Open(Start);
        _writer.Wrapped(items);
        _writer.Close("};");
        _writer.Line();
    }

    private void EmitSignatures()
    {
        string[] arms = Enumerable.Range(0, _plan.Order.Count)
            .Select(stepIndex => (StepIndex: stepIndex, Signature: SignatureOf(_plan.Order[stepIndex])))
            .Where(static arm => arm.Signature.Length > 0)
            .Select(static arm => $"{Number(arm.StepIndex)} => {WorkflowEmitter.Literal(arm.Signature)},")
            .ToArray();
        if (arms.Length == 0)
        {
            _writer.Lines("public string StepSignature(int stepIndex) => \"\";", "");
            return;
        }

        _writer.Open("public string StepSignature(int stepIndex) => stepIndex switch");
        _writer.Lines(arms);
        _writer.Line("_ => \"\",");
        _writer.Close("};");
        _writer.Line();
    }

    private void EmitInput()
    {
        const string Write = $"public void WriteInput(ref State state, {Runtime}.RecordBuffer buffer)";
        const string Read = $"public void ReadInput(ref State state, ref {Runtime}.RecordReader reader)";
        if (StoredInput is not { } storage)
        {
            _writer.Lines($"{Write} {{ }} // No step takes it.", "", $"{Read} => state = default;", "");
            return;
        }

        _writer.Lines(
            $"{Write} => {_code.Write(storage, "state.input")};",
            "",
            $"{Read} => state = new State {{ input = {_code.Read(storage)} }};",
            "");
    }

    /// <summary>The types of what is stored of a step: its value, then the states that it changes.</summary>
    private string SignatureOf(int position)
    {
        MethodModel body = _workflow.Steps[position].Body;
        IEnumerable<string> states = ChangesOf(body).Select(state => "state " + _workflow.States[state].Storage!.Signature);
        return string.Join(" and ", _layout.Steps[position].Value is null ? states
            : states.Prepend((body.Map is null ? "" : "each ") + body.Storage!.Signature));
    }

    private IEnumerable<string> WriteOf(int position)
    {
        MethodModel body = _workflow.Steps[position].Body;
        StepSlot slot = _layout.Steps[position];
        if (slot.Value is not null)
        {
            string value = $"state.{slot.Value}{(slot.IsMaybe ? ".Value" : "")}";
            yield return (body.Map is null ? _code.Write(body.Storage!, value) : _code.WriteResults(body.Storage!, value)) + ";";
        }

        foreach (int changed in ChangesOf(body))
        {
            yield return _code.Write(_workflow.States[changed].Storage!, $"state.{_layout.States[changed]}") + ";";
        }
    }

    private IEnumerable<string> ReadOf(int position)
    {
        MethodModel body = _workflow.Steps[position].Body;
        StepSlot slot = _layout.Steps[position];
        if (slot.Value is not null)
        {
            string value = body.Map is null ? _code.Read(body.Storage!) : _code.ReadResults(body.Storage!);
            yield return $"state.{slot.Value} = {(slot.IsMaybe ? $"new({value})" : value)};";
        }

        if (slot.Ran is not null)
        {
            yield return $"state.{slot.Ran} = true;";
        }

        foreach (int changed in ChangesOf(body))
        {
            yield return $"state.{_layout.States[changed]} = {_code.Read(_workflow.States[changed].Storage!)};";
        }
    }

    private static IEnumerable<int> ChangesOf(MethodModel body) => StepCode.Changes(body).OrderBy(static state => state);

    /// <summary>A method that is one switch over the steps; beyond the size of a chunk one per chunk, behind a switch over chunks.</summary>
    private void EmitSteps(string name, string parameter, string argument, Func<int, IEnumerable<string>> statements)
    {
        const string Error = "default: throw new global::System.ArgumentOutOfRangeException(\"stepIndex\");";
        int count = _plan.Order.Count, chunkCount = (count + EntryPoints.ChunkSize - 1) >> EntryPoints.ChunkBits;
        string parameters = $"(int stepIndex, ref State state, {parameter})";
        if (chunkCount > 1)
        {
            _writer.Open($"public void {name}{parameters}");
            _writer.Open($"switch (stepIndex >> {Number(EntryPoints.ChunkBits)})");
            for (int chunk = 0; chunk < chunkCount; chunk++)
            {
                _writer.Line($"case {Number(chunk)}: {name}{Number(chunk)}(stepIndex, ref state, {argument}); return;");
            }

            _writer.Line(Error);
            _writer.Close();
            _writer.Close();
            _writer.Line();
        }

        for (int chunk = 0; chunk < chunkCount; chunk++)
        {
            if (chunk > 0)
            {
                _writer.Line();
            }

            _writer.Open(chunkCount > 1 ? $"private void {name}{Number(chunk)}{parameters}" : $"public void {name}{parameters}");
            _writer.Open("switch (stepIndex)");
            int end = Math.Min(count, (chunk + 1) << EntryPoints.ChunkBits);
            for (int stepIndex = chunk << EntryPoints.ChunkBits; stepIndex < end; stepIndex++)
            {
                _writer.Line($"case {Number(stepIndex)}: {string.Concat(statements(_plan.Order[stepIndex]).Select(static statement => statement + " "))}return;");
            }

            _writer.Line(Error);
            _writer.Close();
            _writer.Close();
        }
    }
}
