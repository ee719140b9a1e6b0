namespace Engine;

/// <summary>Lanes of one chunk that a step is called for: a range of them, or a list.</summary>
/// <typeparam name="TIn">What a run is given.</typeparam>
/// <typeparam name="TOut">What a run returns.</typeparam>
public readonly ref struct BatchLanes<TIn, TOut>
{
    /// <summary>All lanes of a range.</summary>
    /// <param name="inputs">The inputs of the chunk.</param>
    /// <param name="outputs">The outputs of the chunk, as long.</param>
    /// <param name="first">The first lane.</param>
    /// <param name="count">How many.</param>
    public BatchLanes(ReadOnlySpan<TIn> inputs, Span<TOut> outputs, int first, int count)
    {
        Inputs = inputs;
        Outputs = outputs;
        First = first;
        Count = count;
    }

    /// <summary>The lanes of a list, which is not empty.</summary>
    /// <param name="inputs">The inputs of the chunk.</param>
    /// <param name="outputs">The outputs of the chunk, as long.</param>
    /// <param name="listed">The lanes, ascending.</param>
    public BatchLanes(ReadOnlySpan<TIn> inputs, Span<TOut> outputs, ReadOnlySpan<int> listed)
    {
        Inputs = inputs;
        Outputs = outputs;
        Listed = listed;
        Count = inputs.Length;
    }

    /// <summary>The input of each lane of the chunk.</summary>
    public ReadOnlySpan<TIn> Inputs { get; }

    /// <summary>The output of each lane of the chunk: the column of the output step.</summary>
    public Span<TOut> Outputs { get; }

    /// <summary>The lanes of a list; empty for a range.</summary>
    public ReadOnlySpan<int> Listed { get; }

    /// <summary>The first lane of a range, 0 with a list.</summary>
    public int First { get; }

    /// <summary>How many lanes from <see cref="First"/> on columns are needed for: those of the range, with a list all of the chunk.</summary>
    public int Count { get; }
}
