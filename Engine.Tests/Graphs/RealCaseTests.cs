using System.Text.Json;
using Engine.Graphs;
using Engine.Internal;

namespace Engine.Tests.Graphs;

/// <summary>The expectations of other libraries' own tests, and what one of them computes for the same graphs.</summary>
public class RealCaseTests
{
    private readonly Plan _plan = new();

    [RealDataFact]
    public void Acyclic_cases_have_the_computed_answers() => ForEachCase(isDag: true, CheckComputed);

    [RealDataFact]
    public void Cyclic_cases_have_the_computed_components() => ForEachCase(isDag: false, CheckComponents);

    [RealDataFact]
    public void Asserted_orders_and_generations_hold()
    {
        int checkedCount = 0;
        ForEachCase(isDag: true, (real, graph) =>
        {
            Dictionary<string, int> id = RealGraph.CaseNodes(real.Oracle);
            JsonElement asserted = real.Oracle.GetProperty("asserted");
            if (asserted.TryGetProperty("generations", out JsonElement generations))
            {
                Assert.Equal(Sets(generations, id), Enumerable.Range(0, _plan.LevelCount).Select(level => _plan.Level(level).ToArray()));
                checkedCount++;
            }

            if (asserted.TryGetProperty("lexicographic_order", out JsonElement order))
            {
                Assert.Equal(Ids(order, id), Lexicographic(graph));
                checkedCount++;
            }

            if (asserted.TryGetProperty("max_antichain", out JsonElement size))
            {
                int[] members = Antichain.Members(graph, _plan);
                Assert.Equal(size.GetInt32(), members.Length);
                Assert.Contains(members, Sets(asserted.GetProperty("antichains"), id));
                checkedCount++;
            }
        });
        Assert.True(checkedCount >= 20, $"{checkedCount} cases were found.");
    }

    [RealDataFact]
    public void Asserted_reachability_holds()
    {
        int checkedCount = 0;
        var reachability = new Reachability();
        foreach (RealGraph real in RealGraph.Cases())
        {
            Digraph graph = real.Build();
            Dictionary<string, int> id = RealGraph.CaseNodes(real.Oracle);
            JsonElement asserted = real.Oracle.GetProperty("asserted");
            if (asserted.TryGetProperty("transitive_closure", out JsonElement closure))
            {
                Assert.Equal(Sets(closure, id, sorted: false).Order(Pairs), AllPairs(graph).Where(pair => reachability.Reaches(graph, pair[0], pair[1])));
                checkedCount++;
            }

            if (asserted.TryGetProperty("descendants", out JsonElement descendants))
            {
                Assert.All(descendants.EnumerateArray(), row => Assert.Equal(
                    Ids(row[1], id).Order(), Nodes(graph).Where(node => reachability.Reaches(graph, id[row[0].GetRawText()], node))));
                checkedCount++;
            }

            if (asserted.TryGetProperty("ancestors", out JsonElement ancestors))
            {
                Assert.All(ancestors.EnumerateArray(), row => Assert.Equal(
                    Ids(row[1], id).Order(), Nodes(graph).Where(node => reachability.Reaches(graph, node, id[row[0].GetRawText()]))));
                checkedCount++;
            }
        }

        Assert.Equal(5, checkedCount);
    }

    [RealDataFact]
    public void Asserted_cycles_and_components_hold()
    {
        int checkedCount = 0;
        ForEachCase(isDag: false, (real, graph) =>
        {
            Dictionary<string, int> id = RealGraph.CaseNodes(real.Oracle);
            JsonElement asserted = real.Oracle.GetProperty("asserted");
            int[] cycle = CycleFinder.Find(graph);
            if (asserted.TryGetProperty("cycle_edges", out JsonElement edges))
            {
                Assert.Equal(
                    Sets(edges, id, sorted: false).Order(Pairs),
                    cycle.Select((node, i) => new[] { node, cycle[(i + 1) % cycle.Length] }).Order(Pairs));
                checkedCount++;
            }

            if (asserted.TryGetProperty("cycle_contains_in_order", out JsonElement sequence))
            {
                // As upstream checks it: somewhere in the cycle, walked twice.
                int[] twice = [.. cycle, .. cycle, cycle[0]], wanted = Ids(sequence, id);
                Assert.Contains(true, Enumerable.Range(0, twice.Length - wanted.Length + 1).Select(at => twice.AsSpan(at, wanted.Length).SequenceEqual(wanted)));
                checkedCount++;
            }
        });
        Assert.Equal(8, checkedCount);
    }

    [RealDataFact]
    public void Asserted_longest_paths_hold_with_weights_as_delays_of_edges()
    {
        int checkedCount = 0, refusedCount = 0;
        foreach (RealGraph real in RealGraph.Cases())
        {
            JsonElement asserted = real.Oracle.GetProperty("asserted");
            if (!asserted.TryGetProperty("longest_path", out JsonElement path) & !asserted.TryGetProperty("longest_path_length", out JsonElement length))
            {
                continue;
            }

            Dictionary<string, int> id = RealGraph.CaseNodes(real.Oracle);
            long defaultWeight = real.Oracle.TryGetProperty("default_weight", out JsonElement given) ? given.GetInt64() : 1;
            using var builder = new DigraphBuilder();
            builder.AddNodes(new long[real.NodeCount]);
            JsonElement[] edges = [.. real.Oracle.GetProperty("edges").EnumerateArray()];
            if (edges.Any(static edge => edge.GetArrayLength() > 2 && edge[2].GetInt64() < 0))
            {
                Assert.Throws<GraphException>(() => AddAll(builder, edges, id, defaultWeight));
                refusedCount++;
                continue;
            }

            AddAll(builder, edges, id, defaultWeight);
            Planner.Plan(builder.Build(), _plan);
            if (path.ValueKind == JsonValueKind.Array)
            {
                Assert.Equal(Ids(path, id), _plan.CriticalPath);
            }

            if (length.ValueKind == JsonValueKind.Number)
            {
                Assert.Equal(length.GetInt64(), _plan.Span);
            }

            checkedCount++;
        }

        Assert.Equal((10, 1), (checkedCount, refusedCount));
    }

    private static void AddAll(DigraphBuilder builder, JsonElement[] edges, Dictionary<string, int> id, long defaultWeight)
    {
        foreach (JsonElement edge in edges)
        {
            builder.AddEdge(id[edge[0].GetRawText()], id[edge[1].GetRawText()], edge.GetArrayLength() > 2 ? edge[2].GetInt64() : defaultWeight);
        }
    }

    private void ForEachCase(bool isDag, Action<RealGraph, Digraph> check)
    {
        int count = 0;
        foreach (RealGraph real in RealGraph.Cases())
        {
            Digraph graph = real.Build();
            Assert.True(real.Oracle.GetProperty("computed").GetProperty("is_dag").GetBoolean() == Planner.TryPlan(graph, _plan), real.Name);
            if (_plan.Cycle.IsEmpty == isDag)
            {
                check(real, graph);
                count++;
            }
        }

        Assert.Equal(isDag ? 65 : 22, count);
    }

    private void CheckComputed(RealGraph real, Digraph graph)
    {
        Dictionary<string, int> id = RealGraph.CaseNodes(real.Oracle);
        JsonElement computed = real.Oracle.GetProperty("computed");
        Assert.Equal(computed.GetProperty("nodes").GetInt32(), graph.NodeCount);
        Assert.Equal(computed.GetProperty("distinct_edges").GetInt32(), graph.EdgeCount);
        Assert.Equal(computed.GetProperty("levels").GetInt32(), _plan.LevelCount);
        Assert.Equal(computed.GetProperty("max_level_width").GetInt32(), _plan.MaxLevelWidth);
        Assert.Equal(computed.GetProperty("longest_path_length_edges").GetInt32(), Math.Max(0, _plan.Span - 1));
        Assert.Equal(Sets(computed.GetProperty("generations"), id), Enumerable.Range(0, _plan.LevelCount).Select(level => _plan.Level(level).ToArray()));
        Assert.Equal(Ids(computed.GetProperty("lexicographic_order"), id), Lexicographic(graph));
        Assert.Equal(computed.GetProperty("transitive_closure_size").GetInt64(), Reachability.CountPairs(graph, _plan));
        Assert.Equal(computed.GetProperty("max_antichain").GetInt32(), Antichain.MaxSize(graph, _plan));
        Digraph reduced = TransitiveReduction.Reduce(graph, _plan);
        Assert.Equal(
            Sets(computed.GetProperty("transitive_reduction"), id, sorted: false).Order(Pairs),
            AllPairs(reduced).Where(pair => reduced.Successors(pair[0]).Contains(pair[1])));
    }

    private void CheckComponents(RealGraph real, Digraph graph)
    {
        Dictionary<string, int> id = RealGraph.CaseNodes(real.Oracle);
        JsonElement computed = real.Oracle.GetProperty("computed");
        var components = new Components();
        StronglyConnected.Find(graph, components);
        Assert.Equal(computed.GetProperty("scc_count").GetInt32(), components.Count);
        Assert.Equal(
            Sets(computed.GetProperty("nontrivial_sccs"), id).Order(Pairs),
            Enumerable.Range(0, components.Count).Select(component => components.MembersOf(component).ToArray())
                .Where(members => members.Length > 1 || graph.Successors(members[0]).Contains(members[0])).Order(Pairs));
    }

    private static int[] Lexicographic(Digraph graph)
    {
        int[] order = new int[graph.NodeCount];
        Assert.True(Planner.TryLexicographicOrder(graph, order));
        return order;
    }

    private static IEnumerable<int> Nodes(Digraph graph) => Enumerable.Range(0, graph.NodeCount);

    private static IEnumerable<int[]> AllPairs(Digraph graph) => from u in Nodes(graph) from v in Nodes(graph) select new[] { u, v };

    private static readonly Comparer<int[]> Pairs = Comparer<int[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b));

    private static int[] Ids(JsonElement names, Dictionary<string, int> id) => [.. names.EnumerateArray().Select(name => id[name.GetRawText()])];

    private static IEnumerable<int[]> Sets(JsonElement lists, Dictionary<string, int> id, bool sorted = true)
        => lists.EnumerateArray().Select(list => sorted ? [.. Ids(list, id).Order()] : Ids(list, id));
}
