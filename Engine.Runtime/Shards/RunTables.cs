using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// The tables of a shard by the numbers of their workflows. One is made when the first run of its workflow comes, started or read: a host may have many
/// thousands of workflows, and most of them no run here. The shard's own, as it is read and as it runs.
/// </summary>
internal sealed class RunTables(Shard shard)
{
    private RunTable?[] _byNumber = new RunTable?[4];

    /// <summary>Finds a workflow of the host by its name, for runs that a journal names so. Null: only tables that have been added are known.</summary>
    public Func<string, HostedWorkflow?>? Workflows { get; set; }

    public RunTable this[int number] => _byNumber[number]!;

    public void Add(RunTable table)
    {
        if (table.Number >= _byNumber.Length)
        {
            Array.Resize(ref _byNumber, Math.Max(table.Number + 1, 2 * _byNumber.Length));
        }

        _byNumber[table.Number] = table;
    }

    /// <summary>The table of a workflow. O(1).</summary>
    public RunTable Of(HostedWorkflow workflow)
    {
        RunTable?[] tables = _byNumber;
        int number = workflow.Number;
        return (uint)number < (uint)tables.Length && tables[number] is { } table ? table : New(workflow);
    }

    /// <summary>The table of the workflow of a name; null where this process has none.</summary>
    public RunTable? Named(string name) => Workflows is null
        ? Array.Find(_byNumber, table => table?.WorkflowName == name)
        : Workflows(name) is { } workflow ? Of(workflow) : null;

    private RunTable New(HostedWorkflow workflow)
    {
        RunTable table = workflow.NewTable(shard);
        Add(table);
        return table;
    }
}
