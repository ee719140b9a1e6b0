namespace Engine.Tests.Execution.Simulation;

/// <summary>How one attempt of a body ends.</summary>
internal enum Ending : byte
{
    /// <summary>With its value, whatever its token says: late where it is late.</summary>
    Value,

    /// <summary>With an exception.</summary>
    Throw,

    /// <summary>With an <see cref="OperationCanceledException"/> that no token of the engine caused.</summary>
    ForeignCancellation,

    /// <summary>As its token says when it ends: cancelled, or with its value.</summary>
    Obey,

    /// <summary>The same, but it waits for its token as long as anything else can happen.</summary>
    WaitForToken,

    /// <summary>With its value, but it waits for its token as long as anything else can happen.</summary>
    Late,
}

/// <summary>What one attempt of a body does.</summary>
internal readonly record struct Outcome(Ending Ending)
{
    /// <summary>An asynchronous body stays pending until a scheduler ends it.</summary>
    public bool IsLater { get; init; }

    /// <summary>A pending body ends within the cancellation of its token.</summary>
    public bool IsEager { get; init; }

    /// <summary>Time that passes before the body returns to its caller.</summary>
    public int PassMs { get; init; }

    /// <summary>An asynchronous body throws instead of returning a task.</summary>
    public bool ThrowsAtOnce { get; init; }

    /// <summary>Something else happens while the body runs: another pending body ends, or a timer fires.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>The body cancels the caller's token before it ends.</summary>
    public bool CancelsCaller { get; init; }

    /// <summary>The body ends between its dispatch and the wait for it.</summary>
    public bool EndsBeforeWait { get; init; }

    /// <summary>What is thrown, made anew for each attempt.</summary>
    public Func<Exception>? Exception { get; init; }
}

/// <summary>What was thrown by a body, and nothing but that.</summary>
internal class BodyException(string message) : Exception(message);

/// <summary>One that a retry's filter may ask for.</summary>
internal sealed class PassingException(string message) : BodyException(message);
