namespace Engine.Host.Bench;

/// <summary>One of those who work in a <see cref="ClosedLoop{TMember}"/>. It tells the loop's End once per round; disposing it says that there is no other.</summary>
internal interface IClosedLoopMember : IDisposable
{
    /// <summary>How long each piece of the last round took, in ticks of the <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    ReadOnlySpan<long> Ticks { get; }

    /// <summary>Makes room for the times of so many pieces.</summary>
    void Prepare(int count);

    /// <summary>Begins a round: so many pieces as were prepared for. The last one must have ended.</summary>
    void Begin();
}
