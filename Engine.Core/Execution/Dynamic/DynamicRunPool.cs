using System.Runtime.CompilerServices;

namespace Engine.Internal;

/// <summary>
/// The run objects of one workflow that are at rest: one in a field that needs no lock, the rest in a bounded stack. What does
/// not fit is left to the garbage collector.
/// </summary>
internal sealed class DynamicRunPool<TOut>(DynamicPlan plan)
{
    /// <summary>The most run objects that wait: that many runs at once, and one, stay free of allocation.</summary>
    public const int MaxResting = 256;

    private readonly Lock _gate = new();
    private readonly DynamicRun<TOut>?[] _resting = new DynamicRun<TOut>?[MaxResting];
    private int _restingCount;
    private DynamicRun<TOut>? _first;

    /// <summary>A run object with empty cells but for the input.</summary>
    public DynamicRun<TOut> Rent<TIn>(in TIn input)
    {
        DynamicRun<TOut> run = Interlocked.Exchange(ref _first, null) ?? TakeResting() ?? new DynamicRun<TOut>(this, plan.NewCells());
        Fill(run, in input);
        return run;
    }

    /// <summary>Makes a run object ready for another run, without a way through the pool. No step of the last run may be under way.</summary>
    public void Refill<TIn>(DynamicRun<TOut> run, in TIn input)
    {
        Clear(run);
        Fill(run, in input);
    }

    // SAFETY: the output cell is made by the step whose Slot<TOut> the workflow was built with.
    public TOut OutputOf(DynamicRun run) => Unsafe.As<Cell<TOut>>(run.Cells[plan.OutputCell]).Value;

    /// <summary>Takes a run object back, with nothing in it that belongs to the run. No step of the run may be under way.</summary>
    public void Return(DynamicRun<TOut> run)
    {
        Clear(run);
        if (_first is null && Interlocked.CompareExchange(ref _first, run, null) is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_restingCount < MaxResting)
            {
                _resting[_restingCount++] = run;
            }
        }
    }

    // SAFETY: the first cell is made by the Slot<TIn> of the builder's input.
    private static void Fill<TIn>(DynamicRun<TOut> run, in TIn input) => Unsafe.As<Cell<TIn>>(run.Cells[0]).Value = input;

    private void Clear(DynamicRun<TOut> run)
    {
        foreach (int cell in plan.Clears)
        {
            run.Cells[cell].Clear();
        }
    }

    private DynamicRun<TOut>? TakeResting()
    {
        if (Volatile.Read(ref _restingCount) == 0)
        {
            return null;
        }

        lock (_gate)
        {
            if (_restingCount == 0)
            {
                return null;
            }

            DynamicRun<TOut>? run = _resting[--_restingCount];
            _resting[_restingCount] = null;
            return run;
        }
    }
}
