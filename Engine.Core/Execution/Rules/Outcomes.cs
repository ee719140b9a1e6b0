namespace Engine.Internal;

/// <summary>The rules that turn what a body threw into what it means; every executor asks here.</summary>
internal static class Outcomes
{
    /// <summary>
    /// What an attempt that threw counts as. Only cancellation needs rules, strongest first: the caller's token, the attempt's
    /// deadline, the stop of the run; with none of them it is a failure like any other.
    /// </summary>
    public static StepEvent OfException(Exception exception, bool deadlineFired, bool stopping, CancellationToken caller)
    {
        if (exception is not OperationCanceledException)
        {
            return StepEvent.Threw;
        }

        return caller.IsCancellationRequested ? StepEvent.Cancelled
            : deadlineFired ? StepEvent.DeadlinePassed
            : stopping ? StepEvent.Cancelled
            : StepEvent.Threw;
    }

    /// <summary>Whether another attempt may follow; never after a cancellation.</summary>
    public static bool MayRetry(in StepPolicy policy, int attempt, StepEvent stepEvent, Exception exception) =>
        attempt <= policy.Retries
        && stepEvent is StepEvent.Threw or StepEvent.DeadlinePassed
        && (policy.RetryOn is null || policy.RetryOn.IsInstanceOfType(exception));

    /// <summary>What the end of an attempt surfaces as: what its body threw, or a timeout around it where it obeyed its deadline.</summary>
    public static Exception Surfaced(StepEvent stepEvent, Exception thrown, string workflow, string step, int timeoutMs) =>
        stepEvent == StepEvent.DeadlinePassed
            ? new TimeoutException($"Step '{step}' of workflow '{workflow}' was cancelled at its deadline of {timeoutMs} ms.", thrown)
            : thrown;

    /// <summary>What the caller gets who cancelled.</summary>
    /// <param name="workflow">The workflow's name.</param>
    /// <param name="inner">What a step threw when it obeyed, if one did.</param>
    /// <param name="caller">The caller's token.</param>
    public static OperationCanceledException Cancelled(string workflow, Exception? inner, CancellationToken caller) =>
        new($"The run of workflow '{workflow}' was cancelled by its caller.", inner, caller);

    /// <summary>What the caller gets when undoing failed.</summary>
    public static CompensationFailedException CompensationFailed(string workflow, Exception original, IReadOnlyList<string> names, IReadOnlyList<Exception> failures) => new(
        $"The run of workflow '{workflow}' ended by '{MessageOf(original)}', and {(names.Count == 1 ? "a compensation" : $"{names.Count} compensations")} failed too: "
        + string.Join(", ", names.Select((name, failure) => $"'{name}' ({MessageOf(failures[failure])})")) + ".",
        original,
        failures);

    /// <summary>The message is code of whoever wrote the exception: what it throws must not take the place of the exception.</summary>
    public static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception)
        {
            return exception.GetType().Name;
        }
    }
}
