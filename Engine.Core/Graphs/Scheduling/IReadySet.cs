using Engine.Graphs;

namespace Engine.Internal;

/// <summary>The ready tasks, by rank: the smallest rank is the best.</summary>
internal interface IReadySet
{
    bool IsEmpty { get; }

    void Add(int rank);

    /// <summary>Takes the smallest rank out of a set that is not empty.</summary>
    int TakeMin();
}
