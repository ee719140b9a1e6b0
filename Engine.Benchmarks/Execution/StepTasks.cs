using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>Peer: one asynchronous method per step that awaits the tasks of its inputs.</summary>
internal sealed class StepTasks(ShapeGraph graph, Func<int, long, ValueTask<long>> work)
{
    private readonly Task<long>[] _tasks = new Task<long>[graph.NodeCount];

    public Task<long> RunAsync(long input)
    {
        for (int node = 0; node < _tasks.Length; node++)
        {
            _tasks[node] = StepAsync(node, input);
        }

        return _tasks[^1];
    }

    private async Task<long> StepAsync(int node, long input)
    {
        int inputCount = graph.Inputs(node).Length;
        long sum = inputCount == 0 ? input : 0;
        for (int i = 0; i < inputCount; i++)
        {
            sum += await _tasks[graph.Inputs(node)[i]].ConfigureAwait(false);
        }

        return await work(node, sum).ConfigureAwait(false);
    }
}
