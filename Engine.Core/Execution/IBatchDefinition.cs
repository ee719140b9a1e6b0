namespace Engine;

/// <summary>
/// The part of a definition that runs many runs at once: each run is a lane, each value that something reads a column with one
/// element per lane. The generator emits it where no step suspends; <see cref="BatchExecutor"/> calls it.
/// </summary>
/// <typeparam name="TColumns">The columns of one chunk, and the rows of bytes that say in which lanes a skippable step runs. A type of its own: chunks at rest are kept by it.</typeparam>
/// <typeparam name="TIn">What a run is given.</typeparam>
/// <typeparam name="TOut">What a run returns.</typeparam>
public interface IBatchDefinition<TColumns, TIn, TOut>
    where TColumns : struct
{
    /// <summary>The bytes of all columns and rows per lane: they decide how many lanes make a chunk.</summary>
    int BytesPerLane { get; }

    /// <summary>Columns for chunks of up to so many lanes.</summary>
    TColumns NewColumns(int laneCount);

    /// <summary>Sets the states of the first lanes to their start.</summary>
    void StartLanes(ref TColumns columns, int laneCount);

    /// <summary>Forgets the references that the first lanes hold, so that pooled columns keep nothing alive.</summary>
    void ClearLanes(ref TColumns columns, int laneCount);

    /// <summary>
    /// Fills the row of a step that has <see cref="StepTraits.Conditional"/>: 1 where the lane is alive and the step runs, else
    /// 0. What precedes the step has run before.
    /// </summary>
    /// <param name="stepIndex">The step.</param>
    /// <param name="columns">The columns of the chunk.</param>
    /// <param name="alive">1 for each lane of the chunk that has not ended.</param>
    /// <returns>The row, as long as <paramref name="alive"/>; it stays as it is until the chunk ends.</returns>
    Span<byte> Guard(int stepIndex, ref TColumns columns, ReadOnlySpan<byte> alive);

    /// <summary>The row that <see cref="Guard"/> filled: in which lanes of the chunk the step was to run.</summary>
    ReadOnlySpan<byte> Ran(int stepIndex, ref TColumns columns);

    /// <summary>Whether a step takes columns: it is called once for all its lanes of a chunk, and what it throws is thrown for all of them.</summary>
    bool TakesColumns(int stepIndex);

    /// <summary>
    /// Calls a step or compensation for lanes of the chunk, one after the other, or once where it takes columns. What a body
    /// throws comes out.
    /// </summary>
    /// <param name="index">A dispatch index: a step, or step count + compensation.</param>
    /// <param name="columns">The columns of the chunk.</param>
    /// <param name="lanes">Which lanes, with the chunk's inputs and outputs.</param>
    /// <param name="at">How many lanes have returned when a body throws: the next one is the lane that threw. 0 where it takes columns.</param>
    /// <param name="context">What bodies may know of the attempt.</param>
    void DispatchLanes(int index, ref TColumns columns, in BatchLanes<TIn, TOut> lanes, ref int at, in StepContext context);

    /// <summary>
    /// Calls the steps of a row: those from one on that take columns and ask for nothing else, each for all lanes of the chunk. What a body
    /// throws comes out.
    /// </summary>
    /// <param name="stepIndex">The first step of the row; afterwards the one behind its last, or the one that threw.</param>
    /// <param name="columns">The columns of the chunk.</param>
    /// <param name="lanes">All lanes of the chunk.</param>
    /// <returns>False, and nothing is called, where no row begins at the step.</returns>
    bool CallRow(ref int stepIndex, ref TColumns columns, in BatchLanes<TIn, TOut> lanes);
}
