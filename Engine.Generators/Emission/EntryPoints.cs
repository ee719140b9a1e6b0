using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>
/// <c>Run</c>, <c>RunParallel</c> and <c>RunAsync</c>. A workflow whose steps are all plain synchronous calls runs as those calls, in plan order
/// over locals; any other hands its definition to an executor.
/// </summary>
internal static class EntryPoints
{
    /// <summary>
    /// Steps per method where more than that are emitted. The JIT keeps track of 1,024 locals, and optimises no method beyond
    /// 60,000 bytes or 2,000 blocks: docs/decisions/0007.
    /// </summary>
    public const int ChunkSize = 1 << ChunkBits;

    public const int ChunkBits = 7;

    private const string Observer = " where TObserver : struct, global::Engine.IRunObserver";

    public static void Emit(CodeWriter writer, WorkflowModel workflow, PlanModel plan, StateLayout layout)
    {
        if (workflow.Suspends)
        {
            EmitAsynchronous(writer, workflow);
        }
        else
        {
            EmitRun(writer, workflow, plan, layout);
            EmitParallel(writer, workflow);
            EmitSynchronous(writer, workflow);
        }

        EmitInterface(writer, workflow, "Definition.Mermaid");
    }

    /// <summary>What callers of a class with errors compile against, so that the analyser's message stands alone.</summary>
    public static void EmitBroken(CodeWriter writer, WorkflowModel workflow)
    {
        string error = WorkflowEmitter.Broken(workflow);
        writer.Lines(
            $"{workflow.EntryAccess} {workflow.OutputType} Run(in {workflow.InputType} input) => {error};",
            "",
            $"{workflow.EntryAccess} {workflow.OutputType} Run<TObserver>(in {workflow.InputType} input, TObserver observer)",
            $"   {Observer} => {error};",
            "",
            $"{RunParallel(workflow)} => {error};",
            "",
            $"{ObservedRunParallel(workflow)}",
            $"   {Observer} => {error};",
            "",
            $"{workflow.EntryAccess} void RunBatch({BatchEmitter.Parameters(workflow).Short}) => {error};",
            "",
            $"{workflow.EntryAccess} global::Engine.BatchResult RunBatch({BatchEmitter.Parameters(workflow).WithStatuses}) => {error};",
            "",
            $"{workflow.EntryAccess} global::Engine.BatchResult RunBatch({BatchEmitter.Parameters(workflow).Full}) => {error};",
            "",
            $"{RunAsync(workflow, "cancellationToken = default")} => {error};",
            "",
            $"{RunAsync(workflow, "cancellationToken = default", options: true)} => {error};",
            "",
            $"{ObservedRunAsync(workflow)}",
            $"   {Observer} => {error};",
            "");
        EmitInterface(writer, workflow, "\"\"");
    }

    /// <summary>Whether the body of <c>Run</c> is the calls themselves: no executor has anything to do for any of them.</summary>
    public static bool IsStraight(WorkflowModel workflow) =>
        !workflow.Suspends && workflow.Compensations.Count == 0 && workflow.Steps.All(static step => step.Body.Policy is null && !TakesContext(step.Body));

    public static bool TakesContext(MethodModel body) =>
        body.Parameters.Any(static parameter => parameter.Source is ParameterSource.Token or ParameterSource.Context)
        || (body.Map is not null && (body.IsAsynchronous || body.Policy is not null));

    private static void EmitRun(CodeWriter writer, WorkflowModel workflow, PlanModel plan, StateLayout layout)
    {
        writer.Lines(
            "/// <summary>Runs the workflow once, on the calling thread.</summary>",
            "/// <param name=\"input\">What the run is given.</param>",
            $"/// <returns>The value of step {workflow.Steps[workflow.OutputStep].Body.Display}.</returns>");
        writer.Line(WorkflowEmitter.GeneratedCode);
        string signature = $"{workflow.EntryAccess} {workflow.OutputType} Run(in {workflow.InputType} input)";
        if (!IsStraight(workflow))
        {
            writer.Line($"{signature} => Run<global::Engine.NoObserver>(in input, default);");
        }
        else
        {
            writer.Open(signature);
            if (workflow.Steps.Count > ChunkSize)
            {
                writer.Lines(
                    "var definition = new Definition(this);",
                    "var state = default(State);",
                    "var gate = default(global::Engine.OpenGate);",
                    "definition.Start(in input, ref state);",
                    "definition.RunSteps(ref state, ref gate);",
                    "return definition.Output(ref state);");
            }
            else
            {
                EmitCalls(writer, workflow, plan, layout);
            }

            writer.Close();
        }

        writer.Lines(
            "",
            "/// <summary>Runs the workflow once, on the calling thread, and reports to an observer.</summary>",
            "/// <inheritdoc cref=\"Run\"/>",
            WorkflowEmitter.GeneratedCode,
            $"{workflow.EntryAccess} {workflow.OutputType} Run<TObserver>(in {workflow.InputType} input, TObserver observer){Observer} =>",
            $"    global::Engine.InlineExecutor.Run<{Arguments(workflow)}, TObserver>(new Definition(this), in input, default, observer, default);",
            "");
    }

    /// <summary>One run over the cores; the executor finds out whether that helps.</summary>
    private static void EmitParallel(CodeWriter writer, WorkflowModel workflow) => writer.Lines(
        "/// <summary>Runs the workflow once, on the calling thread and, where its steps are long enough to gain by it, on others.</summary>",
        "/// <inheritdoc cref=\"Run\"/>",
        "/// <param name=\"degree\">The most threads at work, the calling one included; 0 for the number of processors.</param>",
        WorkflowEmitter.GeneratedCode,
        $"{RunParallel(workflow)} => global::Engine.ParallelExecutor.Run<{Arguments(workflow)}>(new Definition(this), in input, degree);",
        "",
        "/// <summary>The same with clock and degree given; reports to an observer.</summary>",
        "/// <inheritdoc cref=\"RunParallel\"/>",
        WorkflowEmitter.GeneratedCode,
        $"{ObservedRunParallel(workflow)}{Observer} =>",
        $"    global::Engine.ParallelExecutor.Run<{Arguments(workflow)}, TObserver>(new Definition(this), in input, options, observer, cancellationToken);",
        "");

    private static void EmitCalls(CodeWriter writer, WorkflowModel workflow, PlanModel plan, StateLayout layout)
    {
        StepCode code = StepCode.OverLocals(workflow, layout);
        for (int i = 0; i < workflow.States.Count; i++)
        {
            writer.Line($"{workflow.States[i].Type} {layout.States[i]} = default;");
        }

        for (int stepIndex = 0; stepIndex < plan.Order.Count; stepIndex++)
        {
            int position = plan.Order[stepIndex];
            StepModel step = workflow.Steps[position];
            StepSlot slot = layout.Steps[position];
            string comment = " // " + DefinitionEmitter.Title(workflow, stepIndex, position);
            if (step.IsSkippable)
            {
                string? declared = slot.Value is null ? null : slot.IsMaybe ? StepCode.Maybe(step.Body.ValueType!) : step.Body.ValueType;
                string value = declared is null ? "" : $"{declared} {slot.Value} = default{(slot.IsMaybe ? "" : "!")};";
                string ran = slot.Ran is null ? "" : $"bool {slot.Ran} = false;";
                if (value.Length + ran.Length > 0)
                {
                    writer.Line($"{value} {ran}".Trim());
                }

                writer.Line($"if ({code.Guard(step)}) {{ {string.Join(" ", code.Keep(step.Body, slot))} }}{comment}");
            }
            else if (step.Body.IsBatch)
            {
                string value = slot.Value is null ? "" : $"{step.Body.ValueType} {slot.Value} = default!; ";
                writer.Line($"{value}{string.Join(" ", code.Keep(step.Body, slot))}{comment}");
            }
            else if (position == workflow.OutputStep && stepIndex == plan.Order.Count - 1 && !layout.Buffers(workflow, "").Any())
            {
                writer.Line($"return {code.Call(step.Body)};{comment}");
                return;
            }
            else
            {
                writer.Line($"{(slot.Value is null ? "" : $"var {slot.Value} = ")}{code.Call(step.Body)};{comment}");
            }
        }

        foreach (string buffer in layout.Buffers(workflow, ""))
        {
            writer.Line($"{buffer}.GiveBack();");
        }

        writer.Line($"return {code.ValueOf(workflow.OutputStep)};");
    }

    /// <summary>No step suspends: the calling thread runs all of it, and what it throws comes out through the task.</summary>
    private static void EmitSynchronous(CodeWriter writer, WorkflowModel workflow)
    {
        writer.Line("/// <summary>Runs the workflow once, on the calling thread: no step suspends.</summary>");
        writer.Lines("/// <inheritdoc/>", WorkflowEmitter.GeneratedCode);
        writer.Open(RunAsync(workflow, "cancellationToken = default"));
        writer.Line("if (cancellationToken.CanBeCanceled) { return RunAsync<global::Engine.NoObserver>(input, default, default, cancellationToken); }");
        writer.Line();
        writer.Line("using var contexts = global::Engine.CallerContexts.Enter();");
        writer.Open("try");
        writer.Line("return new(Run(in input));");
        writer.Close();
        writer.Open("catch (global::System.Exception exception)");
        writer.Line($"return global::Engine.PendingStep.Failed<{workflow.OutputType}>(exception);");
        writer.Close();
        writer.Close();
        writer.Line();
        EmitForwarder(writer, workflow);
        EmitObserved(writer, workflow, "InlineExecutor");
    }

    private static void EmitAsynchronous(CodeWriter writer, WorkflowModel workflow)
    {
        writer.Lines(
            "/// <summary>Runs the workflow once; each step starts as soon as its inputs exist.</summary>",
            "/// <inheritdoc/>",
            WorkflowEmitter.GeneratedCode,
            $"{RunAsync(workflow, "cancellationToken = default")} =>",
            "    RunAsync<global::Engine.NoObserver>(input, default, default, cancellationToken);",
            "");
        EmitForwarder(writer, workflow);
        EmitObserved(writer, workflow, "AsyncExecutor");
    }

    private static void EmitForwarder(CodeWriter writer, WorkflowModel workflow) => writer.Lines(
        "/// <summary>Runs the workflow once, with its clock, seed and degree given.</summary>",
        "/// <inheritdoc/>",
        WorkflowEmitter.GeneratedCode,
        $"{RunAsync(workflow, "cancellationToken = default", options: true)} =>",
        "    RunAsync<global::Engine.NoObserver>(input, options, default, cancellationToken);",
        "");

    private static void EmitObserved(CodeWriter writer, WorkflowModel workflow, string executor) => writer.Lines(
        "/// <summary>Runs the workflow once and reports to an observer.</summary>",
        "/// <inheritdoc cref=\"global::Engine.IWorkflow{TIn, TOut}.RunAsync(TIn, global::Engine.RunOptions, global::System.Threading.CancellationToken)\"/>",
        WorkflowEmitter.GeneratedCode,
        $"{ObservedRunAsync(workflow)}{Observer} =>",
        $"    global::Engine.{executor}.RunAsync<{Arguments(workflow)}, TObserver>(new Definition(this), input, options, observer, cancellationToken);",
        "");

    private static void EmitInterface(CodeWriter writer, WorkflowModel workflow, string picture)
    {
        if (workflow.EntryAccess != "public")
        {
            string result = $"global::System.Threading.Tasks.ValueTask<{workflow.OutputType}> global::Engine.IWorkflow<{workflow.InputType}, {workflow.OutputType}>.RunAsync";
            writer.Lines(
                $"{result}({workflow.InputType} input, global::System.Threading.CancellationToken cancellationToken) =>",
                "    RunAsync(input, cancellationToken);",
                "",
                $"{result}({workflow.InputType} input, global::Engine.RunOptions options, global::System.Threading.CancellationToken cancellationToken) =>",
                "    RunAsync(input, options, cancellationToken);",
                "");
        }

        writer.Lines(
            $"string global::Engine.IWorkflow.WorkflowName => {WorkflowEmitter.Literal(workflow.Name)};",
            $"string global::Engine.IWorkflow.WorkflowPicture => {picture};");
        if (picture.Length > 2)
        {
            writer.Line();
        }
    }

    private static string RunAsync(WorkflowModel workflow, string token, bool options = false) =>
        $"{workflow.EntryAccess} global::System.Threading.Tasks.ValueTask<{workflow.OutputType}> RunAsync({workflow.InputType} input, "
        + (options ? "global::Engine.RunOptions options, " : "") + $"global::System.Threading.CancellationToken {token})";

    private static string RunParallel(WorkflowModel workflow) =>
        $"{workflow.EntryAccess} {workflow.OutputType} RunParallel(in {workflow.InputType} input, int degree = 0)";

    private static string ObservedRunParallel(WorkflowModel workflow) =>
        $"{workflow.EntryAccess} {workflow.OutputType} RunParallel<TObserver>(in {workflow.InputType} input, "
        + "global::Engine.RunOptions options, TObserver observer, global::System.Threading.CancellationToken cancellationToken = default)";

    private static string ObservedRunAsync(WorkflowModel workflow) =>
        $"{workflow.EntryAccess} global::System.Threading.Tasks.ValueTask<{workflow.OutputType}> RunAsync<TObserver>({workflow.InputType} input, "
        + "global::Engine.RunOptions options, TObserver observer, global::System.Threading.CancellationToken cancellationToken = default)";

    private static string Arguments(WorkflowModel workflow) => $"Definition, State, {workflow.InputType}, {workflow.OutputType}";
}
