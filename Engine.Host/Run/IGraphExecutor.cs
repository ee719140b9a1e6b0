namespace Engine.Host.Run;

/// <summary>One run of a graph, as the command sees it: started once, watched, cancelled or not, finished once.</summary>
internal interface IGraphExecutor : IDisposable
{
    /// <summary>What happened so far; complete once <see cref="Finish"/> has returned.</summary>
    RunRecord Record { get; }

    /// <summary>How many tasks are ready and wait for a worker.</summary>
    int ReadyCount { get; }

    /// <summary>Creates the workers and lets them go.</summary>
    void Start();

    /// <summary>Waits for the end of the run, at most so long; true when it has ended.</summary>
    bool Wait(int milliseconds);

    /// <summary>Stops the bodies that run and starts no other. From any thread, at any time before disposal.</summary>
    void Cancel();

    /// <summary>Waits for the end of all workers and says how the run ended.</summary>
    RunRecord Finish();
}
