namespace Engine.Internal;

/// <summary>Cancels token sources whose callbacks are a step's code, and disposes timers that may be a caller's.</summary>
internal static class TokenCallbacks
{
    /// <summary>
    /// Cancels. Callbacks run on this thread. What they throw must neither stop the run nor, on a timer's thread, the process,
    /// and must not be lost: it goes where .NET reports exceptions that nobody awaits, TaskScheduler.UnobservedTaskException.
    /// </summary>
    public static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (Exception exception)
        {
            _ = Task.FromException(exception);
        }
    }

    /// <summary>Disposes a timer, or a source with one. What a clock of the caller's throws there is reported in the same way.</summary>
    public static void Dispose(IDisposable? timer)
    {
        try
        {
            timer?.Dispose();
        }
        catch (Exception exception)
        {
            _ = Task.FromException(exception);
        }
    }
}
