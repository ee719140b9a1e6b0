namespace Engine.Host.Bench.Execution;

/// <summary>
/// A benchmark's workflow as data: nodes in a topological order, the first is a source and the last the output. A node
/// without inputs reads the workflow's input. Baselines that run any graph run this.
/// </summary>
internal sealed class ShapeGraph
{
    private readonly int[] _inputOffsets;
    private readonly int[] _inputs;

    /// <param name="name">The workflow class that was written from the same graph.</param>
    /// <param name="inputOffsets">Node count + 1 positions in <paramref name="inputs"/>.</param>
    /// <param name="inputs">The nodes that each node reads.</param>
    public ShapeGraph(string name, int[] inputOffsets, int[] inputs)
    {
        Name = name;
        _inputOffsets = inputOffsets;
        _inputs = inputs;
        (SuccessorOffsets, Successors) = Reverse(inputOffsets, inputs);
    }

    public string Name { get; }

    public int NodeCount => _inputOffsets.Length - 1;

    public int EdgeCount => _inputs.Length;

    public int[] SuccessorOffsets { get; }

    public int[] Successors { get; }

    public ReadOnlySpan<int> InputOffsets => _inputOffsets;

    public ReadOnlySpan<int> AllInputs => _inputs;

    public ReadOnlySpan<int> Inputs(int node) => _inputs.AsSpan(_inputOffsets[node].._inputOffsets[node + 1]);

    public ReadOnlySpan<int> SuccessorsOf(int node) => Successors.AsSpan(SuccessorOffsets[node]..SuccessorOffsets[node + 1]);

    /// <summary>What a run must give.</summary>
    public long Evaluate(long input, Func<int, long, long> work)
    {
        var values = new long[NodeCount];
        for (int node = 0; node < values.Length; node++)
        {
            values[node] = work(node, Sum(node, input, values));
        }

        return values[^1];
    }

    /// <summary>What a node's inputs add up to.</summary>
    public long Sum(int node, long input, ReadOnlySpan<long> values)
    {
        ReadOnlySpan<int> inputs = Inputs(node);
        if (inputs.IsEmpty)
        {
            return input;
        }

        long sum = 0;
        foreach (int other in inputs)
        {
            sum += values[other];
        }

        return sum;
    }

    /// <summary>The nodes of each level: those whose longest way from a source has the same length.</summary>
    public int[][] Levels()
    {
        var level = new int[NodeCount];
        for (int node = 0; node < level.Length; node++)
        {
            foreach (int other in Inputs(node))
            {
                level[node] = Math.Max(level[node], level[other] + 1);
            }
        }

        return [.. Enumerable.Range(0, NodeCount).GroupBy(node => level[node]).OrderBy(static group => group.Key).Select(static group => group.ToArray())];
    }

    private static (int[] Offsets, int[] Targets) Reverse(int[] inputOffsets, int[] inputs)
    {
        int nodeCount = inputOffsets.Length - 1;
        var offsets = new int[nodeCount + 1];
        foreach (int input in inputs)
        {
            offsets[input + 1]++;
        }

        for (int node = 0; node < nodeCount; node++)
        {
            offsets[node + 1] += offsets[node];
        }

        var targets = new int[inputs.Length];
        int[] next = [.. offsets];
        for (int node = 0; node < nodeCount; node++)
        {
            foreach (int input in inputs.AsSpan(inputOffsets[node]..inputOffsets[node + 1]))
            {
                targets[next[input]++] = node;
            }
        }

        return (offsets, targets);
    }
}
