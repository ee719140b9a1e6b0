using System.Threading.Tasks.Dataflow;
using Engine.Host.Bench.Execution;

namespace Engine.Benchmarks.Execution;

/// <summary>
/// Peer: TPL Dataflow. A step is a <see cref="TransformBlock{TInput, TOutput}"/>; where it has several inputs a
/// <see cref="BatchBlock{T}"/> gathers them, and where several steps read it a <see cref="BroadcastBlock{T}"/> hands it on.
/// The network is built once; runs follow one another.
/// </summary>
internal sealed class DataflowNetwork
{
    private readonly List<ITargetBlock<long>> _sources = [];
    private readonly ISourceBlock<long> _output;

    public DataflowNetwork(ShapeGraph graph, Func<int, long, long> work)
    {
        var outputs = new ISourceBlock<long>[graph.NodeCount];
        for (int node = 0; node < graph.NodeCount; node++)
        {
            outputs[node] = Step(graph, node, work, outputs);
        }

        _output = outputs[^1];
    }

    public Task<long> RunAsync(long input)
    {
        foreach (ITargetBlock<long> source in _sources)
        {
            source.Post(input);
        }

        return _output.ReceiveAsync();
    }

    private ISourceBlock<long> Step(ShapeGraph graph, int node, Func<int, long, long> work, ISourceBlock<long>[] outputs)
    {
        int inputCount = graph.Inputs(node).Length;
        ISourceBlock<long> output;
        if (inputCount > 1)
        {
            var gather = new BatchBlock<long>(inputCount);
            var step = new TransformBlock<long[], long>(values => work(node, Sum(values)));
            gather.LinkTo(step);
            LinkInputs(graph, node, gather, outputs);
            output = step;
        }
        else
        {
            var step = new TransformBlock<long, long>(value => work(node, value));
            LinkInputs(graph, node, step, outputs);
            if (inputCount == 0)
            {
                _sources.Add(step);
            }

            output = step;
        }

        if (graph.SuccessorsOf(node).Length > 1)
        {
            var broadcast = new BroadcastBlock<long>(static value => value);
            output.LinkTo(broadcast);
            return broadcast;
        }

        return output;
    }

    // Enumerable.Sum throws where these wrap around.
    private static long Sum(long[] values)
    {
        long sum = 0;
        foreach (long value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static void LinkInputs(ShapeGraph graph, int node, ITargetBlock<long> target, ISourceBlock<long>[] outputs)
    {
        foreach (int input in graph.Inputs(node))
        {
            outputs[input].LinkTo(target);
        }
    }
}
