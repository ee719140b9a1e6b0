using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>
/// Where the values of many runs lie: a column per value that something reads, a row of bytes per step that may be skipped, a column
/// per state. The input's column is the caller's, and so is that of the output step, unless its value has another type.
/// Values of one type that are not wanted at the same time share an array: fewer arrays let more lanes into the cache.
/// </summary>
internal sealed class ColumnLayout
{
    private readonly WorkflowModel _workflow;

    public ColumnLayout(WorkflowModel workflow, PlanModel plan, StateLayout layout)
    {
        _workflow = workflow;
        var names = new Identifiers(workflow);
        Input = names.Take("input", "Column");
        Values = workflow.Steps.Select((step, position) => layout.Steps[position].Value is null ? null : names.Take(step.Body.Name, "Column")).ToArray();
        Rows = workflow.Steps.Select(step => step.IsSkippable ? names.Take(step.Body.Name, "Row") : null).ToArray();
        States = workflow.States.Select(state => names.Take(state.Name, "Column")).ToArray();
        Copies = workflow.States.Select(state => names.Take(state.Name, "Copy")).ToArray();
        Packed = PackedOf(workflow, names);
        Arrays = ArraysOf(plan);
    }

    /// <summary>The column of the inputs.</summary>
    public string Input { get; }

    /// <summary>By position of the step; null where nobody reads its value.</summary>
    public string?[] Values { get; }

    /// <summary>By position of the step: the array that its column lies in, named after the first that does; null where it has none.</summary>
    public string?[] Arrays { get; }

    /// <summary>By position of the step; null for one that always runs.</summary>
    public string?[] Rows { get; }

    /// <summary>By position of the state.</summary>
    public string[] States { get; }

    /// <summary>What a body changes, until it returns.</summary>
    public string[] Copies { get; }

    /// <summary>
    /// Columns for values of a batch step's call that do not lie side by side: of each type as many as one step needs, for any to use.
    /// </summary>
    public IReadOnlyList<PackedColumn> Packed { get; }

    /// <summary>The statement that makes a local of the column of a step's values, of <c>count</c> lanes from the first on.</summary>
    public string Local(int position, string first, bool isRead)
    {
        string span = IsOutput(position) ? $"lanes.Outputs.Slice({first}, count)" : Cut(Arrays[position]!, first);
        return $"global::System.{(isRead ? "ReadOnlySpan" : "Span")}<{_workflow.Steps[position].Body.ValueType}> {Values[position]} = {span};";
    }

    /// <summary>The lanes of an array of the columns.</summary>
    public static string Cut(string array, string first) => $"global::System.MemoryExtensions.AsSpan(columns.{array}).Slice({first}, count)";

    /// <summary>The packed columns of a batch step, one for each parameter that is a column; null for any other parameter.</summary>
    public string?[] PackedFor(MethodModel body)
    {
        var free = Packed.ToList();
        return body.Parameters.Select(parameter =>
        {
            if (ElementOf(_workflow, body, parameter) is not { } type)
            {
                return null;
            }

            PackedColumn taken = free.First(column => column.Type == type);
            free.Remove(taken);
            return taken.Name;
        }).ToArray();
    }

    /// <summary>The element type of the column that a parameter of a batch step is; null for one that is none.</summary>
    public static string? ElementOf(WorkflowModel workflow, MethodModel body, ParameterModel parameter) => parameter.Source switch
    {
        ParameterSource.Input => workflow.InputType,
        ParameterSource.Value => workflow.Steps[parameter.Index].Body.ValueType,
        ParameterSource.Maybe => StepCode.Maybe(workflow.Steps[parameter.Index].Body.ValueType!),
        ParameterSource.Output => body.ValueType,
        _ => null,
    };

    /// <summary>
    /// In plan order, which is the order in which a chunk runs its steps: a value takes the array that was last given up, or a new one, and
    /// gives it up when the last step that reads it has run. The reader itself does not get it: it writes while it reads.
    /// </summary>
    private string?[] ArraysOf(PlanModel plan)
    {
        string?[] arrays = new string?[Values.Length];
        int[] lastReads = LastReads(plan);
        var free = new List<(string Type, string Name)>();
        for (int stepIndex = 0; stepIndex < plan.Order.Count; stepIndex++)
        {
            int position = plan.Order[stepIndex];
            MethodModel body = _workflow.Steps[position].Body;
            if (Values[position] is { } value && !IsOutput(position))
            {
                int at = body.Map is null ? free.FindLastIndex(array => array.Type == body.ValueType) : -1;
                arrays[position] = at < 0 ? value : free[at].Name;
                if (at >= 0)
                {
                    free.RemoveAt(at);
                }
            }

            for (int other = 0; other < arrays.Length; other++)
            {
                if (lastReads[other] == stepIndex && arrays[other] is { } given && _workflow.Steps[other].Body.Map is null)
                {
                    free.Add((_workflow.Steps[other].Body.ValueType!, given));
                }
            }
        }

        return arrays;
    }

    /// <summary>By position of the step: the step index that reads its value last. What a compensation reads is wanted until the chunk ends.</summary>
    private int[] LastReads(PlanModel plan)
    {
        int[] lastReads = new int[Values.Length];
        for (int stepIndex = 0; stepIndex < plan.Order.Count; stepIndex++)
        {
            StepModel step = _workflow.Steps[plan.Order[stepIndex]];
            lastReads[plan.Order[stepIndex]] = stepIndex;
            foreach (int read in ReadBy(step.Body).Concat(step.Conditions.Select(static condition => condition.Step)))
            {
                lastReads[read] = stepIndex;
            }
        }

        foreach (int read in _workflow.Compensations.SelectMany(static compensation => ReadBy(compensation.Body)))
        {
            lastReads[read] = int.MaxValue;
        }

        return lastReads;
    }

    private static IEnumerable<int> ReadBy(MethodModel body) => body.Parameters
        .Where(static parameter => parameter.Source is ParameterSource.Value or ParameterSource.Maybe).Select(static parameter => parameter.Index);

    private static List<PackedColumn> PackedOf(WorkflowModel workflow, Identifiers names)
    {
        var all = new List<PackedColumn>();
        foreach (StepModel step in workflow.Steps.Where(static step => step.Body.IsBatch))
        {
            var used = new HashSet<int>();
            foreach (ParameterModel parameter in step.Body.Parameters)
            {
                if (ElementOf(workflow, step.Body, parameter) is not { } type)
                {
                    continue;
                }

                int at = 0;
                while (at < all.Count && (all[at].Type != type || used.Contains(at)))
                {
                    at++;
                }

                if (at == all.Count)
                {
                    all.Add(new PackedColumn(type, names.Take("packed", "Column"), IsRegular: false));
                }

                used.Add(at);
                all[at] = all[at] with { IsRegular = all[at].IsRegular || step.IsSkippable || parameter.Source == ParameterSource.Maybe };
            }
        }

        return all;
    }

    /// <summary>Whether the column of the step is the caller's span of outputs, which no condition can be asked of.</summary>
    public bool IsOutput(int position) => position == _workflow.OutputStep && _workflow.Steps[position].Body.ValueType == _workflow.OutputType
        && !_workflow.Steps.Any(step => step.Conditions.Any(condition => condition.Step == position));
}

/// <summary>A column for values that do not lie side by side.</summary>
/// <param name="Type">Of an element.</param>
/// <param name="Name">In the columns.</param>
/// <param name="IsRegular">It is used where no lane fails, so that it takes its share of the cache.</param>
internal sealed record PackedColumn(string Type, string Name, bool IsRegular);
