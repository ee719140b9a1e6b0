using System.Collections.Generic;
using Engine.Generators.Model;
using Engine.Graphs.Reference;

namespace Engine.Generators.Parsing;

/// <summary>The edges between steps: data, conditions and [After]. Rows of successors, an order where there is one.</summary>
internal sealed class StepGraph
{
    private readonly int[] _offsets;
    private readonly int[] _targets;

    public StepGraph(List<Candidate> steps)
    {
        int count = steps.Count;
        _offsets = new int[count + 1];
        foreach (Candidate step in steps)
        {
            ForEachSource(step, _offsets, static (source, _, offsets, _) => offsets[source + 1]++, null);
        }

        for (int i = 0; i < count; i++)
        {
            _offsets[i + 1] += _offsets[i];
        }

        _targets = new int[_offsets[count]];
        int[] next = (int[])_offsets.Clone();
        foreach (Candidate step in steps)
        {
            ForEachSource(step, next, static (source, target, next, targets) => targets![next[source]++] = target, _targets);
        }

        Order = Sort(count);
    }

    private delegate void Visit(int source, int target, int[] offsets, int[]? targets);

    /// <summary>Every step after all that it waits for, null where the steps form a cycle.</summary>
    public int[]? Order { get; }

    /// <summary>
    /// The positions of a shortest cycle, from its smallest on. One search from each step, each no deeper than the shortest
    /// cycle so far: O(steps x edges) at worst, and only where there is a cycle.
    /// </summary>
    public int[] FindCycle()
    {
        int count = _offsets.Length - 1;
        int[] shortest = ReferenceCycle.Find(_offsets, _targets);
        int[] cameFrom = new int[count], depth = new int[count];
        var queue = new Queue<int>();
        for (int start = 0; start < count && shortest.Length > 2; start++)
        {
            for (int i = 0; i < count; i++)
            {
                depth[i] = -1;
            }

            depth[start] = 0;
            queue.Clear();
            queue.Enqueue(start);
            while (queue.Count > 0)
            {
                int at = queue.Dequeue();
                if (depth[at] + 1 >= shortest.Length)
                {
                    break;
                }

                foreach (int next in Successors(at))
                {
                    if (next == start)
                    {
                        shortest = Trace(cameFrom, start, at, depth[at] + 1);
                        queue.Clear();
                        break;
                    }

                    if (depth[next] < 0)
                    {
                        depth[next] = depth[at] + 1;
                        cameFrom[next] = at;
                        queue.Enqueue(next);
                    }
                }
            }
        }

        return shortest;
    }

    /// <summary>Which steps a step reaches over one edge or more.</summary>
    public bool[] From(int start)
    {
        bool[] reached = new bool[_offsets.Length - 1];
        var open = new Stack<int>();
        open.Push(start);
        while (open.Count > 0)
        {
            int step = open.Pop();
            for (int edge = _offsets[step]; edge < _offsets[step + 1]; edge++)
            {
                if (!reached[_targets[edge]])
                {
                    reached[_targets[edge]] = true;
                    open.Push(_targets[edge]);
                }
            }
        }

        return reached;
    }

    /// <summary>The successors of a step, each as often as there are reasons.</summary>
    public System.ReadOnlySpan<int> Successors(int step) => System.MemoryExtensions.AsSpan(_targets, _offsets[step], _offsets[step + 1] - _offsets[step]);

    private static int[] Trace(int[] cameFrom, int start, int end, int length)
    {
        int[] cycle = new int[length];
        for (int at = end; length > 0; at = at == start ? start : cameFrom[at])
        {
            cycle[--length] = at;
        }

        return cycle;
    }

    private static void ForEachSource(Candidate step, int[] offsets, Visit visit, int[]? targets)
    {
        foreach (BoundParameter parameter in step.Parameters)
        {
            if (parameter.TakesStep && parameter.Index != step.Index)
            {
                visit(parameter.Index, step.Index, offsets, targets);
            }
        }

        if (step.Conditions is not null)
        {
            foreach (Condition condition in step.Conditions)
            {
                visit(condition.Step, step.Index, offsets, targets);
            }
        }

        if (step.After is not null)
        {
            foreach (int source in step.After)
            {
                visit(source, step.Index, offsets, targets);
            }
        }
    }

    private int[]? Sort(int count)
    {
        int[] pending = new int[count];
        foreach (int target in _targets)
        {
            pending[target]++;
        }

        int[] order = new int[count];
        int end = 0;
        for (int step = 0; step < count; step++)
        {
            if (pending[step] == 0)
            {
                order[end++] = step;
            }
        }

        for (int at = 0; at < end; at++)
        {
            foreach (int target in Successors(order[at]))
            {
                if (--pending[target] == 0)
                {
                    order[end++] = target;
                }
            }
        }

        return end == count ? order : null;
    }
}
