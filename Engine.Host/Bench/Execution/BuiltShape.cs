namespace Engine.Host.Bench.Execution;

/// <summary>A graph as a workflow that was built at run time: typed slots up to four inputs, a list of them beyond.</summary>
internal sealed class BuiltShape
{
    private readonly DynamicWorkflow<long, long> _workflow;

    public BuiltShape(ShapeGraph graph, Func<int, long, long> work)
    {
        // The benchmark's own work is called directly where it is the empty one, as the other baselines do.
        bool isEmpty = work == Work.Empty;
        var flow = new WorkflowBuilder<long, long>(graph.Name);
        var slots = new Slot<long>[graph.NodeCount];
        for (int i = 0; i < slots.Length; i++)
        {
            int node = i;
            Slot<long>[] inputs = graph.Inputs(node).IsEmpty ? [flow.Input] : [.. graph.Inputs(node).ToArray().Select(input => slots[input])];
            string name = $"N{node}";
            slots[node] = inputs switch
            {
                [var a] when isEmpty => flow.Step(name, a, (in long x) => Work.Empty(node, x)),
                [var a, var b] when isEmpty => flow.Step(name, a, b, (in long x, in long y) => Work.Empty(node, x + y)),
                [var a, var b, var c] when isEmpty => flow.Step(name, a, b, c, (in long x, in long y, in long z) => Work.Empty(node, x + y + z)),
                [var a, var b, var c, var d] when isEmpty => flow.Step(name, a, b, c, d, (in long x, in long y, in long z, in long w) => Work.Empty(node, x + y + z + w)),
                _ when isEmpty => flow.Step(name, inputs, (in StepInputs values) => Work.Empty(node, Sum(in values))),
                _ => flow.Step(name, inputs, (in StepInputs values) => work(node, Sum(in values))),
            };
        }

        _workflow = flow.Build(slots[^1]);
    }

    public long Run(long input, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            input = _workflow.Run(in input);
        }

        return input;
    }

    public long RunAsync(long input, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            ValueTask<long> task = _workflow.RunAsync(input);
            input = task.IsCompletedSuccessfully ? task.Result : throw new InvalidOperationException("No step suspends, and yet the run did.");
        }

        return input;
    }

    private static long Sum(in StepInputs values)
    {
        long sum = 0;
        for (int i = 0; i < values.Count; i++)
        {
            sum += values.Get<long>(i);
        }

        return sum;
    }
}
