using Engine.Host.Bench.Execution;
using Microsoft.Agents.AI.Workflows;

namespace Engine.Benchmarks.Execution;

/// <summary>
/// Peer: Microsoft.Agents.AI.Workflows, in its fastest mode (lockstep, no streaming). A step is a function executor; one with
/// several inputs stands behind a barrier, which hands it one message after another once all are there.
/// </summary>
internal sealed class AgentWorkflow
{
    private readonly ShapeGraph _graph;
    private readonly Func<int, long, long> _work;
    private readonly long[] _sums;
    private readonly int[] _received;
    private readonly Workflow _workflow;

    public AgentWorkflow(ShapeGraph graph, Func<int, long, long> work)
    {
        _graph = graph;
        _work = work;
        _sums = new long[graph.NodeCount];
        _received = new int[graph.NodeCount];
        _workflow = Build();
    }

    public async Task<long> RunAsync(long input)
    {
        await using Run run = await InProcessExecution.Lockstep.RunAsync(_workflow, input).ConfigureAwait(false);
        foreach (WorkflowEvent one in run.OutgoingEvents)
        {
            if (one is WorkflowOutputEvent output)
            {
                return output.As<long>();
            }
        }

        throw new InvalidOperationException($"The workflow gave no output: {string.Join("; ", run.OutgoingEvents)}.");
    }

    private Workflow Build()
    {
        // The only executor that may get the input hands it to all sources.
        ExecutorBinding start = new FunctionExecutor<long>("start", static (input, context, token) => context.SendMessageAsync(input, null, token), sentMessageTypes: [typeof(long)], declareCrossRunShareable: true);
        ExecutorBinding[] steps = [.. Enumerable.Range(0, _graph.NodeCount).Select(Step)];
        var builder = new WorkflowBuilder(start);
        for (int node = 0; node < steps.Length; node++)
        {
            ReadOnlySpan<int> inputs = _graph.Inputs(node);
            if (inputs.Length > 1)
            {
                builder.AddFanInBarrierEdge([.. inputs.ToArray().Select(input => steps[input])], steps[node]);
            }
            else
            {
                builder.AddEdge(inputs.IsEmpty ? start : steps[inputs[0]], steps[node]);
            }
        }

        return builder.WithOutputFrom(steps[^1]).Build();
    }

    private ExecutorBinding Step(int node)
    {
        int inputCount = Math.Max(1, _graph.Inputs(node).Length);
        bool isOutput = node == _graph.NodeCount - 1;
        return new FunctionExecutor<long>(
            $"s{node}",
            (value, context, token) =>
            {
                _sums[node] += value;
                if (++_received[node] < inputCount)
                {
                    return default;
                }

                long result = _work(node, _sums[node]);
                _sums[node] = 0;
                _received[node] = 0;
                return isOutput ? context.YieldOutputAsync(result, token) : context.SendMessageAsync(result, null, token);
            },
            sentMessageTypes: [typeof(long)],
            outputTypes: [typeof(long)],
            declareCrossRunShareable: true);
    }
}
