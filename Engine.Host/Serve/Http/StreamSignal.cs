using System.Threading.Channels;

namespace Engine.Host.Serve.Http;

/// <summary>
/// Wakes a stream when there is something to look at, and now and then where nothing happens. However often it is told, one wake waits at most. Told by any
/// thread, awaited by one.
/// </summary>
internal sealed class StreamSignal : IDisposable
{
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly ITimer _timer;

    /// <param name="time">The clock.</param>
    /// <param name="every">How often it wakes without being told.</param>
    public StreamSignal(TimeProvider time, TimeSpan every) => _timer = time.CreateTimer(static self => ((StreamSignal)self!).Tell(), this, every, every);

    /// <summary>There may be news. Never blocks, never throws, and runs nothing of who waits.</summary>
    public void Tell() => _wakes.Writer.TryWrite(true);

    /// <summary>Until it was told since the last time.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _wakes.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    public void Dispose() => _timer.Dispose();
}
