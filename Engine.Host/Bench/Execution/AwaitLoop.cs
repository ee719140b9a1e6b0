namespace Engine.Host.Bench.Execution;

/// <summary>Baseline: one asynchronous method that awaits a delegate per step in topological order.</summary>
internal sealed class AwaitLoop
{
    private readonly ShapeGraph _graph;
    private readonly Func<int, long, ValueTask<long>> _work;
    private readonly long[] _values;

    public AwaitLoop(ShapeGraph graph, Func<int, long, ValueTask<long>> work)
    {
        _graph = graph;
        _work = work;
        _values = new long[graph.NodeCount];
    }

    public async ValueTask<long> RunAsync(long input)
    {
        for (int node = 0; node < _values.Length; node++)
        {
            _values[node] = await _work(node, _graph.Sum(node, input, _values)).ConfigureAwait(false);
        }

        return _values[^1];
    }
}
