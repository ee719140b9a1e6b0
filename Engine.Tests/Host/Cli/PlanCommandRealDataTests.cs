using System.Text.Json;

namespace Engine.Tests.Host.Cli;

/// <summary>`engine plan --json` on every file of the real test material whose format it reads.</summary>
public sealed class PlanCommandRealDataTests
{
    private static readonly string[] Options = ["--json", "--reduction", "--antichain", "--workers", "1,2,4,8"];

    public static TheoryData<string> WfFormatNames => [.. RealGraph.WfFormatNames()];

    public static TheoryData<string> StgNames => [.. RealGraph.StgNames()];

    public static TheoryData<string> LargeNames => [.. RealGraph.LargeNames()];

    [RealDataTheory]
    [MemberData(nameof(WfFormatNames), DisableDiscoveryEnumeration = true)]
    public void Answer_for_a_workflow_is_right(string name) => Check("wfinstances/" + name, RealGraph.WfFormat(name), 1_000_000);

    [RealDataTheory]
    [MemberData(nameof(StgNames), DisableDiscoveryEnumeration = true)]
    public void Answer_for_a_task_graph_is_right(string name) => Check("stg/" + name, RealGraph.Stg(name), 1);

    [RealDataTheory]
    [MemberData(nameof(LargeNames), DisableDiscoveryEnumeration = true)]
    public void Answer_for_a_large_graph_is_right(string name) => Check("graphs/" + name, RealGraph.Large(name), 1);

    [RealDataTheory]
    [MemberData(nameof(LargeNames), DisableDiscoveryEnumeration = true)]
    public void Lexicographic_order_of_a_large_graph_is_the_known_one(string name)
    {
        RealGraph graph = RealGraph.Large(name);
        if (!graph.Oracle.TryGetProperty("lexicographic_topo_sha256", out JsonElement expected) || expected.ValueKind != JsonValueKind.String)
        {
            // Only acyclic graphs have one.
            Assert.False(graph.Oracle.GetProperty("is_dag").GetBoolean());
            return;
        }

        JsonElement answer = HostRun.Of("plan", TestData.File("graphs/" + name), "--json", "--lexicographic").Succeeded().Json();
        string lines = string.Concat(answer.GetProperty("order").EnumerateArray().Select(static node => node.GetInt32() + "\n"));
        Assert.Equal(expected.GetString(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(lines))));
    }

    private static void Check(string path, RealGraph graph, decimal unit)
    {
        HostRun run = HostRun.Of(["plan", TestData.File(path), .. Options]);
        var check = new PlanAnswerCheck(graph, run.Json(), unit);
        if (graph.Oracle.TryGetProperty("is_dag", out JsonElement isDag) && !isDag.GetBoolean())
        {
            Assert.Equal(2, run.ExitCode);
            run.FailedOnOneLine("cycle", Path.GetFileName(path));
            check.CheckCycle();
        }
        else
        {
            run.Succeeded();
            check.CheckPlan([1, 2, 4, 8]);
        }
    }
}
