using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution.Dynamic;

/// <summary>The columns of a <see cref="DynamicLanes"/>: what a generated definition has as fields it has in arrays.</summary>
internal struct DynamicColumns
{
    /// <summary>For each step the value of each lane.</summary>
    public long[][] Values;

    /// <summary>For each step the lanes in which it was to run, where it may be skipped.</summary>
    public byte[][] Rows;

    /// <summary>For each state its value in each lane.</summary>
    public long[][] Cells;
}

/// <summary>
/// A plan that many runs share, as the batch executor wants it. The input of a lane is what calls its bodies. What an executor
/// may not read yet holds no zeros, so that it would be seen.
/// </summary>
internal readonly struct DynamicLanes(DynamicPlan plan) : IWorkflowDefinition<DynamicState>, IBatchDefinition<DynamicColumns, SimulatedLane, long>
{
    private const long Stale = 0x5A5A_5A5A_5A5A;

    private readonly DynamicPlan _plan = plan;

    public string Name => _plan.Name;

    public ulong Fingerprint => 0;

    public int StepCount => _plan.Steps.Length;

    public int CompensationCount => _plan.CompensationCount;

    public ReadOnlySpan<int> SuccessorOffsets => _plan.SuccessorOffsets;

    public ReadOnlySpan<int> Successors => _plan.Successors;

    public ReadOnlySpan<int> PredecessorCounts => _plan.PredecessorCounts;

    public ReadOnlySpan<int> StartOrder => _plan.StartOrder;

    public ReadOnlySpan<StepTraits> Traits => _plan.Traits;

    public int BytesPerLane => sizeof(long) * (StepCount + _plan.CellCount);

    public bool TakesColumns(int stepIndex) => false;

    public bool CallRow(ref int stepIndex, ref DynamicColumns columns, in BatchLanes<SimulatedLane, long> lanes) => false;

    public string StepName(int index) => _plan.StepName(index);

    public int CompensationOf(int stepIndex) => _plan.CompensationOf(stepIndex);

    public StepPolicy Policy(int index) => _plan.Policy(index);

    public DynamicColumns NewColumns(int laneCount) => new()
    {
        Values = [.. Enumerable.Range(0, StepCount).Select(_ => new long[laneCount])],
        Rows = [.. Enumerable.Range(0, StepCount).Select(_ => new byte[laneCount])],
        Cells = [.. Enumerable.Range(0, _plan.CellCount).Select(_ => new long[laneCount])],
    };

    public void StartLanes(ref DynamicColumns columns, int laneCount)
    {
        // A generated definition has a type of columns to itself; here one type serves all plans.
        columns = NewColumns(laneCount);
        Array.ForEach(columns.Values, static column => Array.Fill(column, Stale));
        Array.ForEach(columns.Rows, static row => Array.Fill(row, (byte)0xFF));
    }

    public void ClearLanes(ref DynamicColumns columns, int laneCount)
    {
        foreach (long[] column in columns.Values)
        {
            Array.Fill(column, Stale, 0, laneCount);
        }
    }

    public Span<byte> Guard(int stepIndex, ref DynamicColumns columns, ReadOnlySpan<byte> alive)
    {
        byte[] row = columns.Rows[stepIndex];
        for (int lane = 0; lane < alive.Length; lane++)
        {
            row[lane] = alive[lane] != 0 && Runs(stepIndex, ref columns, lane) ? (byte)1 : (byte)0;
        }

        return row.AsSpan(0, alive.Length);
    }

    public ReadOnlySpan<byte> Ran(int stepIndex, ref DynamicColumns columns) => columns.Rows[stepIndex];

    public void DispatchLanes(int index, ref DynamicColumns columns, in BatchLanes<SimulatedLane, long> lanes, ref int at, in StepContext context)
    {
        ReadOnlySpan<int> listed = lanes.Listed;
        int count = listed.IsEmpty ? lanes.Count : listed.Length;
        for (int k = 0; k < count; k++)
        {
            at = k;
            int lane = listed.IsEmpty ? lanes.First + k : listed[k];
            long value = Call(index, ref columns, lanes.Inputs[lane], lane, in context);
            if (!_plan.IsCompensation(index))
            {
                columns.Values[index][lane] = value;
                if (index == _plan.OutputStep)
                {
                    lanes.Outputs[lane] = value;
                }
            }
        }
    }

    bool IWorkflowDefinition<DynamicState>.Runs(int stepIndex, ref DynamicState state) => throw new NotSupportedException();

    bool IWorkflowDefinition<DynamicState>.Dispatch(int index, ref DynamicState state, in StepContext context) => throw new NotSupportedException();

    bool IWorkflowDefinition<DynamicState>.RunSteps<TGate>(ref DynamicState state, ref TGate gate) => throw new NotSupportedException();

    void IWorkflowDefinition<DynamicState>.OnCompleted(int index, ref DynamicState state, Action continuation) => throw new NotSupportedException();

    void IWorkflowDefinition<DynamicState>.Complete(int index, ref DynamicState state) => throw new NotSupportedException();

    private long Call(int index, ref DynamicColumns columns, SimulatedLane run, int lane, in StepContext context)
    {
        if (_plan.IsCompensation(index))
        {
            long none = 0;
            return run.Call(index, in context, [columns.Values[_plan.CompensatedStep(index)][lane]], ref none);
        }

        DynamicStep step = _plan.Steps[index];
        var inputs = new Maybe<long>[step.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            int producer = step.Inputs[i].Producer;
            inputs[i] = HasRun(producer, ref columns, lane) ? columns.Values[producer][lane] : Maybe<long>.None;
        }

        // A body changes a copy, which is written back when it returns.
        long cell = step.Cell < 0 ? 0 : columns.Cells[step.Cell][lane];
        long value = run.Call(index, in context, inputs, ref cell);
        if (step.Cell >= 0)
        {
            columns.Cells[step.Cell][lane] = cell;
        }

        return value;
    }

    private bool Runs(int stepIndex, ref DynamicColumns columns, int lane)
    {
        DynamicStep step = _plan.Steps[stepIndex];
        foreach (StepInput input in step.Inputs)
        {
            if (!input.IsMaybe && !HasRun(input.Producer, ref columns, lane))
            {
                return false;
            }
        }

        foreach (StepGuard guard in step.Guards)
        {
            if (!HasRun(guard.Producer, ref columns, lane) || !DynamicDefinition.Holds(_plan, step, guard, columns.Values[guard.Producer][lane]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Of a lane that is alive a step that precedes another has either run or been skipped.</summary>
    private bool HasRun(int stepIndex, ref DynamicColumns columns, int lane) => !_plan.IsSkippable[stepIndex] || columns.Rows[stepIndex][lane] == 1;
}
