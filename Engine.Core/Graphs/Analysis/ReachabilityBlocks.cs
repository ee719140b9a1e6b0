using CommunityToolkit.HighPerformance.Buffers;
using Engine.Graphs;

namespace Engine.Internal;

/// <summary>Reachability of many nodes at once: blocks of 512 columns, each row the union of its successors' rows.</summary>
internal static class ReachabilityBlocks
{
    public static long CountPairs(DigraphView graph, Plan plan)
    {
        using PositionRows rows = PositionRows.Create(graph, plan, default);
        int n = rows.NodeCount;
        using var bits = new BitRows(n);
        using SpanOwner<int> prefixes = SpanOwner<int>.Allocate(n), firstRows = SpanOwner<int>.Allocate(n);
        rows.Starts[..n].CopyTo(prefixes.Span);
        FindEarliestAncestors(rows, firstRows.Span);
        long pairs = 0;
        // Nobody reaches the first level, which stands first in the order: it needs no columns. Ids in order need not begin with it.
        for (int start = rows.IsIdentity || n == 0 ? 0 : plan.LevelWidth(0); start < n; start += BitRows.Width)
        {
            int end = Math.Min(n, start + BitRows.Width), firstRow = n;
            foreach (int first in firstRows.Span[start..end])
            {
                firstRow = Math.Min(firstRow, first);
            }

            for (int source = end - 1; source >= firstRow; source--)
            {
                UnionPrefix(rows, bits, prefixes.Span, source, end);
                pairs += bits.Count(source);
                if (source >= start)
                {
                    bits.Set(source, source - start);
                }
            }
        }

        return pairs;
    }

    public static void Answer(DigraphView graph, Plan plan, ReadOnlySpan<int> from, ReadOnlySpan<int> to, Span<bool> answers)
    {
        using PositionRows rows = PositionRows.Create(graph, plan, default);
        int n = rows.NodeCount, questionCount = from.Length;
        using var bits = new BitRows(n);
        using SpanOwner<int> prefixes = SpanOwner<int>.Allocate(n), columnOwner = SpanOwner<int>.Allocate(n);
        using SpanOwner<long> questionOwner = SpanOwner<long>.Allocate(questionCount);
        Span<int> columns = columnOwner.Span;
        rows.Starts[..n].CopyTo(prefixes.Span);

        // Questions by target position: a block of columns is a run of them.
        Span<long> questions = questionOwner.Span;
        for (int i = 0; i < questionCount; i++)
        {
            questions[i] = ((long)rows.PositionOf(to[i]) << 32) | (uint)i;
        }

        questions.Sort();
        columns.Fill(-1);
        for (int first = 0; first < questionCount;)
        {
            int next = first, columnCount = 0, end = 0, firstRow = n;
            for (; next < questionCount; next++)
            {
                int position = (int)(questions[next] >> 32);
                if (columns[position] < 0)
                {
                    if (columnCount == BitRows.Width)
                    {
                        break;
                    }

                    columns[position] = columnCount++;
                    end = position + 1;
                }

                firstRow = Math.Min(firstRow, rows.PositionOf(from[(int)questions[next]]));
            }

            for (int source = end - 1; source >= firstRow; source--)
            {
                UnionPrefix(rows, bits, prefixes.Span, source, end);
                if (columns[source] >= 0)
                {
                    bits.Set(source, columns[source]);
                }
            }

            foreach (long question in questions[first..next])
            {
                int source = rows.PositionOf(from[(int)question]), target = (int)(question >> 32);
                answers[(int)question] = source < target && bits.Has(source, columns[target]);
            }

            foreach (long question in questions[first..next])
            {
                columns[(int)(question >> 32)] = -1;
            }

            first = next;
        }
    }

    /// <summary>Rows ascend: what lies before the block's end is a prefix that only grows from block to block.</summary>
    private static void UnionPrefix(in PositionRows rows, in BitRows bits, Span<int> prefixes, int source, int end)
    {
        ReadOnlySpan<int> targets = rows.Targets;
        int prefix = prefixes[source], rowEnd = rows.Ends[source];
        while (prefix < rowEnd && targets[prefix] < end)
        {
            prefix++;
        }

        prefixes[source] = prefix;
        bits.Union(source, targets[rows.Starts[source]..prefix]);
    }

    /// <summary>
    /// The first position from which each can be reached, itself included. Where a graph is in many parts this keeps a block
    /// to the rows that matter.
    /// </summary>
    private static void FindEarliestAncestors(PositionRows rows, Span<int> earliest)
    {
        ReadOnlySpan<int> targets = rows.Targets, starts = rows.Starts, ends = rows.Ends;
        for (int position = 0; position < earliest.Length; position++)
        {
            earliest[position] = position;
        }

        for (int source = 0; source < earliest.Length; source++)
        {
            foreach (int target in targets[starts[source]..ends[source]])
            {
                earliest[target] = Math.Min(earliest[target], earliest[source]);
            }
        }
    }
}
