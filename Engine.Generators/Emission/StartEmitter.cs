using System.Globalization;
using System.Linq;
using Engine.Generators.Model;
using Engine.Generators.Planning;

namespace Engine.Generators.Emission;

/// <summary>
/// The file of a workflow that events start: <c>CountStarts</c>, <c>RunEvents</c> or <c>RunEventsAsync</c>, and the struct through which the library
/// makes inputs of events.
/// </summary>
internal static class StartEmitter
{
    private const string Batch = "global::Engine.Events.EventBatch batch";
    private const string Starter = "global::Engine.Events.EventStarter";
    private const string Options = "global::Engine.RunOptions options = default, global::System.Threading.CancellationToken cancellationToken = default";

    /// <summary>Whether the class has such a file.</summary>
    public static bool Applies(WorkflowModel workflow) => workflow.HasStarts && workflow.CanBeExtended;

    /// <summary>The name of the file.</summary>
    public static string HintName(WorkflowModel workflow) => WorkflowEmitter.HintName(workflow, "-Events");

    public static string Emit(WorkflowPlan plan)
    {
        var writer = new CodeWriter();
        WorkflowModel workflow = plan.Workflow;
        WorkflowEmitter.EmitHead(writer, workflow);
        WorkflowEmitter.OpenType(writer, workflow);
        if (plan.Plan is null || workflow.Starts.Count == 0)
        {
            EmitBroken(writer, workflow);
        }
        else
        {
            EmitCount(writer, workflow, $"{Starter}.Count<Starts, {workflow.InputType}>(batch)");
            if (workflow.Suspends)
            {
                EmitAsynchronous(writer, workflow);
            }
            else
            {
                EmitSynchronous(writer, workflow);
            }

            EmitStarts(writer, workflow);
        }

        WorkflowEmitter.CloseType(writer, workflow);

        return writer.ToString();
    }

    /// <summary>What callers of a class with errors compile against, so that the analyser's message stands alone.</summary>
    private static void EmitBroken(CodeWriter writer, WorkflowModel workflow)
    {
        string error = WorkflowEmitter.Broken(workflow);
        EmitCount(writer, workflow, error);
        writer.Lines(
            $"{Synchronous(workflow)} => {error};",
            "",
            $"{Asynchronous(workflow)} => {error};");
    }

    private static void EmitCount(CodeWriter writer, WorkflowModel workflow, string body) => writer.Lines(
        "/// <summary>How many events of a batch start a run.</summary>",
        WorkflowEmitter.GeneratedCode,
        $"{workflow.EntryAccess} int CountStarts({Batch}) => {body};",
        "");

    private static void EmitSynchronous(CodeWriter writer, WorkflowModel workflow)
    {
        EmitSummary(writer, "as lanes of a batch, in the order in which the events arrived", "While they run the batch cannot be changed. What making an input throws is thrown; nothing has run then.");
        writer.Line(WorkflowEmitter.GeneratedCode);
        writer.Open(Synchronous(workflow));
        writer.Lines(
            $"using var starts = {Starter}.Gather<Starts, {workflow.InputType}>(batch, events);",
            "return RunBatch(starts.Inputs, outputs, statuses, options, cancellationToken);");
        writer.Close();
        writer.Line();
    }

    private static void EmitAsynchronous(CodeWriter writer, WorkflowModel workflow)
    {
        EmitSummary(
            writer,
            "so many at a time, in the order in which the events arrived",
            "The batch may be used again when this returns; outputs, statuses and positions when the task has ended. What making an input throws is thrown; nothing has run then.");
        writer.Lines(
            "/// <param name=\"maxRuns\">How many runs wait at a time, 1 to 65,536.</param>",
            WorkflowEmitter.GeneratedCode,
            $"{Asynchronous(workflow)} =>",
            $"    {Starter}.RunAsync<Starts, {Identifiers.FullName(workflow)}, {workflow.InputType}, {workflow.OutputType}>(",
            "        this, batch, outputs, statuses, events, maxRuns, options, cancellationToken);",
            "");
    }

    private static void EmitSummary(CodeWriter writer, string how, string remarks) => writer.Lines(
        $"/// <summary>Starts a run per event of a batch that starts one, {how}. What a run throws is in the result.</summary>",
        $"/// <remarks>{remarks}</remarks>",
        "/// <param name=\"batch\">The events; those of other types are passed over.</param>",
        "/// <param name=\"outputs\">One per run, at least. A run that does not complete gets default.</param>",
        "/// <param name=\"statuses\">One per run, at least, or empty: how each run ended.</param>",
        "/// <param name=\"events\">One per run, at least, or empty: the position of the event that started it.</param>",
        "/// <param name=\"options\">Of each run.</param>",
        "/// <param name=\"cancellationToken\">Runs that have not ended when the caller cancels are cancelled.</param>");

    private static string Synchronous(WorkflowModel workflow) =>
        $"{workflow.EntryAccess} global::Engine.BatchResult RunEvents({Batch}, global::System.Span<{workflow.OutputType}> outputs, "
        + $"global::System.Span<global::Engine.RunStatus> statuses = default, global::System.Span<int> events = default, {Options})";

    private static string Asynchronous(WorkflowModel workflow) =>
        $"{workflow.EntryAccess} global::System.Threading.Tasks.ValueTask<global::Engine.BatchResult> RunEventsAsync({Batch}, global::System.Memory<{workflow.OutputType}> outputs, "
        + "global::System.Memory<global::Engine.RunStatus> statuses = default, global::System.Memory<int> events = default, "
        + $"int maxRuns = {Starter}.DefaultMaxRuns, {Options})";

    private static void EmitStarts(CodeWriter writer, WorkflowModel workflow)
    {
        string input = workflow.InputType;
        string contract = workflow.Suspends
            ? $"global::Engine.Events.IAsyncEventStarts<{Identifiers.FullName(workflow)}, {input}, {workflow.OutputType}>"
            : $"global::Engine.Events.IEventStarts<{input}>";
        writer.Line(WorkflowEmitter.GeneratedCode);
        writer.Open($"private readonly struct Starts : {contract}");
        bool isInput = workflow.Starts.Count == 1 && workflow.Starts[0].Method is null;
        writer.Lines(
            $"public static int TypeCount => {Number(workflow.Starts.Count)};",
            "",
            $"public static bool IsInput => {(isInput ? "true" : "false")};",
            "");
        EmitSwitch(writer, workflow, "uint TypeIdOf(int type)", static start => $"IdOf<{start.EventType}>()");
        EmitSwitch(writer, workflow, "int PayloadBytesOf(int type)", static start => $"global::System.Runtime.CompilerServices.Unsafe.SizeOf<{start.EventType}>()");
        EmitSwitch(writer, workflow, $"{input} InputOf(int type, in global::Engine.Events.EventHeader header, global::System.ReadOnlySpan<byte> payload)", start => Make(workflow, start));
        if (workflow.Suspends)
        {
            writer.Lines(
                $"public static global::System.Threading.Tasks.ValueTask<{workflow.OutputType}> RunAsync<TObserver>({Identifiers.FullName(workflow)} workflow, {input} input, "
                + "global::Engine.RunOptions options, TObserver observer, global::System.Threading.CancellationToken cancellationToken)",
                "    where TObserver : struct, global::Engine.IRunObserver => workflow.RunAsync(input, options, observer, cancellationToken);",
                "");
        }

        writer.Line("private static uint IdOf<TEvent>() where TEvent : global::Engine.IEvent => TEvent.EventTypeId;");
        writer.Close();
    }

    private static string Make(WorkflowModel workflow, StartModel start)
    {
        string read = $"global::System.Runtime.InteropServices.MemoryMarshal.Read<{start.EventType}>(payload)";
        return start.Method is null ? read : $"{Identifiers.FullName(workflow)}.{start.Method}({string.Join(", ", start.Arguments.Prepend(read))})";
    }

    private static void EmitSwitch(CodeWriter writer, WorkflowModel workflow, string signature, System.Func<StartModel, string> value)
    {
        if (workflow.Starts.Count == 1)
        {
            writer.Lines($"public static {signature} => {value(workflow.Starts[0])};", "");
            return;
        }

        writer.Open($"public static {signature} => type switch");
        for (int i = 0; i < workflow.Starts.Count; i++)
        {
            writer.Line($"{(i == workflow.Starts.Count - 1 ? "_" : Number(i))} => {value(workflow.Starts[i])},");
        }

        writer.Close("};");
        writer.Line();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
