using System.Text.Json;
using Engine.Host.Run;

namespace Engine.Tests.Host.Run;

public class TraceWriterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Trace_of_a_run_holds_each_task_once_without_overlap_on_a_worker(int workers)
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), RunFixture.TwoEmptyWorkers with { Workers = workers });
        RunRecord record = RunOf(setup, TimeProvider.System);

        JsonElement[] events = Events(setup, record);

        JsonElement[] tasks = OfPhase(events, "X");
        Assert.Equal(["a", "b", "c", "d"], tasks.Select(static task => task.GetProperty("name").GetString()));
        for (int task = 0; task < tasks.Length; task++)
        {
            Assert.Equal(task, tasks[task].GetProperty("args").GetProperty("task").GetInt32());
            Assert.Equal(record.Worker[task], tasks[task].GetProperty("tid").GetInt32());
            Assert.Equal(record.Seconds(record.End[task] - record.Start[task]), (double)Dur(tasks[task]) / 1e6, precision: 12);
        }

        foreach (IGrouping<int, JsonElement> lane in tasks.GroupBy(static task => task.GetProperty("tid").GetInt32()))
        {
            JsonElement[] inOrder = [.. lane.OrderBy(Ts).ThenBy(Dur)];
            Assert.All(inOrder.Zip(inOrder.Skip(1)), static pair => Assert.True(Ts(pair.First) + Dur(pair.First) <= Ts(pair.Second)));
        }
    }

    [Fact]
    public void Trace_of_a_known_record_is_known()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), new RunRequest { Workers = 2, Speed = 1 });

        JsonElement[] events = Events(setup, RunFixture.DiamondRecord());

        Assert.Equal(["engine run diamond", "worker 0", "worker 1"], OfPhase(events, "M").Select(static name => name.GetProperty("args").GetProperty("name").GetString()));
        JsonElement second = OfPhase(events, "X")[1], arguments = second.GetProperty("args");
        Assert.Equal(1, second.GetProperty("tid").GetInt32());
        Assert.Equal(4_000_000m, Ts(second));
        Assert.Equal(2_000_000m, Dur(second));
        Assert.Equal(1_000_000m, arguments.GetProperty("planned_start_us").GetDecimal());
        Assert.Equal(2_000_000m, arguments.GetProperty("planned_us").GetDecimal());
        Assert.Equal(1_000_000m, arguments.GetProperty("slack_us").GetDecimal());
        Assert.False(arguments.GetProperty("critical").GetBoolean());
    }

    [Fact]
    public void Trace_with_few_edges_has_an_arrow_per_edge_that_starts_and_ends_inside_its_tasks()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), RunFixture.TwoEmptyWorkers);
        JsonElement[] events = Events(setup, RunOf(setup, TimeProvider.System)), tasks = OfPhase(events, "X");
        (int From, int To)[] edges = [(0, 1), (0, 2), (1, 3), (2, 3)];

        foreach (JsonElement arrow in OfPhase(events, "s"))
        {
            int edge = arrow.GetProperty("id").GetInt32();
            AssertInside(arrow, tasks[edges[edge].From]);
            AssertInside(OfPhase(events, "f").Single(end => end.GetProperty("id").GetInt32() == edge), tasks[edges[edge].To]);
        }

        Assert.Equal(4, OfPhase(events, "s").Length);
    }

    [Fact]
    public void Trace_with_many_edges_has_no_arrows()
    {
        // 64 tasks before 64 others: one edge more than there may be would do as well.
        int[] from = [.. Enumerable.Range(0, 64 * 64).Select(static edge => edge / 64)];
        int[] to = [.. Enumerable.Range(0, 64 * 64).Select(static edge => 64 + (edge % 64))];
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond() with { TaskNames = RunFixture.Names(128), Costs = [], EdgeFrom = from, EdgeTo = to }, RunFixture.TwoEmptyWorkers);

        JsonElement[] events = Events(setup, RunOf(setup, TimeProvider.System));

        Assert.True(setup.Graph.EdgeCount > TraceWriter.MaxFlowEdges);
        Assert.Equal(128, OfPhase(events, "X").Length);
        Assert.Empty(OfPhase(events, "s"));
    }

    [Fact]
    public void Trace_leaves_out_tasks_that_did_not_start()
    {
        RunSetup setup = RunFixture.Setup(RunFixture.Diamond(), RunFixture.TwoEmptyWorkers);
        RunRecord record = RunFixture.DiamondRecord();
        (record.StartCount[3], record.State[3]) = (0, TaskState.NotStarted);

        JsonElement[] events = Events(setup, record);

        Assert.Equal(3, OfPhase(events, "X").Length);
        Assert.Equal(2, OfPhase(events, "s").Length);
    }

    private static RunRecord RunOf(RunSetup setup, TimeProvider time)
    {
        using IGraphExecutor executor = setup.CreateExecutor(time);
        executor.Start();
        return executor.Finish();
    }

    private static JsonElement[] Events(RunSetup setup, RunRecord record)
    {
        using var stream = new MemoryStream();
        TraceWriter.Write(stream, setup, record);
        return [.. JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("traceEvents").EnumerateArray()];
    }

    private static JsonElement[] OfPhase(JsonElement[] events, string phase)
        => [.. events.Where(one => one.GetProperty("ph").GetString() == phase)];

    private static void AssertInside(JsonElement arrow, JsonElement task)
    {
        Assert.Equal(task.GetProperty("tid").GetInt32(), arrow.GetProperty("tid").GetInt32());
        Assert.InRange(Ts(arrow), Ts(task), Ts(task) + Dur(task));
    }

    private static decimal Ts(JsonElement one) => one.GetProperty("ts").GetDecimal();

    private static decimal Dur(JsonElement one) => one.GetProperty("dur").GetDecimal();
}
