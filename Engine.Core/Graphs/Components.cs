using Engine.Internal;

namespace Engine.Graphs;

/// <summary>
/// The strongly connected components that <see cref="StronglyConnected"/> found: which node is in which, how large they are,
/// who is in them. It owns its memory and can be filled again and again without allocation once it is large enough.
/// </summary>
/// <remarks>Components are numbered in topological order: every edge between two of them leads to the larger number.</remarks>
public sealed class Components
{
    private int[] _componentOf = [];
    private int[] _offsets = [0];
    private int[] _members = [];

    /// <summary>How many nodes the graph has.</summary>
    public int NodeCount { get; private set; }

    /// <summary>How many components there are; as many as nodes when no edges form a cycle of two or more.</summary>
    public int Count { get; private set; }

    /// <summary>How many components have two nodes or more.</summary>
    public int NontrivialCount { get; private set; }

    /// <summary>The size of the largest component; 0 without nodes.</summary>
    public int LargestSize { get; private set; }

    /// <summary>The component of each node.</summary>
    public ReadOnlySpan<int> ComponentOf => _componentOf.AsSpan(0, NodeCount);

    /// <summary>Count + 1 positions in <see cref="Members"/>: where each component starts.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, Count + 1);

    /// <summary>All nodes, component by component, ascending in each.</summary>
    public ReadOnlySpan<int> Members => _members.AsSpan(0, NodeCount);

    /// <summary>The nodes of one component, ascending.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such component.</exception>
    public ReadOnlySpan<int> MembersOf(int component)
    {
        if ((uint)component >= (uint)Count)
        {
            Throw.ComponentOutOfRange(component, Count);
        }

        return _members.AsSpan(_offsets[component], _offsets[component + 1] - _offsets[component]);
    }

    /// <summary>How many nodes a component has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such component.</exception>
    public int SizeOf(int component) => MembersOf(component).Length;

    /// <summary>Makes room and returns where the component of each node goes.</summary>
    internal Span<int> Begin(int nodeCount)
    {
        NodeCount = Count = NontrivialCount = LargestSize = 0;
        if (_componentOf.Length < nodeCount)
        {
            // The one whose length is asked for comes last: where memory runs out before, the next call grows all of them again.
            _members = GC.AllocateUninitializedArray<int>(nodeCount);
            _offsets = GC.AllocateUninitializedArray<int>(nodeCount + 1);
            _componentOf = GC.AllocateUninitializedArray<int>(nodeCount);
        }

        return _componentOf.AsSpan(0, nodeCount);
    }

    /// <summary>Lists the members by a counting sort, once each node has its component.</summary>
    internal void Complete(int nodeCount, int count)
    {
        Span<int> offsets = _offsets.AsSpan(0, count + 1), componentOf = _componentOf.AsSpan(0, nodeCount);
        offsets.Clear();
        foreach (int component in componentOf)
        {
            offsets[component]++;
        }

        int end = 0;
        for (int component = 0; component < count; component++)
        {
            int size = offsets[component];
            end += size;
            offsets[component] = end;
            NontrivialCount += size > 1 ? 1 : 0;
            LargestSize = Math.Max(LargestSize, size);
        }

        // From behind, each offset walks back from its component's end to its start.
        offsets[count] = nodeCount;
        for (int node = nodeCount - 1; node >= 0; node--)
        {
            _members[--offsets[componentOf[node]]] = node;
        }

        NodeCount = nodeCount;
        Count = count;
    }
}
