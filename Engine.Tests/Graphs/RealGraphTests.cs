using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Engine.Graphs;
using Engine.Graphs.Reference;
using Engine.Internal;

namespace Engine.Tests.Graphs;

/// <summary>Every known answer about the structure of the real graphs: plan, orders, reduction, closure, antichain, components.</summary>
public class RealGraphTests
{
    public static TheoryData<string> Large => [.. RealGraph.LargeNames()];

    public static TheoryData<string> Stg => [.. RealGraph.StgNames()];

    public static TheoryData<string> WfFormat => [.. RealGraph.WfFormatNames()];

    [RealDataTheory]
    [MemberData(nameof(Large))]
    public void Large_graph_has_its_known_answers(string name) => HasKnownAnswers(RealGraph.Large(name));

    [RealDataTheory]
    [MemberData(nameof(Stg))]
    public void Standard_task_graph_has_its_known_answers(string name) => HasKnownAnswers(RealGraph.Stg(name));

    [RealDataTheory]
    [MemberData(nameof(WfFormat))]
    public void Workflow_execution_has_its_known_answers(string name) => HasKnownAnswers(RealGraph.WfFormat(name));

    [RealDataFact]
    public void North_graphs_have_their_known_answers()
    {
        int count = 0;
        foreach (RealGraph graph in RealGraph.North())
        {
            HasKnownAnswers(graph);
            count++;
        }

        Assert.Equal(213, count);
    }

    private static void HasKnownAnswers(RealGraph real)
    {
        Digraph graph = real.Build();
        JsonElement oracle = real.Oracle;
        Assert.Equal(Int(oracle, "nodes"), graph.NodeCount);
        Assert.Equal(Int(oracle, "edges"), graph.EdgeCount);
        Assert.Equal(Int(oracle, "duplicate_edges"), graph.DuplicateEdgeCount);
        CheckEnds(graph, oracle);
        var plan = new Plan();
        bool isDag = oracle.GetProperty("is_dag").GetBoolean();
        Assert.Equal(isDag, Planner.TryPlan(graph, plan));
        if (isDag)
        {
            CheckStructure(graph, plan, oracle);
            CheckTimes(plan, oracle);
            CheckReachability(graph, plan, oracle);
            CheckWeighted(graph, oracle);
        }
        else
        {
            CheckComponents(graph, plan, oracle);
        }

        CheckQueries(graph, isDag ? plan : null, oracle);
    }

    private static void CheckEnds(Digraph graph, JsonElement oracle)
    {
        int sources = 0, sinks = 0, isolated = 0;
        for (int node = 0; node < graph.NodeCount; node++)
        {
            bool isSource = graph.InDegrees[node] == 0, isSink = graph.Successors(node).IsEmpty;
            sources += isSource ? 1 : 0;
            sinks += isSink ? 1 : 0;
            isolated += isSource && isSink ? 1 : 0;
        }

        Assert.Equal((Int(oracle, "sources"), Int(oracle, "sinks"), Int(oracle, "isolated")), (sources, sinks, isolated));
    }

    private static void CheckStructure(Digraph graph, Plan plan, JsonElement oracle)
    {
        Assert.Equal(Int(oracle, "levels"), plan.LevelCount);
        Assert.Equal(Int(oracle, "max_level_width"), plan.MaxLevelWidth);
        int[] widths = [.. Enumerable.Range(0, plan.LevelCount).Select(plan.LevelWidth)];
        if (oracle.TryGetProperty("level_widths", out JsonElement expected))
        {
            Assert.Equal(expected.EnumerateArray().Select(static width => width.GetInt32()), widths);
        }

        int[] lexicographic = new int[graph.NodeCount];
        Assert.True(Planner.TryLexicographicOrder(graph, lexicographic));
        Assert.Equal(Text(oracle, "lexicographic_topo_sha256"), Sha256(lexicographic.Select(static node => $"{node}\n")));
    }

    private static void CheckTimes(Plan plan, JsonElement expected)
    {
        int withoutSlack = 0;
        long earliest = 0, latest = 0;
        for (int node = 0; node < plan.NodeCount; node++)
        {
            withoutSlack += plan.Slack(node) == 0 ? 1 : 0;
            earliest += plan.EarliestStart[node];
            latest += plan.LatestStart[node];
        }

        Assert.Equal(expected.GetProperty("total_work").GetInt64(), plan.Work);
        Assert.Equal(expected.GetProperty("critical_path_length").GetInt64(), plan.Span);
        Assert.Equal(Int(expected, "zero_slack_nodes"), withoutSlack);
        Assert.Equal(expected.GetProperty("sum_earliest_start").GetInt64(), earliest);
        Assert.Equal(expected.GetProperty("sum_latest_start").GetInt64(), latest);
    }

    private static void CheckReachability(Digraph graph, Plan plan, JsonElement oracle)
    {
        bool[] kept = new bool[graph.EdgeCount];
        Assert.Equal(Int(oracle, "transitive_reduction_edges"), TransitiveReduction.Find(graph, plan, kept));
        Assert.Equal(Text(oracle, "transitive_reduction_sha256"), Sha256(KeptEdges(graph, kept)));
        Assert.Equal(oracle.GetProperty("transitive_closure_edges").GetInt64(), Reachability.CountPairs(graph, plan));
        int[] members = Antichain.Members(graph, plan);
        Assert.Equal(Int(oracle, "max_antichain"), members.Length);
        Assert.False(ReachOneAnother(graph, members));
    }

    /// <summary>The large graphs once more with the costs that their answers name.</summary>
    private static void CheckWeighted(Digraph graph, JsonElement oracle)
    {
        if (!oracle.TryGetProperty("weighted", out JsonElement expected))
        {
            return;
        }

        Assert.Equal("1 + ((i*2654435761) mod 2^32) mod 97", Text(expected, "weight"));
        long[] costs = [.. Enumerable.Range(0, graph.NodeCount).Select(static node => 1 + (unchecked((uint)node * 2654435761u) % 97))];
        var plan = new Plan();
        Planner.Plan(graph, costs, plan);
        CheckTimes(plan, expected);
    }

    private static void CheckComponents(Digraph graph, Plan plan, JsonElement oracle)
    {
        var components = new Components();
        StronglyConnected.Find(graph, components);
        int[] sizes = [.. Enumerable.Range(0, components.Count).Select(components.SizeOf).Where(static size => size > 1).OrderDescending()];
        int selfLoops = Enumerable.Range(0, graph.NodeCount).Count(node => graph.Successors(node).Contains(node));
        Assert.Equal(Int(oracle, "scc_count"), components.Count);
        Assert.Equal(Int(oracle, "nontrivial_scc_count"), components.NontrivialCount);
        Assert.Equal(oracle.GetProperty("nontrivial_scc_sizes").EnumerateArray().Select(static size => size.GetInt32()), sizes);
        Assert.Equal(Int(oracle, "self_loops"), selfLoops);
        Assert.Equal(Int(oracle, "nodes_on_cycles"), Enumerable.Range(0, graph.NodeCount).Count(node => IsOnCycle(graph, components, node)));

        int[] cycle = CycleFinder.Find(graph);
        Assert.Equal(cycle, plan.Cycle);
        Assert.Equal(ReferenceCycle.Find(graph.Offsets, graph.Targets), cycle);

        Digraph condensed = StronglyConnected.Condense(graph, components);
        var condensedPlan = new Plan();
        Planner.Plan(condensed, condensedPlan);
        Assert.Equal(Int(oracle, "condensation_nodes"), condensed.NodeCount);
        Assert.Equal(Int(oracle, "condensation_edges"), condensed.EdgeCount);
        Assert.Equal(Int(oracle, "condensation_levels"), condensedPlan.LevelCount);
        if (oracle.TryGetProperty("condensation", out JsonElement expected))
        {
            Assert.Equal(Int(expected, "max_level_width"), condensedPlan.MaxLevelWidth);
            Assert.Equal(Int(expected, "transitive_reduction_edges"), TransitiveReduction.Reduce(condensed, condensedPlan).EdgeCount);
            Assert.Equal(expected.GetProperty("transitive_closure_edges").GetInt64(), Reachability.CountPairs(condensed, condensedPlan));
        }
    }

    private static void CheckQueries(Digraph graph, Plan? plan, JsonElement oracle)
    {
        if (!oracle.TryGetProperty("reachability_queries", out JsonElement queries))
        {
            return;
        }

        int[] from = [.. queries.EnumerateArray().Select(static query => query[0].GetInt32())];
        int[] to = [.. queries.EnumerateArray().Select(static query => query[1].GetInt32())];
        bool[] expected = [.. queries.EnumerateArray().Select(static query => query[2].GetInt32() == 1)];
        var reachability = new Reachability();
        Assert.Equal(expected, from.Select((node, i) => reachability.Reaches(graph, node, to[i])));
        if (plan is not null)
        {
            bool[] answers = new bool[from.Length];
            Reachability.Answer(graph, plan, from, to, answers);
            Assert.Equal(expected, answers);
            Assert.Equal(expected, from.Select((node, i) => reachability.Reaches(graph, plan, node, to[i])));
        }
    }

    private static bool IsOnCycle(Digraph graph, Components components, int node)
        => components.SizeOf(components.ComponentOf[node]) > 1 || graph.Successors(node).Contains(node);

    /// <summary>One search from all members together: whether it comes to a member.</summary>
    private static bool ReachOneAnother(Digraph graph, int[] members)
    {
        bool[] seen = new bool[graph.NodeCount];
        var stack = new Stack<int>(members);
        while (stack.TryPop(out int node))
        {
            foreach (int target in graph.Successors(node))
            {
                if (!seen[target])
                {
                    seen[target] = true;
                    stack.Push(target);
                }
            }
        }

        return members.Any(member => seen[member]);
    }

    private static IEnumerable<string> KeptEdges(Digraph graph, bool[] kept)
    {
        for (int node = 0; node < graph.NodeCount; node++)
        {
            for (int edge = graph.Offsets[node]; edge < graph.Offsets[node + 1]; edge++)
            {
                if (kept[edge])
                {
                    yield return $"{node} {graph.Targets[edge]}\n";
                }
            }
        }
    }

    private static string Sha256(IEnumerable<string> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string line in lines)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(line));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static int Int(JsonElement item, string key) => item.GetProperty(key).GetInt32();

    private static string Text(JsonElement item, string key) => item.GetProperty(key).GetString()!;
}
