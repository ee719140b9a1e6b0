using Engine.Graphs;
using Engine.Internal;

namespace Engine;

/// <summary>
/// A graph that arrives as data, as a workflow: nodes are numbers, edges carry order and no values, and one body does all
/// nodes. What passes between nodes is the body's business. The executors and the meaning of a run are those of any workflow.
/// </summary>
/// <remarks>
/// Of the nodes that are ready the most urgent one starts first: that with the longest way to the end of the graph by its
/// costs, then the one of the lower level, then the smaller number. With <see cref="RunOptions.Degree"/> = n a run is so a list
/// schedule on n workers. Immutable; any number of runs and threads may share it.
/// </remarks>
/// <example><code>
/// Digraph graph = Digraph.FromEdges(4, [0, 0, 1, 2], [1, 2, 3, 3]);
/// var build = new GraphWorkflow("Build", graph);
/// build.Run(node => Console.WriteLine($"node {node}"));
/// await build.RunAsync((node, token) => CompileAsync(node, token), new RunOptions { Degree = 4 }, default);
/// </code></example>
public sealed class GraphWorkflow
{
    private readonly GraphPlan _plan;

    /// <summary>Plans a graph. O(nodes log nodes + edges).</summary>
    /// <param name="name">The workflow's name, for errors and observers.</param>
    /// <param name="graph">The graph; its costs decide which ready node goes first, each is 1 where it has none.</param>
    /// <param name="names">A name for each node; "node 7" and so on where not given.</param>
    /// <exception cref="CyclicGraphException">The graph has a cycle.</exception>
    /// <exception cref="GraphException">The graph has delays on its edges, or more nodes than <see cref="MaxNodes"/>.</exception>
    /// <exception cref="ArgumentException">There is not one name for each node.</exception>
    public GraphWorkflow(string name, Digraph graph, IReadOnlyList<string>? names = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(graph);
        _plan = new GraphPlan(name, graph, names);
    }

    /// <summary>The largest number of nodes.</summary>
    public static int MaxNodes => ReadySet.MaxSteps;

    /// <summary>The workflow's name.</summary>
    public string Name => _plan.Name;

    /// <summary>The nodes in the order of their urgency: step i of observers is node <c>Order[i]</c>.</summary>
    public ReadOnlySpan<int> Order => _plan.Nodes;

    /// <summary>Does every node once, on the calling thread, in order. O(nodes). 0 bytes without a cancellable token.</summary>
    /// <param name="body">Does a node. What it throws ends the run and comes out.</param>
    public void Run<TBody>(TBody body)
        where TBody : struct, INodeBody => Run<TBody, NoObserver>(body, default, default);

    /// <summary>The same with a delegate.</summary>
    /// <inheritdoc cref="Run{TBody}(TBody)"/>
    public void Run(Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Run(new NodeDelegate(body));
    }

    /// <summary>The same, reporting to an observer, until the caller cancels.</summary>
    /// <param name="body">Does a node.</param>
    /// <param name="observer">Watches the run.</param>
    /// <param name="cancellationToken">Stops the run between two nodes.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <inheritdoc cref="Run{TBody}(TBody)"/>
    public void Run<TBody, TObserver>(TBody body, TObserver observer, CancellationToken cancellationToken)
        where TBody : struct, INodeBody
        where TObserver : struct, IRunObserver
    {
        var state = default(GraphState);
        InlineExecutor.Run(new GraphDefinition<TBody>(_plan, body), ref state, default, observer, cancellationToken);
    }

    /// <summary>
    /// Does every node once, each as soon as the nodes before it have ended and <see cref="RunOptions.Degree"/> allows. A body
    /// that fails stops what has not started; those under way see their token, and the task ends when they have ended.
    /// O(nodes + edges).
    /// </summary>
    /// <param name="body">Does a node.</param>
    /// <param name="options">How many nodes may be under way at once.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public ValueTask RunAsync<TBody>(TBody body, RunOptions options, CancellationToken cancellationToken)
        where TBody : struct, IAsyncNodeBody => RunAsync<TBody, NoObserver>(body, options, default, cancellationToken);

    /// <summary>The same with a delegate.</summary>
    /// <param name="body">Does a node.</param>
    /// <param name="options">How many nodes may be under way at once.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <inheritdoc cref="RunAsync{TBody}(TBody, RunOptions, CancellationToken)"/>
    public ValueTask RunAsync(Func<int, CancellationToken, ValueTask> body, RunOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(new AsyncNodeDelegate(body), options, cancellationToken);
    }

    /// <summary>The same, reporting to an observer.</summary>
    /// <param name="body">Does a node.</param>
    /// <param name="options">How many nodes may be under way at once.</param>
    /// <param name="observer">Watches the run.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <inheritdoc cref="RunAsync{TBody}(TBody, RunOptions, CancellationToken)"/>
    public async ValueTask RunAsync<TBody, TObserver>(TBody body, RunOptions options, TObserver observer, CancellationToken cancellationToken)
        where TBody : struct, IAsyncNodeBody
        where TObserver : struct, IRunObserver =>
        await AsyncExecutor.RunAsync<AsyncGraphDefinition<TBody>, GraphState, Nothing, Nothing, TObserver>(
            new AsyncGraphDefinition<TBody>(_plan, body), default, options, observer, cancellationToken).ConfigureAwait(false);

    private readonly struct NodeDelegate(Action<int> body) : INodeBody
    {
        public void Run(int node) => body(node);
    }

    private readonly struct AsyncNodeDelegate(Func<int, CancellationToken, ValueTask> body) : IAsyncNodeBody
    {
        public ValueTask RunAsync(int node, CancellationToken cancellationToken) => body(node, cancellationToken);
    }
}
