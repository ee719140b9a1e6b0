using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>The nested <c>Definition</c>: the plan as tables and switches, and the calls over the fields of a state.</summary>
internal sealed class DefinitionEmitter(CodeWriter writer, WorkflowModel workflow, PlanModel plan, StateLayout layout)
{
    private const int LineWidth = 140;

    /// <summary>A picture of more steps is only in the constant.</summary>
    private const int LargestDocumentedPicture = 32;

    private readonly StepCode _code = StepCode.OverState(workflow, layout);

    /// <summary>Members with nothing to say for this workflow; they stand together at the end.</summary>
    private readonly List<string> _trivial = [];

    private int StepCount => workflow.Steps.Count;

    public void Emit()
    {
        IReadOnlyList<string> picture = MermaidPicture.Draw(workflow, plan);
        EmitHeader(picture);
        EmitNumbers();
        EmitTables();
        EmitNames();
        EmitPolicies();
        EmitRuns();
        EmitDispatch();
        EmitRow();
        EmitPending();
        EmitEnds();
        writer.Close();
    }

    /// <summary>The index and name of a step and what it runs under, for comments.</summary>
    public static string Title(WorkflowModel workflow, int stepIndex, int position)
    {
        StepModel step = workflow.Steps[position];
        IEnumerable<string> conditions = step.Conditions.Select(condition =>
            $", {MermaidPicture.Condition(condition)} {(condition.Kind is ConditionKind.In or ConditionKind.NotIn ? "of " : "")}{workflow.Steps[condition.Step].Body.Display}");
        return $"{Number(stepIndex)} {step.Body.Display}{string.Concat(conditions)}";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void EmitHeader(IReadOnlyList<string> picture)
    {
        writer.Line($"/// <summary>The plan of {workflow.Name} as executors read it.</summary>");
        if (StepCount <= LargestDocumentedPicture)
        {
            writer.Line("/// <remarks><code>");
            foreach (string line in picture)
            {
                writer.Line("/// " + line.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;"));
            }

            writer.Line("/// </code></remarks>");
        }

        string type = Identifiers.FullName(workflow);
        writer.Line(WorkflowEmitter.GeneratedCode);
        writer.Open($"{workflow.StateAccess} readonly partial struct Definition : global::Engine.IWorkflowDefinition<State, {workflow.InputType}, {workflow.OutputType}>");
        writer.Line("/// <summary>The graph as a Mermaid flowchart.</summary>");
        writer.Line("public const string Mermaid = \"\"\"");
        writer.Indent();
        foreach (string line in picture)
        {
            writer.Line(line);
        }

        writer.Line("\"\"\";");
        writer.Outdent();
        writer.Line();
        writer.Lines(
            $"private readonly {type} _workflow;",
            "",
            "/// <summary>The definition whose steps are those of one instance.</summary>",
            $"public Definition({type} workflow) => _workflow = workflow;",
            "");
    }

    private void EmitNumbers()
    {
        writer.Lines(
            $"public string Name => {WorkflowEmitter.Literal(workflow.Name)};",
            $"public ulong Fingerprint => 0x{plan.Fingerprint.ToString("X16", CultureInfo.InvariantCulture)};",
            $"public int StepCount => {Number(StepCount)};",
            $"public int CompensationCount => {Number(workflow.Compensations.Count)};");
    }

    private void EmitTables()
    {
        EmitTable("int", "SuccessorOffsets", plan.SuccessorOffsets.Select(Number));
        EmitTable("int", "Successors", plan.Successors.Select(Number));
        EmitTable("int", "PredecessorCounts", plan.PredecessorCounts.Select(Number));
        EmitTable("int", "StartOrder", workflow.Suspends ? plan.StartOrder.Select(Number) : []); // Asked only by AsyncExecutor.
        IEnumerable<string> steps = plan.Order.Select(position => Traits(workflow.Steps[position].Body, workflow.Steps[position].IsSkippable, workflow.Steps[position].Compensation >= 0));
        IEnumerable<string> compensations = workflow.Compensations.Select(static compensation => Traits(compensation.Body, isSkippable: false, isCompensated: false));
        EmitTable("global::Engine.StepTraits", "Traits", steps.Concat(compensations));
    }

    /// <summary>Constants only, so that the span is read-only data of the assembly and costs no allocation.</summary>
    private void EmitTable(string type, string name, IEnumerable<string> items)
    {
        string start = $"public global::System.ReadOnlySpan<{type}> {name} => ";
        string[] all = items.ToArray();
        string row = string.Join(", ", all);
        if (all.Length == 0)
        {
            writer.Line(start + "default;");
        }
        else if (start.Length + row.Length < LineWidth)
        {
            writer.Line($"{start}new {type}[] {{ {row} }};");
        }
        else
        {
            writer.Open($"{start}new {type}[]");
            writer.Wrapped(all);
            writer.Close("};");
        }
    }

    private static string Traits(MethodModel body, bool isSkippable, bool isCompensated)
    {
        // As in Engine.Core/Execution/StepTraits.cs; a number keeps the table short.
        int traits = (body.IsAsynchronous ? 1 : 0) | (isSkippable ? 2 : 0) | (EntryPoints.TakesContext(body) ? 4 : 0)
            | (body.StepPolicy is not null ? 8 : 0) | (isCompensated ? 16 : 0);
        return traits == 0 ? "0" : $"(global::Engine.StepTraits){Number(traits)}";
    }

    private void EmitNames()
    {
        IEnumerable<string> names = plan.Order.Select(position => workflow.Steps[position].Name)
            .Concat(workflow.Compensations.Select(static compensation => compensation.Body.Display));
        EmitSwitch("public string StepName(int index)", "index", names.Select(static (name, index) => (index, WorkflowEmitter.Literal(name))), fallback: null);
        (int, string)[] compensations = plan.Order
            .Select(static (position, stepIndex) => (Position: position, StepIndex: stepIndex))
            .Where(step => workflow.Steps[step.Position].Compensation >= 0)
            .Select(step => (step.StepIndex, Number(StepCount + workflow.Steps[step.Position].Compensation)))
            .ToArray();
        EmitSwitch("public int CompensationOf(int stepIndex)", "stepIndex", compensations, fallback: null);
    }

    private void EmitPolicies()
    {
        var policies = new List<(int, string)>();
        for (int index = 0; index < StepCount + workflow.Compensations.Count; index++)
        {
            if (BodyOf(index).StepPolicy is { } policy)
            {
                policies.Add((index, Policy(policy)));
            }
        }

        EmitSwitch("public global::Engine.StepPolicy Policy(int index)", "index", policies, "default");
    }

    public static string Policy(PolicyModel policy)
    {
        var settings = new List<string>();
        AddSetting(settings, "Retries", policy.Retries);
        AddSetting(settings, "DelayMs", policy.DelayMs);
        if (policy.Backoff != 0)
        {
            settings.Add($"Backoff = (global::Engine.Backoff){Number(policy.Backoff)}");
        }

        AddSetting(settings, "MaxDelayMs", policy.MaxDelayMs);
        if (policy.Jitter)
        {
            settings.Add("Jitter = true");
        }

        if (policy.RetryOn is not null)
        {
            settings.Add($"RetryOn = typeof({policy.RetryOn})");
        }

        AddSetting(settings, "TimeoutMs", policy.TimeoutMs);
        return $"new() {{ {string.Join(", ", settings)} }}";
    }

    private static void AddSetting(List<string> settings, string name, int value)
    {
        if (value != 0)
        {
            settings.Add($"{name} = {Number(value)}");
        }
    }

    private void EmitRuns()
    {
        var guards = new List<(int, string)>();
        for (int stepIndex = 0; stepIndex < StepCount; stepIndex++)
        {
            StepModel step = workflow.Steps[plan.Order[stepIndex]];
            if (step.IsSkippable)
            {
                guards.Add((stepIndex, _code.Guard(step)));
            }
        }

        EmitSwitch("public bool Runs(int stepIndex, ref State state)", "stepIndex", guards, "true");
    }

    /// <summary>A method that is one switch expression; without cases it is the fallback alone, which null makes an exception.</summary>
    private void EmitSwitch(string signature, string index, IEnumerable<(int Index, string Value)> cases, string? fallback)
    {
        string error = $"throw new global::System.ArgumentOutOfRangeException(\"{index}\")";
        (int Index, string Value)[] all = cases.ToArray();
        if (all.Length == 0)
        {
            _trivial.Add($"{signature} => {fallback ?? error};");
            return;
        }

        writer.Open($"{signature} => {index} switch");
        writer.Wrapped(all.Select(static arm => $"{Number(arm.Index)} => {arm.Value}"));
        writer.Line($"_ => {fallback ?? error},");
        writer.Close("};");
        writer.Line();
    }

    private void EmitDispatch()
    {
        var cases = new List<(int, string)>();
        var helpers = new List<int>();
        for (int index = 0; index < StepCount + workflow.Compensations.Count; index++)
        {
            MethodModel body = BodyOf(index);
            string statements;
            if (StepCode.Changes(body).Any())
            {
                helpers.Add(index);
                statements = $"{StepCode.Helper(body)}(ref state{(EntryPoints.TakesContext(body) ? ", in context" : "")}); return true;";
            }
            else
            {
                statements = body.IsAsynchronous ? $"return {Started(body, index)};" : string.Join(" ", _code.Keep(body, SlotOf(index))) + " return true;";
            }

            cases.Add((index, statements));
        }

        // Into the loop of the executor: 2.7 instead of 4.8 ns per step of a chain of ten (docs/decisions/0007).
        writer.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]");
        EmitStatements("public bool ", "Dispatch", "int index, ref State state, in global::Engine.StepContext context", "index, ref state, in context", cases);
        foreach (int index in helpers)
        {
            EmitHelper(BodyOf(index), SlotOf(index));
        }
    }

    /// <summary>A body that changes states works on copies, written back when it has returned: a failed attempt leaves no trace.</summary>
    private void EmitHelper(MethodModel body, StepSlot? slot)
    {
        writer.Open($"private void {StepCode.Helper(body)}(ref State state{(EntryPoints.TakesContext(body) ? ", in global::Engine.StepContext context" : "")})");
        foreach (int changed in StepCode.Changes(body))
        {
            writer.Line($"{workflow.States[changed].Type} {layout.States[changed]} = state.{layout.States[changed]};");
        }

        foreach (string statement in _code.Keep(body, slot))
        {
            writer.Line(statement);
        }

        foreach (int changed in StepCode.Changes(body))
        {
            writer.Line($"state.{layout.States[changed]} = {layout.States[changed]};");
        }

        writer.Close();
        writer.Line();
    }

    /// <summary>Starts an asynchronous body; whether it has completed.</summary>
    private string Started(MethodModel body, int index)
    {
        string call = _code.Call(body);
        string task = body.Return == ReturnKind.Task && body.Map is null ? $"global::Engine.PendingStep.Of({call}, Name, {WorkflowEmitter.Literal(NameOf(index))})" : call;
        string started = $"global::Engine.PendingStep.Start({task}, ref state.{AwaiterOf(index)}{Target(index)})";
        return SlotOf(index)?.Ran is { } ran ? $"(state.{ran} = {started})" : started;
    }

    private void EmitPending()
    {
        var continuations = new List<(int, string)>();
        var completions = new List<(int, string)>();
        for (int index = 0; index < StepCount + workflow.Compensations.Count; index++)
        {
            if (BodyOf(index).IsAsynchronous)
            {
                string ran = SlotOf(index)?.Ran is { } flag ? $" state.{flag} = true;" : "";
                continuations.Add((index, $"state.{AwaiterOf(index)}.UnsafeOnCompleted(continuation); return;"));
                completions.Add((index, $"global::Engine.PendingStep.End(ref state.{AwaiterOf(index)}{Target(index)});{ran} return;"));
            }
        }

        EmitStatements("public void ", "OnCompleted", "int index, ref State state, global::System.Action continuation", "index, ref state, continuation", continuations);
        EmitStatements("public void ", "Complete", "int index, ref State state", "index, ref state", completions);
    }

    /// <summary>A method that is one switch statement; beyond the size of a chunk one per chunk, behind a switch over chunks.</summary>
    private void EmitStatements(string head, string name, string parameters, string arguments, List<(int Index, string Statements)> cases)
    {
        const string Error = "default: throw new global::System.ArgumentOutOfRangeException(\"index\");";
        if (cases.Count == 0)
        {
            _trivial.Add($"{head}{name}({parameters}) => throw new global::System.ArgumentOutOfRangeException(\"index\");");
            return;
        }

        ILookup<int, (int Index, string Statements)> chunks = cases.ToLookup(static item => item.Index >> EntryPoints.ChunkBits);
        bool isSplit = StepCount + workflow.Compensations.Count > EntryPoints.ChunkSize;
        if (isSplit)
        {
            string keyword = head.Contains("bool") ? "return " : "", end = head.Contains("bool") ? "" : " return;";
            writer.Open($"{head}{name}({parameters})");
            writer.Open($"switch (index >> {Number(EntryPoints.ChunkBits)})");
            foreach (int chunk in chunks.Select(static group => group.Key))
            {
                writer.Line($"case {Number(chunk)}: {keyword}{name}{Number(chunk)}({arguments});{end}");
            }

            writer.Line(Error);
            writer.Close();
            writer.Close();
            writer.Line();
        }

        foreach (IGrouping<int, (int Index, string Statements)> chunk in chunks)
        {
            writer.Open(isSplit ? $"{head.Replace("public", "private")}{name}{Number(chunk.Key)}({parameters})" : $"{head}{name}({parameters})");
            writer.Open("switch (index)");
            foreach ((int index, string statements) in chunk)
            {
                writer.Line($"case {Number(index)}: {statements}");
            }

            writer.Line(Error);
            writer.Close();
            writer.Close();
            writer.Line();
        }
    }

    private void EmitEnds()
    {
        foreach (string member in _trivial)
        {
            writer.Line(member);
        }

        writer.Line($"public void Start(in {workflow.InputType} input, ref State state) => {(layout.ReadsInput ? "state = new State { input = input }" : "state = default")};");
        string[] buffers = layout.Buffers(workflow, "state.").ToArray();
        if (buffers.Length == 0)
        {
            writer.Line($"public {workflow.OutputType} Output(ref State state) => {_code.ValueOf(workflow.OutputStep)};");
            return;
        }

        writer.Line();
        writer.Open($"public {workflow.OutputType} Output(ref State state)");
        foreach (string buffer in buffers)
        {
            writer.Line($"{buffer}.GiveBack();");
        }

        writer.Line($"return {_code.ValueOf(workflow.OutputStep)};");
        writer.Close();
    }

    /// <summary>
    /// The steps in a row, in start order, up to the first with a policy; a method per chunk. Where all are synchronous and
    /// there are few of them, a loop over the switch is as fast: docs/decisions/0007.
    /// </summary>
    private void EmitRow()
    {
        const string Constraint = "    where TGate : struct, global::Engine.IStepGate";
        if (!workflow.Suspends && StepCount <= EntryPoints.ChunkSize)
        {
            _trivial.Add($"public bool RunSteps<TGate>(ref State state, ref TGate gate) {Constraint.Trim()} => global::Engine.StepRow.Run(this, ref state, ref gate);");
            return;
        }

        int[] order = [.. workflow.Suspends ? plan.StartOrder : Enumerable.Range(0, StepCount)];
        int called = Array.FindIndex(order, stepIndex => BodyOf(stepIndex).StepPolicy is not null);
        called = called < 0 ? StepCount : called;
        int chunkCount = called < EntryPoints.ChunkSize ? 1 : (called + EntryPoints.ChunkSize) >> EntryPoints.ChunkBits;
        if (StepCount <= EntryPoints.ChunkSize)
        {
            chunkCount = 1;
        }
        else
        {
            writer.Line("public bool RunSteps<TGate>(ref State state, ref TGate gate)");
            writer.Line(Constraint + " =>");
            writer.Line($"    {string.Join(" && ", Enumerable.Range(0, chunkCount).Select(static chunk => $"RunSteps{Number(chunk)}(ref state, ref gate)"))};");
            writer.Line();
        }

        for (int chunk = 0; chunk < chunkCount; chunk++)
        {
            writer.Line(StepCount <= EntryPoints.ChunkSize
                ? "public bool RunSteps<TGate>(ref State state, ref TGate gate)"
                : $"private bool RunSteps{Number(chunk)}<TGate>(ref State state, ref TGate gate)");
            writer.Open(Constraint);
            int end = Math.Min(called, (chunk + 1) << EntryPoints.ChunkBits);
            for (int position = chunk << EntryPoints.ChunkBits; position < end; position++)
            {
                writer.Line($"{InRow(position, order[position])} // {Title(workflow, order[position], plan.Order[order[position]])}");
            }

            if (chunk == chunkCount - 1 && called < StepCount)
            {
                writer.Line($"gate.Stop({Number(called)}); // {Title(workflow, order[called], plan.Order[order[called]])}");
                writer.Line("return false;");
            }
            else
            {
                writer.Line("return true;");
            }

            writer.Close();
            writer.Line();
        }
    }

    /// <summary>A step as it stands in the row: the gate, its condition, its call.</summary>
    private string InRow(int position, int stepIndex)
    {
        StepModel step = workflow.Steps[plan.Order[stepIndex]];
        MethodModel body = step.Body;
        string enter = $"!gate.Enter({Number(position)})";
        if (body.IsAsynchronous && !step.IsSkippable && !EntryPoints.TakesContext(body))
        {
            return $"if ({enter} || !{Started(body, stepIndex)}) return false;";
        }

        string statements = body.IsAsynchronous ? $"if (!{Started(body, stepIndex)}) return false;"
            : StepCode.Changes(body).Any() ? $"{StepCode.Helper(body)}(ref state{(EntryPoints.TakesContext(body) ? ", in context" : "")});"
            : string.Join(" ", _code.Keep(body, SlotOf(stepIndex)));
        if (EntryPoints.TakesContext(body))
        {
            statements = $"{{ var context = gate.Context({Number(stepIndex)}, {WorkflowEmitter.Literal(step.Name)}); {statements} }}";
        }
        else if (step.IsSkippable)
        {
            statements = $"{{ {statements} }}";
        }

        return $"if ({enter}) return false; {(step.IsSkippable ? $"if ({_code.Guard(step)}) " : "")}{statements}";
    }

    private MethodModel BodyOf(int index) =>
        index < StepCount ? workflow.Steps[plan.Order[index]].Body : workflow.Compensations[index - StepCount].Body;

    private string NameOf(int index) =>
        index < StepCount ? workflow.Steps[plan.Order[index]].Name : workflow.Compensations[index - StepCount].Body.Display;

    /// <summary>Null for a compensation, which leaves nothing behind.</summary>
    private StepSlot? SlotOf(int index) => index < StepCount ? layout.Steps[plan.Order[index]] : null;

    private string AwaiterOf(int index) =>
        index < StepCount ? layout.Steps[plan.Order[index]].Awaiter! : layout.CompensationAwaiters[index - StepCount]!;

    private string Target(int index) => SlotOf(index)?.Value is { } value ? $", ref state.{value}" : "";
}
