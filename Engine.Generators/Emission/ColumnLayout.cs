using System.Collections.Generic;
using System.Linq;
using Engine.Generators.Model;

namespace Engine.Generators.Emission;

/// <summary>
/// Where the values of many runs lie: a column per value that something reads, a row of bytes per step that may be skipped, a column
/// per state. The input's column is the caller's, and so is that of the output step, unless its value has another type.
/// </summary>
internal sealed class ColumnLayout
{
    private readonly WorkflowModel _workflow;

    public ColumnLayout(WorkflowModel workflow, StateLayout layout)
    {
        _workflow = workflow;
        var names = new Identifiers(workflow);
        Input = names.Take("input", "Column");
        Values = workflow.Steps.Select((step, position) => layout.Steps[position].Value is null ? null : names.Take(step.Body.Name, "Column")).ToArray();
        Rows = workflow.Steps.Select(step => step.IsSkippable ? names.Take(step.Body.Name, "Row") : null).ToArray();
        States = workflow.States.Select(state => names.Take(state.Name, "Column")).ToArray();
        Copies = workflow.States.Select(state => names.Take(state.Name, "Copy")).ToArray();
        Packed = PackedOf(workflow, names);
    }

    /// <summary>The column of the inputs.</summary>
    public string Input { get; }

    /// <summary>By position of the step; null where nobody reads its value.</summary>
    public string?[] Values { get; }

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

    /// <summary>Whether the column of the step is the caller's span of outputs.</summary>
    public bool IsOutput(int position) => position == _workflow.OutputStep && _workflow.Steps[position].Body.ValueType == _workflow.OutputType;
}

/// <summary>A column for values that do not lie side by side.</summary>
/// <param name="Type">Of an element.</param>
/// <param name="Name">In the columns.</param>
/// <param name="IsRegular">It is used where no lane fails, so that it takes its share of the cache.</param>
internal sealed record PackedColumn(string Type, string Name, bool IsRegular);
