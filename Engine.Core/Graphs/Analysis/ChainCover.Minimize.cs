using Engine.Graphs;

namespace Engine.Internal;

/// <summary>The largest flow, phase by phase.</summary>
internal ref partial struct ChainCover
{
    /// <summary>Joins chains until no two can be joined.</summary>
    public void Minimize()
    {
        while (MeasureDistances(out int sinkDistance))
        {
            _arc.Span[..(2 * _nodeCount)].Clear();
            for (int node = 0; node < _nodeCount; node++)
            {
                if (!_hasNext.Span[node] && Augment(node, sinkDistance))
                {
                    ChainCount--;
                }
            }
        }
    }

    /// <summary>
    /// After <see cref="Minimize"/>: the nodes that can still be left but not entered. Whoever such a node reaches can be entered,
    /// so none of them reaches another; the cut says that there are as many as chains.
    /// </summary>
    public readonly void CopyAntichain(Span<int> members)
    {
        ReadOnlySpan<int> distance = _distance.Span;
        int count = 0;
        for (int node = 0; node < _nodeCount; node++)
        {
            if (distance[node] != Unseen && distance[_nodeCount + node] == Unseen)
            {
                members[count++] = node;
            }
        }

        System.Diagnostics.Debug.Assert(count == ChainCount, "The cut is as large as the flow.");
    }

    /// <summary>Breadth first from all chain ends over what can still change; false when no chain start can be reached.</summary>
    private bool MeasureDistances(out int sinkDistance)
    {
        int n = _nodeCount, head = 0, tail = 0;
        Span<int> distance = _distance.Span, queue = _queue.Span;
        ReadOnlySpan<int> offsets = _graph.Offsets, targets = _graph.Targets, flow = _flow.Span, through = _through.Span;
        ReadOnlySpan<bool> hasNext = _hasNext.Span, hasPrevious = _hasPrevious.Span;
        PhaseCount++;
        distance.Fill(Unseen);
        for (int node = 0; node < n; node++)
        {
            if (!hasNext[node])
            {
                distance[node] = 0;
                queue[tail++] = node;
            }
        }

        sinkDistance = int.MaxValue;
        while (head < tail)
        {
            int vertex = queue[head++], next = distance[vertex] + 1;
            if (next >= sinkDistance)
            {
                break;
            }

            if (vertex < n)
            {
                for (int edge = offsets[vertex]; edge < offsets[vertex + 1]; edge++)
                {
                    Reach(n + targets[edge], next, distance, queue, ref tail);
                }

                if (through[vertex] > 0)
                {
                    Reach(n + vertex, next, distance, queue, ref tail);
                }

                continue;
            }

            int entered = vertex - n;
            if (!hasPrevious[entered])
            {
                sinkDistance = next;
                continue;
            }

            Reach(entered, next, distance, queue, ref tail);
            ReadOnlySpan<int> sources = SourcesOf(entered), edges = SourceEdgesOf(entered);
            for (int i = 0; i < sources.Length; i++)
            {
                if (flow[edges[i]] > 0)
                {
                    Reach(sources[i], next, distance, queue, ref tail);
                }
            }
        }

        return sinkDistance != int.MaxValue;
    }

    private static void Reach(int vertex, int at, Span<int> distance, Span<int> queue, ref int tail)
    {
        if (distance[vertex] == Unseen)
        {
            distance[vertex] = at;
            queue[tail++] = vertex;
        }
    }

    /// <summary>
    /// Depth first along ascending distances from the end of a chain to the start of another. Each vertex remembers the arc it
    /// stands at, for the whole phase: arcs before that one lead nowhere.
    /// </summary>
    private readonly bool Augment(int start, int sinkDistance)
    {
        int n = _nodeCount, depth = 0;
        Span<int> path = _queue.Span, arc = _arc.Span;
        ReadOnlySpan<int> distance = _distance.Span;
        path[0] = start;
        while (depth >= 0)
        {
            int vertex = path[depth];
            if (vertex >= n && distance[vertex] + 1 == sinkDistance && !_hasPrevious.Span[vertex - n])
            {
                Apply(path[..(depth + 1)]);
                return true;
            }

            int next = NextVertex(vertex, arc[vertex], out bool isOpen);
            if (next == Unseen)
            {
                // Exhausted: whoever points here must go on to its own next arc.
                if (--depth >= 0)
                {
                    arc[path[depth]]++;
                }
            }
            else if (isOpen && distance[next] == distance[vertex] + 1 && distance[next] < sinkDistance)
            {
                path[++depth] = next;
            }
            else
            {
                arc[vertex]++;
            }
        }

        return false;
    }

    /// <summary>
    /// Where an arc leads, or <see cref="Unseen"/> behind the last one. Leaving v: its edges, then back out of passing through v.
    /// Entering v: passing through v, then back along the edges into v.
    /// </summary>
    private readonly int NextVertex(int vertex, int arc, out bool isOpen)
    {
        int n = _nodeCount;
        if (vertex < n)
        {
            int start = _graph.Offsets[vertex], degree = _graph.Offsets[vertex + 1] - start;
            isOpen = arc < degree || _through.Span[vertex] > 0;
            return arc < degree ? n + _graph.Targets[start + arc] : arc == degree ? n + vertex : Unseen;
        }

        int entered = vertex - n;
        isOpen = true;
        if (arc == 0)
        {
            return entered;
        }

        int slot = _sourceOffsets.Span[entered] + arc - 1;
        if (slot >= _sourceOffsets.Span[entered + 1])
        {
            return Unseen;
        }

        isOpen = _flow.Span[_sourceEdges.Span[slot]] > 0;
        return _sources.Span[slot];
    }

    /// <summary>Sends one unit along a path from the end of one chain to the start of another.</summary>
    private readonly void Apply(ReadOnlySpan<int> path)
    {
        int n = _nodeCount;
        Span<int> flow = _flow.Span, through = _through.Span;
        _hasNext.Span[path[0]] = true;
        _hasPrevious.Span[path[^1] - n] = true;
        for (int i = 0; i < path.Length - 1; i++)
        {
            int vertex = path[i], arc = _arc.Span[vertex];
            if (vertex < n)
            {
                int edge = _graph.Offsets[vertex] + arc;
                if (edge < _graph.Offsets[vertex + 1])
                {
                    flow[edge]++;
                }
                else
                {
                    through[vertex]--;
                }
            }
            else if (arc == 0)
            {
                through[vertex - n]++;
            }
            else
            {
                flow[_sourceEdges.Span[_sourceOffsets.Span[vertex - n] + arc - 1]]--;
            }
        }
    }
}
