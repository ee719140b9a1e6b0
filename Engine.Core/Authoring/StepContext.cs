namespace Engine;

/// <summary>What a step may know of the attempt it runs in. Take it as a parameter; a test makes one with its constructor.</summary>
public readonly struct StepContext
{
    private readonly TimeProvider? _timeProvider;
    private readonly string? _stepName;
    private readonly int _retriesSoFar;

    /// <summary>A context, for executors and for tests that call a step as the method it is.</summary>
    /// <param name="stepIndex">The step's position in plan order.</param>
    /// <param name="stepName">The step's name.</param>
    /// <param name="attempt">1 for the first attempt.</param>
    /// <param name="timeProvider">The run's clock; the system's where none is given.</param>
    /// <param name="cancellationToken">Cancelled when the attempt should end.</param>
    public StepContext(int stepIndex, string stepName, int attempt = 1, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        StepIndex = stepIndex;
        _stepName = stepName;
        _retriesSoFar = attempt - 1;
        _timeProvider = timeProvider;
        CancellationToken = cancellationToken;
    }

    internal StepContext(int stepIndex, string stepName, int attempt, in RunOptions options, CancellationToken cancellationToken)
        : this(stepIndex, stepName, attempt, options.TimeProvider, cancellationToken)
    {
        Seed = options.Seed;
        Degree = options.Degree;
    }

    internal StepContext(int stepIndex, string stepName, int attempt, TimeProvider timeProvider, ulong runId, CancellationToken cancellationToken)
        : this(stepIndex, stepName, attempt, timeProvider, cancellationToken)
    {
        Seed = runId;
        RunId = runId;
    }

    /// <summary>The step's position in plan order: its value in the workflow's <c>Steps</c>.</summary>
    public int StepIndex { get; }

    /// <summary>The step's name.</summary>
    public string StepName => _stepName ?? "";

    /// <summary>1 for the first attempt, one more for each retry.</summary>
    public int Attempt => _retriesSoFar + 1;

    /// <summary>
    /// The same for every attempt of this step of this run, also after a crash, and for nothing else: what a service is given to see that
    /// a call is a repetition. Empty where the run is not hosted. Makes a string.
    /// </summary>
    public string IdempotencyKey => RunId == 0 ? "" : $"{RunId:x}-{StepName}";

    /// <summary>The run's clock.</summary>
    public TimeProvider TimeProvider => _timeProvider ?? TimeProvider.System;

    /// <summary>The run's clock as it was given: null for the system's.</summary>
    internal TimeProvider? Clock => _timeProvider;

    /// <summary>The number of a hosted run; 0 for others.</summary>
    internal ulong RunId { get; }

    /// <summary>The run's seed, for a workflow that runs as the step.</summary>
    internal ulong Seed { get; }

    /// <summary>How many calls of an asynchronous mapped step may be under way at once, 0 for no limit.</summary>
    internal int Degree { get; }

    /// <summary>Cancelled at the attempt's deadline, when the caller cancels, and when another step has failed.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The context of one attempt of one call of a mapped step.</summary>
    internal StepContext Again(int attempt, CancellationToken cancellationToken) =>
        new(StepIndex, StepName, attempt, new RunOptions { TimeProvider = _timeProvider, Seed = Seed, Degree = Degree }, cancellationToken);
}
