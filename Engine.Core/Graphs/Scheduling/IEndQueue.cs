using Engine.Graphs;

namespace Engine.Internal;

/// <summary>The running tasks, by the time at which they end.</summary>
internal interface IEndQueue
{
    bool IsEmpty { get; }

    void Push(long end, int task);

    /// <summary>The earliest end in a queue that is not empty; <see cref="TryTake"/> then takes what ends at it.</summary>
    long Next();

    /// <summary>Takes one more task that ends at the time found last; nothing may be pushed until this says that there is none.</summary>
    bool TryTake(out int task);
}
