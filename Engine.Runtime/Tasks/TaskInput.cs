namespace Engine.Runtime;

/// <summary>What a run of a task graph gets.</summary>
public readonly struct TaskInput
{
    /// <summary>The input of a run.</summary>
    /// <param name="data">What every task gets; by convention JSON in UTF-8. The run keeps the memory: it must not change afterwards.</param>
    /// <param name="options">Retries, and the time that the run has.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of the options is out of its range.</exception>
    public TaskInput(ReadOnlyMemory<byte> data, TaskOptions options = default)
    {
        options.Check();
        Data = data;
        Options = options;
    }

    /// <summary>What every task gets.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Retries, and the time that the run has.</summary>
    public TaskOptions Options { get; }
}
