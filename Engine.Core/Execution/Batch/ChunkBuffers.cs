namespace Engine.Internal;

/// <summary>
/// What one chunk works in: the columns of a definition, which lanes are alive, a list of lanes. One per thread and definition
/// is kept; a step that runs a batch of its own workflow finds none and makes another.
/// </summary>
/// <typeparam name="TColumns">One per definition, so that the spare is, too.</typeparam>
internal sealed class ChunkBuffers<TColumns>
    where TColumns : struct
{
    [ThreadStatic]
    private static ChunkBuffers<TColumns>? t_spare;

    public TColumns Columns;

    private ChunkBuffers(TColumns columns, int laneCount)
    {
        Columns = columns;
        Alive = new byte[laneCount];
        Alive.AsSpan().Fill(1);
        Lanes = new int[laneCount + LaneKernels.ListSlack];
    }

    /// <summary>1 for a lane that has not ended. A chunk leaves 1 everywhere, so that most need not write here.</summary>
    public byte[] Alive { get; }

    public int[] Lanes { get; }

    public static ChunkBuffers<TColumns> Rent<TDefinition, TIn, TOut>(TDefinition definition)
        where TDefinition : struct, IBatchDefinition<TColumns, TIn, TOut>
    {
        ChunkBuffers<TColumns>? spare = t_spare;
        t_spare = null;
        if (spare is not null)
        {
            return spare;
        }

        return Create<TDefinition, TIn, TOut>(definition);
    }

    public static ChunkBuffers<TColumns> Create<TDefinition, TIn, TOut>(TDefinition definition)
        where TDefinition : struct, IBatchDefinition<TColumns, TIn, TOut>
    {
        int laneCount = ChunkLength.Of(definition.BytesPerLane);
        return new ChunkBuffers<TColumns>(definition.NewColumns(laneCount), laneCount);
    }

    public static void Return(ChunkBuffers<TColumns> buffers) => t_spare = buffers;
}
