using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>Peer: <see cref="Task.WhenAll(Task[])"/> by level, one <see cref="Task.Run(Action)"/> per step, as most people write a graph.</summary>
internal sealed class LevelTasks
{
    private readonly StepDelegates _steps;
    private readonly int[][] _levels;
    private readonly Task[][] _tasks;

    public LevelTasks(ShapeGraph graph, Func<int, long, long> work)
    {
        _steps = new StepDelegates(graph, work);
        _levels = graph.Levels();
        _tasks = [.. _levels.Select(static level => new Task[level.Length])];
    }

    public async Task<long> RunAsync(long input)
    {
        _steps.Input = input;
        for (int level = 0; level < _levels.Length; level++)
        {
            Task[] tasks = _tasks[level];
            int[] nodes = _levels[level];
            for (int i = 0; i < nodes.Length; i++)
            {
                tasks[i] = Task.Run(_steps.All[nodes[i]]);
            }

            await Task.WhenAll(tasks).ConfigureAwait(false);
        }

        return _steps.Output;
    }
}
