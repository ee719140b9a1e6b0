using Engine.Runtime;

namespace Engine.Internal;

/// <summary>The values of one run of a task graph: its input, what its tasks gave, and the bodies under way.</summary>
internal sealed class TaskRun(TaskInput input, int taskCount)
{
    /// <summary>With so many bodies under way at once the room for them is given back when none is left.</summary>
    private const int Many = 64;

    /// <summary>Results of up to so many bytes move into one array when all are there.</summary>
    private const int SmallBytes = 256;

    private Dictionary<int, ValueTask<ReadOnlyMemory<byte>>>? _pending;
    private int _left = taskCount;
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
    public void Complete(int position, ValueTask<ReadOnlyMemory<byte>> body) => SetResult(position, body.GetAwaiter().GetResult());

    /// <summary>A task has given its result. It gives another one where this could not be recorded, and the run is tried again.</summary>
    public void SetResult(int position, ReadOnlyMemory<byte> result)
    {
        Results[position] = result;
        if (--_left == 0 && _pending is not { Count: > 0 })
        {
            GatherSmall();
        }
    }

    /// <summary>
    /// Ended runs are remembered for long, and a host has very many of them: an object for each result is what a collector would spend most of its
    /// time on. No body may be under way that could read a result while it moves. O(tasks + bytes of small results), one array.
    /// </summary>
    private void GatherSmall()
    {
        int bytes = 0, arrays = 0;
        ReadOnlyMemory<byte> last = default;
        foreach (ReadOnlyMemory<byte> result in Results)
        {
            if (IsSmallAndOwn(result) && !result.Equals(last))
            {
                last = result;
                bytes += result.Length;
                arrays++;
            }
        }

        if (arrays < 2)
        {
            return;
        }

        byte[] all = GC.AllocateUninitializedArray<byte>(bytes);
        ReadOnlyMemory<byte> moved = last = default;
        int end = 0;
        foreach (ref ReadOnlyMemory<byte> result in Results.AsSpan())
        {
            if (!IsSmallAndOwn(result))
            {
                continue;
            }

            if (!result.Equals(last))
            {
                last = result;
                result.CopyTo(all.AsMemory(end));
                moved = all.AsMemory(end, result.Length);
                end += result.Length;
            }

            result = moved;
        }
    }

    /// <summary>Whether it is worth moving: what a task passes on of the input is there anyhow.</summary>
    private bool IsSmallAndOwn(ReadOnlyMemory<byte> result) => result.Length is > 0 and <= SmallBytes && !result.Equals(Input.Data);
}
