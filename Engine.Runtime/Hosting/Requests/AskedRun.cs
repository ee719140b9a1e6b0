using System.Runtime.CompilerServices;
using Engine.Runtime;

namespace Engine.Internal;

/// <summary>The run that a request asks for: its workflow, input and key.</summary>
internal readonly struct AskedRun<TIn, TOut>(HostedWorkflow<TIn, TOut> workflow, TIn input, string? key)
{
    private readonly HostedWorkflow<TIn, TOut> _workflow = workflow;
    private readonly TIn _input = input;
    private readonly string? _key = key;

    public HostedWorkflow<TIn, TOut> Workflow => _workflow;

    /// <summary>Finds the run of the key in a shard, or starts one. Returns why it is refused; null if it is there.</summary>
    public Exception? TryStart(Shard shard, out RunTable<TIn, TOut> table, out int slot)
    {
        // SAFETY: the workflow of these types made the table.
        table = Unsafe.As<RunTable<TIn, TOut>>(shard.Tables.Of(_workflow));
        return table.TryStart(in _input, _key, out slot);
    }
}
