namespace Engine.Host.Bench;

/// <summary>One of those who work in a <see cref="ClosedLoop{TMember}"/>. It tells the loop's End once per round; disposing it says that there is no other.</summary>
internal abstract class ClosedLoopMember : IDisposable
{
    private long[] _ticks = [];

    /// <summary>How long each piece of the last round took, in ticks of the <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public ReadOnlySpan<long> Ticks => _ticks.AsSpan(0, Count);

    /// <summary>Pieces of a round.</summary>
    protected int Count { get; private set; }

    /// <summary>Makes room for the times of so many pieces.</summary>
    public void Prepare(int count)
    {
        Count = count;
        if (_ticks.Length < count)
        {
            _ticks = new long[count];
        }
    }

    /// <summary>Begins a round: so many pieces as were prepared for. The last one must have ended.</summary>
    public abstract void Begin();

    public abstract void Dispose();

    /// <summary>Keeps how long a piece took.</summary>
    protected void Took(int piece, long ticks) => _ticks[piece] = ticks;
}
