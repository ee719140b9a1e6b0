using System.Text.Json;

namespace Engine.Tests.Host.Cli;

/// <summary>Checks an answer of `engine plan --json` against the graph itself, from first principles and in plain code.</summary>
internal sealed class PlanAnswerCheck
{
    private readonly RealGraph _graph;
    private readonly JsonElement _answer;
    private readonly HashSet<(int From, int To)> _edges;
    private readonly decimal _unit;

    /// <param name="graph">The graph, read by the tests' own code.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="unit">How many units of the graph's costs make one of the answer's.</param>
    public PlanAnswerCheck(RealGraph graph, JsonElement answer, decimal unit)
    {
        _graph = graph;
        _answer = answer;
        _unit = unit;
        _edges = [.. graph.From.Zip(graph.To)];
    }

    /// <summary>Asserts that everything in the answer of an acyclic graph is right.</summary>
    public void CheckPlan(int[] workers)
    {
        Assert.Equal(_graph.NodeCount, Get("nodes").GetInt32());
        Assert.Equal(_edges.Count, Get("edges").GetInt32());
        int[] order = CheckOrder();
        CheckLevels(order);
        long span = CheckCriticalPath(order);
        CheckReduction();
        Assert.Equal(_graph.Oracle.GetProperty("max_antichain").GetInt32(), Get("max_parallelism").GetInt32());
        JsonElement[] schedules = [.. Get("schedules").EnumerateArray()];
        Assert.Equal(workers, schedules.Select(static schedule => schedule.GetProperty("m").GetInt32()));
        foreach (JsonElement schedule in schedules)
        {
            CheckSchedule(schedule, span);
        }
    }

    /// <summary>Asserts that the answer is a cycle of the graph and nothing else.</summary>
    public void CheckCycle()
    {
        Assert.Equal(["cycle"], _answer.EnumerateObject().Select(static key => key.Name));
        int[] cycle = Numbers(Get("cycle"));
        Assert.NotEmpty(cycle);
        Assert.Equal(cycle.Length, cycle.Distinct().Count());
        for (int i = 0; i < cycle.Length; i++)
        {
            Assert.Contains((cycle[i], cycle[(i + 1) % cycle.Length]), _edges);
        }
    }

    private JsonElement Get(string key) => _answer.GetProperty(key);

    private long Cost(int node) => _graph.Costs.Length == 0 ? 1 : _graph.Costs[node];

    private long Units(JsonElement time)
    {
        decimal units = time.GetDecimal() * _unit;
        Assert.Equal(decimal.Truncate(units), units);
        return (long)units;
    }

    private int[] CheckOrder()
    {
        int[] order = Numbers(Get("order"));
        int[] position = new int[_graph.NodeCount];
        Array.Fill(position, -1);
        for (int i = 0; i < order.Length; i++)
        {
            position[order[i]] = i;
        }

        Assert.Equal(_graph.NodeCount, order.Length);
        Assert.DoesNotContain(-1, position);
        Assert.DoesNotContain(_edges, edge => position[edge.From] >= position[edge.To]);
        return order;
    }

    private void CheckLevels(int[] order)
    {
        int[] expected = new int[_graph.NodeCount];
        ILookup<int, int> successors = _edges.ToLookup(static edge => edge.From, static edge => edge.To);
        foreach (int node in order)
        {
            foreach (int target in successors[node])
            {
                expected[target] = Math.Max(expected[target], expected[node] + 1);
            }
        }

        int level = 0, count = 0;
        foreach (JsonElement nodes in Get("levels").EnumerateArray())
        {
            foreach (int node in Numbers(nodes))
            {
                Assert.Equal(level, expected[node]);
                count++;
            }

            level++;
        }

        Assert.Equal(_graph.NodeCount, count);
    }

    private long CheckCriticalPath(int[] order)
    {
        long[] end = new long[_graph.NodeCount];
        ILookup<int, int> predecessors = _edges.ToLookup(static edge => edge.To, static edge => edge.From);
        foreach (int node in order)
        {
            end[node] = Cost(node) + predecessors[node].Select(source => end[source]).DefaultIfEmpty(0).Max();
        }

        long span = end.DefaultIfEmpty(0).Max();
        int[] path = Numbers(Get("critical_path"));
        Assert.Equal(span, path.Sum(Cost));
        Assert.All(path.Zip(path.Skip(1)), edge => Assert.Contains(edge, _edges));
        Assert.Equal(span, Units(Get("critical_path_length")));
        return span;
    }

    private void CheckReduction()
    {
        (int From, int To)[] kept = [.. Get("reduction").EnumerateArray().Select(static edge => (edge[0].GetInt32(), edge[1].GetInt32()))];
        Assert.Equal(_graph.Oracle.GetProperty("transitive_reduction_edges").GetInt32(), kept.Length);
        Assert.Equal(_graph.Oracle.GetProperty("transitive_reduction_sha256").GetString(), Hash(kept.Order().Select(static edge => $"{edge.From} {edge.To}\n")));
    }

    private void CheckSchedule(JsonElement schedule, long span)
    {
        int workers = schedule.GetProperty("m").GetInt32();
        var tasks = schedule.GetProperty("tasks").EnumerateArray().Select(task =>
        (
            Task: task.GetProperty("task").GetInt32(),
            Worker: task.GetProperty("worker").GetInt32(),
            Start: Units(task.GetProperty("start")),
            End: Units(task.GetProperty("end")))).ToArray();
        Assert.Equal(Enumerable.Range(0, _graph.NodeCount), tasks.Select(static task => task.Task));
        Assert.DoesNotContain(tasks, task => task.Worker < 0 || task.Worker >= workers || task.Start < 0 || task.End - task.Start != Cost(task.Task));
        Assert.DoesNotContain(_edges, edge => tasks[edge.From].End > tasks[edge.To].Start);
        foreach (var own in tasks.GroupBy(static task => task.Worker))
        {
            var row = own.OrderBy(static task => task.Start).ThenBy(static task => task.End).ToArray();
            Assert.DoesNotContain(row.Zip(row.Skip(1)), static pair => pair.First.End > pair.Second.Start);
        }

        long work = tasks.Sum(static task => task.End - task.Start), makespan = tasks.Select(static task => task.End).DefaultIfEmpty(0).Max();
        Assert.Equal(makespan, Units(schedule.GetProperty("makespan")));

        // Graham's bound: no list schedule is longer than work / m + (1 - 1 / m) * span.
        Assert.InRange((Int128)makespan * workers, 0, work + ((Int128)(workers - 1) * span));
    }

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(static number => number.GetInt32())];

    private static string Hash(IEnumerable<string> lines)
        => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(string.Concat(lines))));
}
