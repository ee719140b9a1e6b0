namespace Engine.Tests.Execution.Simulation;

/// <summary>One attempt of a body as the body itself saw it.</summary>
internal sealed class BodyCall(int index, int attempt, Maybe<long>[] inputs, long startTicks, StepContext context, long computed)
{
    private readonly long _computed = computed;

    public int Index { get; } = index;

    public int Attempt { get; } = attempt;

    public Maybe<long>[] Inputs { get; } = inputs;

    public long StartTicks { get; } = startTicks;

    public long EndTicks { get; private set; }

    public StepContext Context { get; } = context;

    public bool WasCancelledAtStart { get; } = context.CancellationToken.IsCancellationRequested;

    public bool WasCancelledAtEnd { get; private set; }

    public bool HasEnded { get; private set; }

    public long Value { get; private set; }

    public Exception? Exception { get; private set; }

    /// <summary>Ends with an exception, or with what the body computes.</summary>
    public void End(Exception? exception, long endTicks, bool takesContext)
    {
        HasEnded = true;
        EndTicks = endTicks;
        Value = exception is null ? _computed : 0;
        Exception = exception;
        WasCancelledAtEnd = takesContext && Context.CancellationToken.IsCancellationRequested;
    }
}
