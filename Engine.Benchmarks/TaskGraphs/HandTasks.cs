namespace Engine.Benchmarks.TaskGraphs;

/// <summary>The same by hand: an asynchronous method per task, which waits for those of its dependencies by <see cref="Task.WhenAll(IEnumerable{Task})"/>.</summary>
internal sealed class HandTasks(GraphShape shape, Func<ReadOnlyMemory<byte>, ValueTask<ReadOnlyMemory<byte>>> work)
{
    private readonly int[][] _before = [.. Enumerable.Range(0, shape.Count).Select(shape.Before)];

    public async Task<ReadOnlyMemory<byte>> RunAsync(ReadOnlyMemory<byte> input)
    {
        var tasks = new Task<ReadOnlyMemory<byte>>[_before.Length];
        for (int place = 0; place < tasks.Length; place++)
        {
            tasks[place] = OneAsync(place, input, tasks);
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
        return await tasks[^1].ConfigureAwait(false);
    }

    private async Task<ReadOnlyMemory<byte>> OneAsync(int place, ReadOnlyMemory<byte> input, Task<ReadOnlyMemory<byte>>[] tasks)
    {
        int[] before = _before[place];
        if (before.Length == 0)
        {
            return await work(input).ConfigureAwait(false);
        }

        var waited = new Task<ReadOnlyMemory<byte>>[before.Length];
        for (int index = 0; index < waited.Length; index++)
        {
            waited[index] = tasks[before[index]];
        }

        ReadOnlyMemory<byte>[] results = await Task.WhenAll(waited).ConfigureAwait(false);
        return await work(results[0]).ConfigureAwait(false);
    }
}
