using Engine.Runtime;

namespace Engine.Internal;

/// <summary>A workflow in a host with its definition's own types: it makes the tables.</summary>
internal sealed class HostedDefinition<TDefinition, TState, TIn, TOut>(WorkflowHost host, int number, TDefinition definition) : HostedWorkflow<TIn, TOut>(host, number)
    where TDefinition : struct, IWorkflowDefinition<TState, TIn, TOut>, IHostedDefinition<TState>
    where TState : struct
{
    public override string Name => definition.Name;

    internal override RunTable NewTable(Shard shard) => new RunTable<TDefinition, TState, TIn, TOut>(shard, Number, definition);
}
