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

    /// <summary>Whether the column of the step is the caller's span of outputs.</summary>
    public bool IsOutput(int position) => position == _workflow.OutputStep && _workflow.Steps[position].Body.ValueType == _workflow.OutputType;
}
