namespace Engine.Host.Bench.Execution;

/// <summary>Baseline: one delegate per step, called in topological order. No dependencies are counted.</summary>
internal sealed class DelegateLoop
{
    private readonly StepDelegates _steps;

    public DelegateLoop(ShapeGraph graph, Func<int, long, long> work) => _steps = new StepDelegates(graph, work);

    public long Run(long input, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            _steps.Input = input;
            foreach (Action step in _steps.All)
            {
                step();
            }

            input = _steps.Output;
        }

        return input;
    }
}
