using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Model;
using Engine.Generators.Parsing;
using Engine.Generators.Planning;

namespace Engine.Generators.Emission;

/// <summary>
/// What of a run must live, and under which names: the values that something reads, whether a skippable step has run where
/// something asks, the awaiter of each asynchronous step. Fields of the state and locals of <c>Run</c> share the names.
/// </summary>
internal sealed class StateLayout
{
    public StateLayout(WorkflowModel workflow, PlanModel plan)
    {
        var readers = Readers(workflow);
        var inColumns = new HashSet<int>(workflow.Steps.Where(static step => step.Body.IsBatch)
            .SelectMany(static step => step.Body.Parameters)
            .Where(static parameter => parameter.Source == ParameterSource.Maybe)
            .Select(static parameter => parameter.Index));
        var names = new Identifiers(workflow);
        ReadsInput = Bodies(workflow).Any(static body => body.Parameters.Any(static parameter => parameter.Source == ParameterSource.Input));
        Steps = new StepSlot[workflow.Steps.Count];
        foreach (int position in plan.Order)
        {
            Steps[position] = SlotOf(workflow, position, readers[position], inColumns.Contains(position), names);
        }

        States = workflow.States.Select(state => Names.Escape(names.Take(state.Name))).ToArray();
        CompensationAwaiters = workflow.Compensations
            .Select(compensation => compensation.Body.IsAsynchronous ? names.Take(compensation.Body.Name, "Awaiter") : null)
            .ToArray();
    }

    /// <summary>By position of the step.</summary>
    public StepSlot[] Steps { get; }

    /// <summary>Names of the state structs.</summary>
    public string[] States { get; }

    /// <summary>Names of the awaiters of compensations, null for synchronous ones.</summary>
    public string?[] CompensationAwaiters { get; }

    /// <summary>Whether any step takes the input.</summary>
    public bool ReadsInput { get; }

    /// <summary>Results of mapped steps that something reads: their buffers go back to the pool when a run has its output.</summary>
    public IEnumerable<string> Buffers(WorkflowModel workflow, string prefix) => Enumerable.Range(0, Steps.Length)
        .Where(position => workflow.Steps[position].Body.Map is not null && Steps[position].Value is not null)
        .Select(position => prefix + Steps[position].Value);

    public static IEnumerable<MethodModel> Bodies(WorkflowModel workflow) =>
        workflow.Steps.Select(static step => step.Body).Concat(workflow.Compensations.Select(static compensation => compensation.Body));

    private static StepSlot SlotOf(WorkflowModel workflow, int position, Usage usage, bool isInColumn, Identifiers names)
    {
        StepModel step = workflow.Steps[position];
        string name = names.Take(step.Body.Name);
        bool isRead = step.Body.ValueType is not null && (usage.AsValue || usage.AsMaybe || step.Body.IsBatch);

        // A value that all readers take as Maybe<T> is kept as one; then nobody needs to ask whether the step has run.
        bool isMaybe = isRead && step.IsSkippable && !usage.AsValue && !usage.AsksRan && !usage.ConvertsMaybe;
        bool hasRan = step.IsSkippable && !isMaybe && (usage.AsksRan || usage.AsMaybe);
        return new StepSlot(
            isRead ? Names.Escape(name) : null,
            isMaybe,
            hasRan ? names.Take(step.Body.Name, "Ran") : null,
            step.Body.IsAsynchronous ? names.Take(step.Body.Name, "Awaiter") : null,
            (isMaybe ? step.Body.IsBatch : isInColumn) ? names.Take(step.Body.Name, "Element") : null);
    }

    private static Usage[] Readers(WorkflowModel workflow)
    {
        var usages = new Usage[workflow.Steps.Count];
        foreach (MethodModel body in Bodies(workflow))
        {
            foreach (ParameterModel parameter in body.Parameters.Where(StepEdges.IsValue))
            {
                ref Usage usage = ref usages[parameter.Index];
                bool isMaybe = parameter.Source == ParameterSource.Maybe;
                usage.AsMaybe |= isMaybe;
                usage.AsValue |= !isMaybe;
                usage.AsksRan |= !isMaybe;
                usage.ConvertsMaybe |= isMaybe && parameter.Type != workflow.Steps[parameter.Index].Body.ValueType;
            }
        }

        foreach (ConditionModel condition in workflow.Steps.SelectMany(static step => step.Conditions))
        {
            // A skipped bool step left false behind, which is what IsTrue asks anyway.
            usages[condition.Step].AsValue = true;
            usages[condition.Step].AsksRan |= condition.Kind != ConditionKind.IsTrue;
        }

        foreach (int required in workflow.Steps.SelectMany(static step => step.Requires))
        {
            usages[required].AsksRan = true;
        }

        usages[workflow.OutputStep].AsValue = true;
        return usages;
    }

    /// <summary>How the value of a step is read.</summary>
    private struct Usage
    {
        public bool AsValue;
        public bool AsMaybe;
        public bool AsksRan;
        public bool ConvertsMaybe;
    }
}

/// <summary>What a step leaves behind.</summary>
/// <param name="Value">Field or local of its value; null where nobody reads it.</param>
/// <param name="IsMaybe">The value is kept as <c>Maybe&lt;T&gt;</c>.</param>
/// <param name="Ran">Says that a skippable step has run; null where nobody asks.</param>
/// <param name="Awaiter">Keeps a pending task; null for a synchronous step.</param>
/// <param name="Element">
/// The element of a batch step's column that is no field or local by itself: what a batch step writes whose value is kept as
/// <c>Maybe&lt;T&gt;</c>, or the <c>Maybe&lt;T&gt;</c> that one takes of a value that is not. Null where there is none.
/// </param>
internal sealed record StepSlot(string? Value, bool IsMaybe, string? Ran, string? Awaiter, string? Element);
