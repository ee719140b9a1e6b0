namespace Engine.Host.Bench.Execution;

/// <summary>
/// Baseline: dependency counters over delegates on one thread. A step is pushed when its last input is there, and whatever
/// was pushed last runs next.
/// </summary>
internal sealed class CounterLoop
{
    private readonly StepDelegates _steps;
    private readonly int[] _successorOffsets;
    private readonly int[] _successors;
    private readonly int[] _inputCounts;
    private readonly int[] _pending;
    private readonly int[] _ready;

    public CounterLoop(ShapeGraph graph, Func<int, long, long> work)
    {
        _steps = new StepDelegates(graph, work);
        _successorOffsets = graph.SuccessorOffsets;
        _successors = graph.Successors;
        _inputCounts = [.. Enumerable.Range(0, graph.NodeCount).Select(node => graph.Inputs(node).Length)];
        _pending = new int[graph.NodeCount];
        _ready = new int[graph.NodeCount];
    }

    public long Run(long input, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            _steps.Input = input;
            RunOnce();
            input = _steps.Output;
        }

        return input;
    }

    private void RunOnce()
    {
        int[] pending = _pending, ready = _ready, offsets = _successorOffsets, successors = _successors;
        Action[] steps = _steps.All;
        Array.Copy(_inputCounts, pending, pending.Length);
        int count = 0;
        for (int node = pending.Length - 1; node >= 0; node--)
        {
            if (pending[node] == 0)
            {
                ready[count++] = node;
            }
        }

        while (count > 0)
        {
            int node = ready[--count];
            steps[node]();
            for (int i = offsets[node]; i < offsets[node + 1]; i++)
            {
                int successor = successors[i];
                if (--pending[successor] == 0)
                {
                    ready[count++] = successor;
                }
            }
        }
    }
}
