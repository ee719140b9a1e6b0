using Engine.Graphs;
using Engine.Tests.Execution;
using Engine.Tests.Graphs;

namespace Engine.Tests.Authoring.Dynamic;

[Collection(ProcessAllocations.Name)]
public class GraphWorkflowTests
{
    [Fact]
    public void Run_does_every_node_once_and_after_its_predecessors()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Digraph graph = RandomGraph(seed, 1 + (seed % 60));
            var ended = new List<int>();
            var workflow = new GraphWorkflow("Random", graph);
            workflow.Run(ended.Add);
            Assert.Equal(workflow.Order.ToArray(), ended);
            AssertInOrder(graph, ended);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task RunAsync_does_every_node_once_after_its_predecessors_and_within_the_degree(int degree)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Digraph graph = RandomGraph(seed, 1 + (seed % 40));
            var ended = new List<int>();
            int underWay = 0, most = 0;
            var gate = new Lock();
            await new GraphWorkflow("Random", graph).RunAsync(async (node, _) =>
            {
                lock (gate)
                {
                    Assert.All(PredecessorsOf(graph, node), before => Assert.Contains(before, ended));
                    most = Math.Max(most, ++underWay);
                }

                await Task.Yield();
                lock (gate)
                {
                    underWay--;
                    ended.Add(node);
                }
            }, new RunOptions { Degree = degree }, default);
            AssertInOrder(graph, ended);
            Assert.InRange(most, 1, degree == 0 ? int.MaxValue : degree);
        }
    }

    [Fact]
    public void Most_urgent_ready_node_goes_first()
    {
        // 0 -> 1 -> 2 is cheap, 3 -> 4 is dear; 5 is alone.
        Digraph graph = Digraph.FromEdges(6, [0, 1, 3], [1, 2, 4], [1, 1, 1, 10, 10, 15]);
        Assert.Equal([3, 5, 4, 0, 1, 2], new GraphWorkflow("Urgent", graph).Order.ToArray());
    }

    [Fact]
    public void Nodes_that_cost_nothing_still_come_after_their_predecessors()
    {
        Digraph graph = Digraph.FromEdges(4, [3, 2, 1], [2, 1, 0], [0, 0, 0, 0]);
        Assert.Equal([3, 2, 1, 0], new GraphWorkflow("Free", graph).Order.ToArray());
    }

    [Fact]
    public void Failure_of_a_node_starts_nothing_more()
    {
        Digraph graph = Digraph.FromEdges(3, [0, 1], [1, 2]);
        var begun = new List<int>();
        var failure = Assert.Throws<InvalidOperationException>(() => new GraphWorkflow("Fails", graph).Run(node =>
        {
            begun.Add(node);
            if (node == 1)
            {
                throw new InvalidOperationException("node 1");
            }
        }));
        Assert.Equal("node 1", failure.Message);
        Assert.Equal([0, 1], begun);
    }

    [Fact]
    public async Task Failure_of_a_node_cancels_those_under_way()
    {
        Digraph graph = Digraph.FromEdges(3, [0], [2]);
        bool wasCancelled = false;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await new GraphWorkflow("Fails", graph).RunAsync(async (node, token) =>
        {
            if (node == 0)
            {
                await Task.Yield();
                throw new InvalidOperationException();
            }

            using CancellationTokenRegistration registration = token.Register(() => wasCancelled = true);
            await Task.Delay(Timeout.Infinite, token);
        }, default, default));
        Assert.True(wasCancelled);
    }

    [Fact]
    public void Caller_stops_a_run_between_two_nodes()
    {
        using var source = new CancellationTokenSource();
        var body = new CancellingBody(source, []);
        Assert.Throws<OperationCanceledException>(() => new GraphWorkflow("Stopped", Digraph.FromEdges(3, [0, 1], [1, 2])).Run(body, default(NoObserver), source.Token));
        Assert.Equal([0, 1], body.Done);
    }

    [Fact]
    public void Observer_sees_steps_by_the_names_of_nodes()
    {
        var history = new RunHistory();
        Digraph graph = Digraph.FromEdges(2, [1], [0]);
        new GraphWorkflow("Named", graph, ["first", "second"]).Run(new NoBody(), new RecordingObserver(history), default);
        Assert.Equal(["second", "first"], history.EndOrder);
        history = new RunHistory();
        new GraphWorkflow("Unnamed", graph).Run(new NoBody(), new RecordingObserver(history), default);
        Assert.Equal(["node 1", "node 0"], history.EndOrder);
    }

    [Fact]
    public async Task Largest_graph_runs_in_both_executors()
    {
        int count = GraphWorkflow.MaxNodes;
        int[] from = [.. Enumerable.Range(0, count - 1)], to = [.. Enumerable.Range(1, count - 1)];

        // The first half a chain, the second half a fan from its end.
        for (int i = count / 2; i < from.Length; i++)
        {
            from[i] = count / 2;
        }

        var workflow = new GraphWorkflow("Large", Digraph.FromEdges(count, from, to));
        int done = 0;
        workflow.Run(_ => done++);
        Assert.Equal(count, done);
        int ended = 0;
        await workflow.RunAsync((node, _) =>
        {
            Interlocked.Increment(ref ended);
            return node % 1_000 == 0 ? new ValueTask(Task.Run(static () => { }, CancellationToken.None)) : ValueTask.CompletedTask;
        }, default, default);
        Assert.Equal(count, ended);
    }

    [Fact]
    public void What_cannot_run_is_refused()
    {
        Assert.Throws<CyclicGraphException>(() => new GraphWorkflow("W", Digraph.FromEdges(2, [0, 1], [1, 0])));
        Assert.Equal("Workflow 'W' has 262145 nodes; a graph that runs has at most 262144. Plan larger ones, or let a node do more.",
            Assert.Throws<GraphException>(() => new GraphWorkflow("W", Digraph.FromEdges(GraphWorkflow.MaxNodes + 1, [], []))).Message);
        Assert.StartsWith("1 names do not fit a graph of 2 nodes", Assert.Throws<ArgumentException>(() => new GraphWorkflow("W", Digraph.FromEdges(2, [], []), ["one"])).Message, StringComparison.Ordinal);
        using var builder = new DigraphBuilder();
        builder.AddNodes(2);
        builder.AddEdge(0, 1, cost: 5);
        Digraph delayed = builder.Build();
        Assert.StartsWith("A graph with delays on its edges can be planned, not run", Assert.Throws<GraphException>(() => new GraphWorkflow("W", delayed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_graph_runs() => new GraphWorkflow("Empty", Digraph.FromEdges(0, [], [])).Run(static _ => Assert.Fail("There is no node."));

    [Fact]
    public void Run_allocates_nothing()
    {
        var workflow = new GraphWorkflow("Random", RandomGraph(7, 500));
        var body = new CountingBody(new int[500]);
        Assert.Equal(0, Allocations.Of(() => workflow.Run(body)));
        Assert.Single(body.Counts.Distinct());
    }

    private static void AssertInOrder(Digraph graph, List<int> ended)
    {
        Assert.Equal(Enumerable.Range(0, graph.NodeCount), ended.Order());
        int[] position = new int[graph.NodeCount];
        for (int i = 0; i < ended.Count; i++)
        {
            position[ended[i]] = i;
        }

        for (int node = 0; node < graph.NodeCount; node++)
        {
            foreach (int successor in graph.Successors(node))
            {
                Assert.True(position[node] < position[successor], $"{node} -> {successor}");
            }
        }
    }

    private static IEnumerable<int> PredecessorsOf(Digraph graph, int node) =>
        Enumerable.Range(0, graph.NodeCount).Where(before => graph.Successors(before).Contains(node));

    private static Digraph RandomGraph(int seed, int count)
    {
        var random = new Random(seed);
        int[] label = [.. Enumerable.Range(0, count)];
        random.Shuffle(label);
        using var builder = new DigraphBuilder();
        builder.AddNodes([.. Enumerable.Range(0, count).Select(_ => (long)random.Next(4))]);
        for (int i = 0; i < 2 * count; i++)
        {
            int from = random.Next(count), to = random.Next(count);
            if (from != to)
            {
                builder.AddEdge(label[Math.Min(from, to)], label[Math.Max(from, to)]);
            }
        }

        return builder.Build();
    }

    private readonly struct NoBody : INodeBody
    {
        public void Run(int node)
        {
        }
    }

    private readonly struct CountingBody(int[] counts) : INodeBody
    {
        public int[] Counts => counts;

        public void Run(int node) => counts[node]++;
    }

    private readonly struct CancellingBody(CancellationTokenSource source, List<int> done) : INodeBody
    {
        public List<int> Done => done;

        public void Run(int node)
        {
            done.Add(node);
            if (node == 1)
            {
                source.Cancel();
            }
        }
    }
}
