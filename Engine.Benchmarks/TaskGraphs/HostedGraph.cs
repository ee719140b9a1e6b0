using System.Runtime.CompilerServices;
using Engine.Host.Bench.Durable;
using Engine.Runtime;

namespace Engine.Benchmarks.TaskGraphs;

/// <summary>A graph of tasks in a host with one shard, and callers of it; beside it the same by hand. A task gives on what it got.</summary>
internal sealed class HostedGraph : IDisposable
{
    private static readonly ReadOnlyMemory<byte>[] Inputs = [.. Enumerable.Range(0, 1 << 16).Select(static i => (ReadOnlyMemory<byte>)BitConverter.GetBytes((long)i))];

    private readonly WorkflowHost _host;
    private readonly HostedWorkflow<TaskInput, TaskResults> _workflow;

    /// <param name="shape">The graph.</param>
    /// <param name="waits">Whether each activity waits for a thread of the pool; otherwise it completes at once.</param>
    /// <param name="callers">How many runs are under way at a time.</param>
    /// <param name="folder">Where the host keeps them; null: nowhere.</param>
    public HostedGraph(GraphShape shape, bool waits, int callers, string? folder = null)
    {
        var activities = new ActivityTable();
        activities.Add("work", waits
            ? static (call, _) => WaitAsync(call.DependencyCount == 0 ? call.Input : call.ResultOf(0))
            : static (call, _) => ValueTask.FromResult(call.DependencyCount == 0 ? call.Input : call.ResultOf(0)));

        // Few are remembered, so that as many are forgotten as start: what is measured goes on for ever.
        _host = new WorkflowHost(new WorkflowHostOptions { Folder = folder, ShardCount = 1, DrainFor = TimeSpan.Zero, Shard = new ShardOptions { MaxEndedRuns = 1_000 } });
        _workflow = _host.AddAsync(shape.ToGraph(), activities).GetAwaiter().GetResult();
        _host.StartAsync().GetAwaiter().GetResult();
        Callers = new CallerRound(callers, RunAsync);
        var byHand = new HandTasks(shape, waits ? WaitAsync : static value => ValueTask.FromResult(value));
        ByHand = new CallerRound(callers, input => ByHandAsync(byHand, input));
    }

    public CallerRound Callers { get; }

    /// <summary>The same callers of the same by hand.</summary>
    public CallerRound ByHand { get; }

    public void Dispose()
    {
        Callers.Dispose();
        ByHand.Dispose();
        ((IDisposable)_host).Dispose();
    }

    private static ReadOnlyMemory<byte> InputOf(long input) => Inputs[(int)input & (Inputs.Length - 1)];

    /// <summary>Callers expect what ten steps give, each of which adds one.</summary>
    private static long OutputOf(long input, ReadOnlyMemory<byte> result) => result.Equals(InputOf(input)) ? TenSteps.Output(input) : -1;

    private static async ValueTask<ReadOnlyMemory<byte>> WaitAsync(ReadOnlyMemory<byte> value)
    {
        await Task.Yield();
        return value;
    }

    private static async ValueTask<long> ByHandAsync(HandTasks tasks, long input) => OutputOf(input, await tasks.RunAsync(InputOf(input)).ConfigureAwait(false));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<long> RunAsync(long input)
    {
        TaskResults results = await _workflow.RunAsync(new TaskInput(InputOf(input))).ConfigureAwait(false);
        return OutputOf(input, results[results.Count - 1]);
    }
}
