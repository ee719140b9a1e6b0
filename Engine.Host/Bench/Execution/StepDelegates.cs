namespace Engine.Host.Bench.Execution;

/// <summary>The steps of a graph as delegates over one array of values: what engines that take a graph at run time call.</summary>
internal sealed class StepDelegates
{
    private readonly long[] _values;

    public StepDelegates(ShapeGraph graph, Func<int, long, long> work)
    {
        _values = new long[graph.NodeCount];
        All = [.. Enumerable.Range(0, graph.NodeCount).Select(node => Step(node, graph.Inputs(node).ToArray(), work))];
    }

    public Action[] All { get; }

    public long Input { get; set; }

    public long Output => _values[^1];

    private Action Step(int node, int[] inputs, Func<int, long, long> work)
    {
        long[] values = _values;
        return work == Work.Empty
            ? () => values[node] = Work.Empty(node, Sum(inputs, values))
            : () => values[node] = work(node, Sum(inputs, values));
    }

    private long Sum(int[] inputs, long[] values)
    {
        if (inputs.Length == 0)
        {
            return Input;
        }

        long sum = 0;
        foreach (int input in inputs)
        {
            sum += values[input];
        }

        return sum;
    }
}
