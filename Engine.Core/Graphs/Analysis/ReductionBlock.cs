using Engine.Graphs;


namespace Engine.Internal;

/// <summary>
/// The inner loop of <see cref="TransitiveReduction"/>: one block of columns. Each row of targets is in three parts: kept edges of
/// earlier blocks, then a gap that redundant ones left, then edges not looked at yet.
/// </summary>
internal readonly ref struct ReductionBlock
{
    /// <summary>The bit behind all columns, which no row has.</summary>
    public const int NoColumn = BitRows.Width;

    private readonly BitRows _bits;
    private readonly Span<int> _targets;
    private readonly ReadOnlySpan<int> _edges;
    private readonly ReadOnlySpan<int> _starts;
    private readonly ReadOnlySpan<int> _ends;
    private readonly Span<int> _next;
    private readonly Span<int> _keptEnds;
    private readonly ReadOnlySpan<int> _columns;
    private readonly Span<bool> _kept;

    public ReductionBlock(PositionRows rows, BitRows bits, Span<int> next, Span<int> keptEnds, ReadOnlySpan<int> columns, Span<bool> kept)
    {
        _bits = bits;
        _targets = rows.Targets;
        _edges = rows.Edges;
        _starts = rows.Starts;
        _ends = rows.Ends;
        _next = next;
        _keptEnds = keptEnds;
        _columns = columns;
        _kept = kept;
    }

    /// <summary>Decides the edges into positions <paramref name="start"/> to <paramref name="end"/> - 1 that can be redundant.</summary>
    public void Run(int start, int end, int firstRow)
    {
        Span<ulong> twice = stackalloc ulong[(BitRows.Width / 64) + 1];
        twice[^1] = 0;
        for (int source = end - 1; source >= firstRow; source--)
        {
            // Rows that earlier blocks left out had nothing redundant there: their edges are kept.
            int next = _next[source], rowEnd = _ends[source], keptEnd = _keptEnds[source];
            for (; next < rowEnd && _targets[next] < start; next++)
            {
                _targets[keptEnd++] = _targets[next];
            }

            int fresh = next;
            while (next < rowEnd && _targets[next] < end)
            {
                next++;
            }

            ReadOnlySpan<int> old = _targets[_starts[source]..keptEnd];
            if (fresh == next)
            {
                _bits.Union(source, old);
            }
            else
            {
                _bits.UnionAndRepeats(source, old, _targets[fresh..next], twice);
                keptEnd = Sieve(fresh, next, keptEnd, twice);
            }

            if (source >= start && _columns[source] != NoColumn)
            {
                _bits.Set(source, _columns[source]);
            }

            _next[source] = next;
            _keptEnds[source] = keptEnd;
        }
    }

    /// <summary>Moves the kept ones of a row's fresh edges to the kept part; without a branch, since most rows mix both kinds.</summary>
    private int Sieve(int fresh, int next, int keptEnd, ReadOnlySpan<ulong> twice)
    {
        for (int slot = fresh; slot < next; slot++)
        {
            int target = _targets[slot], column = _columns[target];
            int redundant = (int)(twice[column >> 6] >> (column & 63)) & 1;
            _targets[keptEnd] = target;
            keptEnd += 1 - redundant;
            _kept[_edges.IsEmpty ? slot : _edges[slot]] = redundant == 0;
        }

        return keptEnd;
    }
}
