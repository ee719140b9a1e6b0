using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>
/// Peer: <see cref="Parallel.For(int, int, Action{int})"/> over the steps of a level, one level after the other. A level of one
/// step is a call: a loop over it can wait for a work item that has nothing to do.
/// </summary>
internal sealed class LevelLoops
{
    private readonly StepDelegates _steps;
    private readonly int[][] _levels;
    private readonly ParallelOptions _options = new() { MaxDegreeOfParallelism = SyncShape.Degree };

    public LevelLoops(ShapeGraph graph, Func<int, long, long> work)
    {
        _steps = new StepDelegates(graph, work);
        _levels = graph.Levels();
    }

    public long Run(long input, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            _steps.Input = input;
            foreach (int[] level in _levels)
            {
                if (level.Length == 1)
                {
                    _steps.All[level[0]]();
                    continue;
                }

                Parallel.For(0, level.Length, _options, i => _steps.All[level[i]]());
            }

            input = _steps.Output;
        }

        return input;
    }
}
