using Engine.Runtime;

namespace Engine.Internal;

/// <summary>The values of one run of a task graph: its input, what its tasks gave, and the bodies under way.</summary>
internal sealed class TaskRun(TaskInput input, int taskCount)
{
    /// <summary>With so many bodies under way at once the room for them is given back when none is left.</summary>
    private const int Many = 64;

    private Dictionary<int, ValueTask<ReadOnlyMemory<byte>>>? _pending;
    private bool _hadMany;

    public TaskInput Input { get; } = input;

    /// <summary>By the position of the task.</summary>
    public ReadOnlyMemory<byte>[] Results { get; } = new ReadOnlyMemory<byte>[taskCount];

    /// <summary>The body of a task has not ended yet.</summary>
    public void Await(int position, ValueTask<ReadOnlyMemory<byte>> body)
    {
        _pending ??= [];
        _pending.Add(position, body);
        _hadMany |= _pending.Count > Many;
    }

    /// <summary>Has the continuation called when the body of a task ends.</summary>
    public void OnCompleted(int position, Action continuation) => _pending![position].ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);

    /// <summary>The body of a task that waited has ended. Throws what it threw.</summary>
    public void CompletePending(int position)
    {
        _pending!.Remove(position, out ValueTask<ReadOnlyMemory<byte>> body);
        if (_hadMany && _pending.Count == 0)
        {
            _pending = null;
            _hadMany = false;
        }

        Complete(position, body);
    }

    /// <summary>The body of a task has ended. Throws what it threw.</summary>
    public void Complete(int position, ValueTask<ReadOnlyMemory<byte>> body) => Results[position] = body.GetAwaiter().GetResult();
}
