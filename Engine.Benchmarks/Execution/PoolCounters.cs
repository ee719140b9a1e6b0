using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>Peer: a work item of the thread pool for each step whose last input is there, found with counters.</summary>
#pragma warning disable CA1001 // The semaphore is never waited on by its handle, so it holds nothing to dispose.
internal sealed class PoolCounters
#pragma warning restore CA1001
{
    private readonly StepDelegates _steps;
    private readonly ShapeGraph _graph;
    private readonly int[] _inputCounts;
    private readonly int[] _pending;
    private readonly Item[] _items;
    private readonly SemaphoreSlim _ended = new(0);
    private int _left;

    public PoolCounters(ShapeGraph graph, Func<int, long, long> work)
    {
        _graph = graph;
        _steps = new StepDelegates(graph, work);
        _inputCounts = [.. Enumerable.Range(0, graph.NodeCount).Select(node => graph.Inputs(node).Length)];
        _pending = new int[graph.NodeCount];
        _items = [.. Enumerable.Range(0, graph.NodeCount).Select(node => new Item(this, node))];
    }

    public long Run(long input, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            _steps.Input = input;
            _inputCounts.CopyTo(_pending, 0);
            Volatile.Write(ref _left, _pending.Length);
            for (int node = 0; node < _inputCounts.Length; node++)
            {
                if (_inputCounts[node] == 0)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(_items[node], preferLocal: false);
                }
            }

            _ended.Wait();
            input = _steps.Output;
        }

        return input;
    }

    private void Execute(int node)
    {
        _steps.All[node]();
        foreach (int successor in _graph.SuccessorsOf(node))
        {
            if (Interlocked.Decrement(ref _pending[successor]) == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_items[successor], preferLocal: true);
            }
        }

        if (Interlocked.Decrement(ref _left) == 0)
        {
            _ended.Release();
        }
    }

    private sealed class Item(PoolCounters owner, int node) : IThreadPoolWorkItem
    {
        public void Execute() => owner.Execute(node);
    }
}
