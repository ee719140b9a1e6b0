using Engine.Graphs;

namespace Engine.Internal;

/// <summary>
/// Looks for a shorter schedule than the plain one. Every schedule it tries is a list schedule of the graph or, backwards
/// in time, of its reverse; the lists come from the schedules found before.
/// </summary>
/// <remarks>
/// First forward-backward improvement (K. Y. Li, R. J. Willis, EJOR 56, 1992): the order in which one schedule ends,
/// reversed, is the list for the other direction; from the plain schedule, and from the list by longest path from the
/// start. Then a local search on the best list: some tasks change places with others, and what is not longer becomes the
/// list to go on from, in the other direction. A pass ends as soon as it is sure to be longer. The budget is counted in
/// operations, never in time, and the random numbers are always the same: one input has one result.
/// </remarks>
internal ref struct ScheduleSearch
{
    // About nanoseconds, so that 1,000 tasks take about half a millisecond. On the STG graphs of 50 and 100 tasks this leaves
    // 0.01 % to the best known schedules; a third of it leaves 0.03 %.
    private const long Budget = 400_000;
    private const long CostPerTask = 14;
    private const long CostPerHeapLevel = 2; // with each doubling of the workers, where ends are in a heap
    private const long CostPerEdge = 2;
    private const long CostPerListedTask = 4; // copying and inverting the list, whether or not the pass runs to its end

    // Graphs that use up the budget in a few passes still get this many: where there are many tasks per worker, that is enough.
    private const int LeastPassCount = 8;
    private const int PatiencePasses = 2;
    private const ulong Seed = 0x9E37_79B9_7F4A_7C15;

    public required PassGraph Forward { get; init; }

    public required PassGraph Backward { get; init; }

    public required ListPass Pass;

    public required Span<int> Current { get; init; }

    public required Span<int> Trial { get; init; }

    /// <summary>The list of the best schedule.</summary>
    public required Span<int> Best { get; init; }

    public required int Workers { get; init; }

    public required long Work { get; init; }

    public required long LowerBound { get; init; }

    /// <summary>Whether <see cref="Best"/> is a list for the backward direction.</summary>
    public bool BestIsBackward { get; private set; }

    private long _bestMakespan;
    private long _budget;
    private bool _isBackward;
    private ulong _random;

    private readonly bool IsOver => _bestMakespan <= LowerBound || _budget <= 0;

    /// <summary>Searches until a schedule meets the lower bound or the budget is used up. The last pass must have been the plain one.</summary>
    /// <param name="plainOrder">The list of the plain schedule.</param>
    /// <param name="plainMakespan">Its length.</param>
    public void Run(scoped ReadOnlySpan<int> plainOrder, long plainMakespan)
    {
        plainOrder.CopyTo(Best);
        _bestMakespan = plainMakespan;
        _budget = Math.Max(Budget, LeastPassCount * PassCost(Best.Length));
        _random = Seed;

        _isBackward = true;
        ReverseFinished();
        ImproveToAndFro(plainMakespan);
        if (!IsOver)
        {
            _isBackward = true;
            PriorityRanks.SortDescending(Backward.Tails, PriorityRanks.Max(Backward.Tails), Current, Pass.Ranks);
            ImproveToAndFro(long.MaxValue);
        }

        SearchLocally();
    }

    /// <summary>Passes to and fro, each with the reversed ends of the one before as its list, until some in a row gain nothing.</summary>
    private void ImproveToAndFro(long makespan)
    {
        for (int failures = 0; !IsOver && failures < PatiencePasses; _isBackward = !_isBackward)
        {
            Current.CopyTo(Trial);
            long next = RunPass(long.MaxValue);
            ReverseFinished();
            failures = next < makespan ? 0 : failures + 1;
            makespan = Math.Min(makespan, next);
        }
    }

    private void SearchLocally()
    {
        if (Best.Length < 2)
        {
            return;
        }

        Best.CopyTo(Current);
        _isBackward = BestIsBackward;
        long limit = _bestMakespan;
        while (!IsOver)
        {
            Current.CopyTo(Trial);
            Shuffle(Trial);
            long makespan = RunPass(limit);
            if (makespan != ListPass.TooLong)
            {
                // Equal ones are taken too: they lead across plateaus, on which nearly all lists lie.
                limit = makespan;
                ReverseFinished();
                _isBackward = !_isBackward;
            }
        }
    }

    /// <summary>
    /// Swaps tasks: 1, 2, 4, ... up to a tenth of them, over a distance of up to 2, 4, 8, ... places, each with the same
    /// probability, so that no scale has to be tuned to the size of a graph or the number of workers.
    /// </summary>
    private void Shuffle(Span<int> list)
    {
        int n = list.Length;
        int swaps = 1 << Next(int.Log2(Math.Max(4, n / 10)) + 1);
        int reach = Math.Min(n - 1, 2 << Next(int.Log2((n / 2) + 1)));
        for (int swap = 0; swap < swaps; swap++)
        {
            int one = Next(n), other = Math.Min(n - 1, one + 1 + Next(reach));
            (list[one], list[other]) = (list[other], list[one]);
        }
    }

    private long RunPass(long limit)
    {
        int n = Trial.Length;
        var pool = new CountedWorkers(Workers);
        long idleLimit = limit > long.MaxValue / Workers ? long.MaxValue : (limit * Workers) - Work;
        long makespan = Pass.Run(_isBackward ? Backward : Forward, Trial, ref pool, limit, idleLimit);
        _budget -= PassCost(Pass.FinishedCount);
        if (makespan < _bestMakespan)
        {
            _bestMakespan = makespan;
            BestIsBackward = _isBackward;
            Trial.CopyTo(Best);
        }

        return makespan;
    }

    private readonly long PassCost(int finishedCount)
    {
        long n = Trial.Length;
        long perTask = CostPerTask + (ListPass.UsesHeap(Forward) ? CostPerHeapLevel * int.Log2(Workers) : 0);
        long whole = (perTask * n) + (CostPerEdge * Forward.Rows.Targets.Length);
        return 1 + (CostPerListedTask * n) + (long)((double)whole * finishedCount / Math.Max(1, n));
    }

    private readonly void ReverseFinished()
    {
        Pass.Finished.CopyTo(Current);
        Current.Reverse();
    }

    /// <summary>A number from 0 on, below the bound. Xorshift (G. Marsaglia, Journal of Statistical Software 8, 2003).</summary>
    private int Next(int bound)
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return (int)(((_random >> 32) * (uint)bound) >> 32);
    }
}
