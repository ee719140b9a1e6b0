using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Engine.Internal;

/// <summary>How a run ended, as a value: what a batch keeps per lane. The exception is what a caller of one run gets.</summary>
internal readonly struct RunOutcome(RunStatus status, Exception? exception)
{
    public static RunOutcome Completed => new(RunStatus.Completed, null);

    public RunStatus Status { get; } = status;

    public Exception? Exception { get; } = exception;

    /// <summary>Nothing for a completed run; otherwise the run's exception with the stack it was thrown on.</summary>
    public void ThrowUnlessCompleted()
    {
        if (Status != RunStatus.Completed)
        {
            Rethrow(Exception!);
        }
    }

    [DoesNotReturn, StackTraceHidden]
    private static void Rethrow(Exception exception) => ExceptionDispatchInfo.Throw(exception);
}
