namespace Engine;

/// <summary>
/// What the nodes of a <see cref="GraphWorkflow"/> do: a struct, so that the executor calls it without a virtual call. One
/// value serves a whole run; what it changes lies behind references.
/// </summary>
public interface INodeBody
{
    /// <summary>Does one node; all nodes with an edge to it have ended.</summary>
    /// <param name="node">The node's number in the graph.</param>
    void Run(int node);
}

/// <summary>What the nodes of a <see cref="GraphWorkflow"/> do, asynchronously.</summary>
public interface IAsyncNodeBody
{
    /// <summary>Starts one node; all nodes with an edge to it have ended. The node ends when the task completes.</summary>
    /// <param name="node">The node's number in the graph.</param>
    /// <param name="cancellationToken">Cancelled when the caller cancels and when another node has failed. Not to be kept beyond the end of the node.</param>
    ValueTask RunAsync(int node, CancellationToken cancellationToken);
}
