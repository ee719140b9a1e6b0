using Engine.Runtime;

namespace Engine.Internal;

/// <summary>A task graph in a host: it makes the tables, in each shard when the first run comes there.</summary>
internal sealed class HostedTasks(WorkflowHost host, int number, TaskGraph graph, ActivityBody[] bodies) : HostedWorkflow<TaskInput, TaskResults>(host, number)
{
    public override string Name => graph.Name;

    public override TaskGraph TaskGraph => graph;

    internal override RunTable NewTable(Shard shard) => new RunTable<TaskDefinition, TaskState, TaskInput, TaskResults>(shard, Number, new TaskDefinition(graph, bodies));
}
