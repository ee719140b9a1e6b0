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
    /// <exception cref="RequestRefusedException">The workflow has been removed: another one may have its number.</exception>
    public RunTable Of(HostedWorkflow workflow)
    {
        if (workflow.IsClosed)
        {
            throw Refusals.WorkflowRemoved(workflow.Name);
        }

        RunTable?[] tables = _byNumber;
        int number = workflow.Number;
        return (uint)number < (uint)tables.Length && tables[number] is { } table ? table : New(workflow);
    }

    /// <summary>The table of the workflow of a name; null where this process has none.</summary>
    public RunTable? Named(string name) => Workflows is null
        ? Array.Find(_byNumber, table => table?.WorkflowName == name)
        : Workflows(name) is { } workflow ? Of(workflow) : null;

    /// <summary>The table of a workflow that may be closed; null where it has had no run here.</summary>
    public RunTable? Existing(HostedWorkflow workflow) => (uint)workflow.Number < (uint)_byNumber.Length ? _byNumber[workflow.Number] : null;

    /// <summary>Lets the table of a workflow go that has no runs: its number is free.</summary>
    public void Remove(HostedWorkflow workflow)
    {
        if (Existing(workflow) is not null)
        {
            _byNumber[workflow.Number] = null;
        }
    }

    private RunTable New(HostedWorkflow workflow)
    {
        RunTable table = workflow.NewTable(shard);
        Add(table);
        return table;
    }
}
