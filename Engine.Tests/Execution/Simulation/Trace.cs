namespace Engine.Tests.Execution.Simulation;

internal enum TraceKind : byte
{
    RunStarted,
    StepStarted,
    StepRetrying,
    StepEnded,
    CompensationStarted,
    CompensationEnded,
    RunEnded,
}

/// <summary>One call of the observer, with what was true of the world then.</summary>
internal readonly record struct TraceEvent(TraceKind Kind, int Index)
{
    public int Attempt { get; init; }

    public TimeSpan Delay { get; init; }

    public StepStatus Status { get; init; }

    public RunStatus RunStatus { get; init; }

    public Exception? Exception { get; init; }

    public string? Name { get; init; }

    public long Ticks { get; init; }

    /// <summary>Which of the scheduler's actions this happened in, 0 for the start of the run.</summary>
    public int Action { get; init; }

    public bool IsCallerCancelled { get; init; }

    public override string ToString() => $"{Kind} {Index}" + Kind switch
    {
        TraceKind.StepStarted => $" attempt {Attempt}",
        TraceKind.StepRetrying => $" attempt {Attempt} delay {Delay.TotalMilliseconds} {Exception?.GetType().Name}",
        TraceKind.StepEnded => $" {Status} {Exception?.GetType().Name}",
        TraceKind.RunEnded => $" {RunStatus} {Exception?.GetType().Name}",
        TraceKind.CompensationEnded => $" {Exception?.GetType().Name ?? "done"}",
        _ => "",
    } + $" [action {Action}, {Ticks / TimeSpan.TicksPerMillisecond} ms{(IsCallerCancelled ? ", cancelled" : "")}]";
}

/// <summary>Records what an executor tells of a run.</summary>
internal readonly struct TraceObserver(World world) : IRunObserver
{
    private readonly World _world = world;

    public static bool IsEnabled => true;

    public void RunStarted(string workflowName, int stepCount) => Add(new(TraceKind.RunStarted, stepCount) { Name = workflowName });

    public void StepStarted(int stepIndex, string stepName, int attempt)
    {
        Add(new(TraceKind.StepStarted, stepIndex) { Name = stepName, Attempt = attempt });
    }

    public void StepRetrying(int stepIndex, string stepName, int attempt, TimeSpan delay, Exception exception) =>
        Add(new(TraceKind.StepRetrying, stepIndex) { Name = stepName, Attempt = attempt, Delay = delay, Exception = exception });

    public void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception) =>
        Add(new(TraceKind.StepEnded, stepIndex) { Name = stepName, Status = status, Exception = exception });

    public void CompensationStarted(int stepIndex, string stepName) => Add(new(TraceKind.CompensationStarted, stepIndex) { Name = stepName });

    public void CompensationEnded(int stepIndex, string stepName, Exception? exception) =>
        Add(new(TraceKind.CompensationEnded, stepIndex) { Name = stepName, Exception = exception });

    public void RunEnded(RunStatus status, Exception? exception) => Add(new(TraceKind.RunEnded, 0) { RunStatus = status, Exception = exception });

    private void Add(TraceEvent added) => _world.Record(added with
    {
        Ticks = _world.Time.NowTicks,
        Action = _world.Action,
        IsCallerCancelled = _world.IsCallerCancelled,
    });
}
