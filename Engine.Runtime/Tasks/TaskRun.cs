using Engine.Runtime;

namespace Engine.Internal;

/// <summary>The values of one run of a task graph: its input, what its tasks gave, and the bodies under way.</summary>
internal sealed class TaskRun(TaskInput input, int taskCount)
{
    private ValueTask<ReadOnlyMemory<byte>>[]? _pending;
    private int _left = taskCount;

    public TaskInput Input { get; } = input;

    /// <summary>By the position of the task.</summary>
    public ReadOnlyMemory<byte>[] Results { get; } = new ReadOnlyMemory<byte>[taskCount];

    /// <summary>The body of a task has not ended yet.</summary>
    public void Await(int position, ValueTask<ReadOnlyMemory<byte>> body)
    {
        // 32 bytes per task, and only while bodies wait.
        _pending ??= new ValueTask<ReadOnlyMemory<byte>>[Results.Length];
        _pending[position] = body;
    }

    /// <summary>Has the continuation called when the body of a task ends.</summary>
    public void OnCompleted(int position, Action continuation) => _pending![position].ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);

    /// <summary>The body of a task that waited has ended. Throws what it threw.</summary>
    public void CompletePending(int position)
    {
        ValueTask<ReadOnlyMemory<byte>> body = _pending![position];
        _pending[position] = default;
        Complete(position, body);
    }

    /// <summary>The body of a task has ended. Throws what it threw.</summary>
    public void Complete(int position, ValueTask<ReadOnlyMemory<byte>> body) => Complete(position, body.GetAwaiter().GetResult());

    /// <summary>A task has given its result. With the last one goes what only bodies under way need.</summary>
    public void Complete(int position, ReadOnlyMemory<byte> result)
    {
        Results[position] = result;
        if (--_left == 0)
        {
            _pending = null;
        }
    }
}
