using Engine.Graphs;

namespace Engine.Internal;

/// <summary>
/// What a pass takes from and gives back to when tasks start and end. A struct type argument, so that it costs nothing
/// where workers need no names.
/// </summary>
/// <remarks>
/// The seam for tasks that also claim renewable resources: a pool that knows the claims would answer for one task whether it
/// fits, and the pass would pass over those that do not, in the order of their ranks.
/// </remarks>
internal interface IWorkerPool
{
    /// <summary>How many workers are free.</summary>
    int FreeCount { get; }

    void Take(int task);

    void Return(int task);
}

/// <summary>Workers without names: a number.</summary>
internal struct CountedWorkers(int count) : IWorkerPool
{
    public int FreeCount { get; private set; } = count;

    public void Take(int task) => FreeCount--;

    public void Return(int task) => FreeCount++;
}

/// <summary>Workers with names: the smallest free one is taken, and written down.</summary>
internal ref struct NumberedWorkers : IWorkerPool
{
    private readonly Span<int> _workerOf;
    private IdSet _free;

    public NumberedWorkers(Span<ulong> words, int count, Span<int> workerOf)
    {
        _workerOf = workerOf;
        _free = new IdSet(words, count);
        for (int worker = 0; worker < count; worker++)
        {
            _free.Add(worker);
        }

        FreeCount = count;
    }

    public int FreeCount { get; private set; }

    public void Take(int task)
    {
        _workerOf[task] = _free.TakeMin();
        FreeCount--;
    }

    public void Return(int task)
    {
        _free.Add(_workerOf[task]);
        FreeCount++;
    }
}
