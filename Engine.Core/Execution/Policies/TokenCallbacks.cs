namespace Engine.Internal;

/// <summary>Cancels token sources whose callbacks are a step's code.</summary>
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
}
