using System.Globalization;
using Engine.Graphs;
using Engine.Host.Cli;
using Engine.Host.Files;
using Engine.Host.Render;

namespace Engine.Host.Run;

/// <summary>Everything about a run that is known before it starts: the graph, its plan, and how recorded costs become real time.</summary>
internal sealed class RunSetup
{
    /// <summary>How long the plan takes when no speed is asked for.</summary>
    public const double ChosenSeconds = 3;

    /// <summary>Where the file's format names no unit, one is taken for a millisecond at speed 1.</summary>
    public const long UnnamedUnitsPerSecond = 1000;

    /// <summary>The longest planned run, a month: anything longer is a mistyped speed, and far below it the tick counts cannot overflow.</summary>
    public const double MaxPlannedSeconds = 31 * 24 * 3600.0;

    private readonly double _costPerRecordedSecond;

    /// <summary>Prepares the run of a planned file.</summary>
    /// <exception cref="UserError">The run would take more than a month.</exception>
    public RunSetup(GraphFile file, Digraph graph, Plan plan, RunRequest options)
    {
        File = file;
        Graph = graph;
        Plan = plan;
        Options = options;
        Ranks = new TaskRanks(plan);
        IsCritical = new bool[graph.NodeCount];
        foreach (int task in plan.CriticalPath)
        {
            IsCritical[task] = true;
        }

        // The same rule as the executor's, so that the difference between plan and run is the execution's alone.
        ListScheduler.Schedule(graph, plan, options.Workers, Planned, ScheduleEffort.Plain);
        HasNamedUnit = file.Unit.Symbol == CostUnit.Seconds.Symbol;
        _costPerRecordedSecond = file.Unit.PerFileUnit * (HasNamedUnit ? 1L : UnnamedUnitsPerSecond);
        Speed = options.Speed ?? ChooseSpeed(Planned.Makespan / _costPerRecordedSecond);
        if (PlannedSeconds(Planned.Makespan) > MaxPlannedSeconds)
        {
            throw new UserError($"{file.Path}: at --speed {DurationText.Number(Speed)} the run would take {DurationText.Of(PlannedSeconds(Planned.Makespan))}. Give a higher --speed, or none: one is then chosen.");
        }
    }

    public GraphFile File { get; }

    public Digraph Graph { get; }

    public Plan Plan { get; }

    public RunRequest Options { get; }

    public TaskRanks Ranks { get; }

    /// <summary>The plan on as many workers.</summary>
    public Schedule Planned { get; } = new();

    /// <summary>Whether a task lies on the planned critical path.</summary>
    public bool[] IsCritical { get; }

    /// <summary>Recorded time / time here.</summary>
    public double Speed { get; }

    /// <summary>Whether costs are seconds; else see <see cref="UnnamedUnitsPerSecond"/>.</summary>
    public bool HasNamedUnit { get; }

    /// <summary>What a cost takes in this run, in seconds.</summary>
    public double PlannedSeconds(long cost) => cost / _costPerRecordedSecond / Speed;

    /// <summary>What a time in this run is in the file's costs: the reverse of <see cref="PlannedSeconds"/>.</summary>
    public long RecordedCost(double seconds) => (long)Math.Round(seconds * Speed * _costPerRecordedSecond);

    /// <summary>How long each body is to take, in timestamps of a clock.</summary>
    public long[] DurationTicks(TimeProvider time)
    {
        long[] ticks = new long[Graph.NodeCount];
        for (int task = 0; task < ticks.Length; task++)
        {
            ticks[task] = (long)Math.Round(PlannedSeconds(Graph.Cost(task)) * time.TimestampFrequency);
        }

        return ticks;
    }

    /// <summary>
    /// Runs a graph of four tasks, so that compiling the executor's code is no part of what the real run measures. Costs
    /// some milliseconds where code is compiled when first called, nothing to speak of elsewhere.
    /// </summary>
    public void WarmUp(TimeProvider time)
    {
        Digraph diamond = Digraph.FromEdges(4, [0, 0, 1, 2], [1, 2, 3, 3]);
        var plan = new Plan();
        Planner.Plan(diamond, plan);
        long[] ticks = [1, 1, 1, 1];
        using IGraphExecutor executor = CreateExecutor(diamond, new TaskRanks(plan), workers: 2, ticks, time);
        executor.Start();
        executor.Finish();
    }

    /// <summary>The executor that <see cref="RunRequest.Body"/> asks for.</summary>
    public IGraphExecutor CreateExecutor(TimeProvider time)
        => CreateExecutor(Graph, Ranks, Options.Workers, DurationTicks(time), time);

    private IGraphExecutor CreateExecutor(Digraph graph, TaskRanks ranks, int workers, long[] ticks, TimeProvider time)
        => Options.Body == BodyKind.Spin
            ? new GraphExecutor<SpinBody>(graph, ranks, workers, new SpinBody(ticks, time), time)
            : new GraphExecutor<SleepBody>(graph, ranks, workers, new SleepBody(ticks, time), time);

    /// <summary>Rounded to two digits, so that a person can ask for the same again.</summary>
    private static double ChooseSpeed(double plannedSeconds)
    {
        if (plannedSeconds <= 0)
        {
            return 1;
        }

        // By way of text: no power of ten would give the very number that the person is shown.
        return double.Parse((plannedSeconds / ChosenSeconds).ToString("E1", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
