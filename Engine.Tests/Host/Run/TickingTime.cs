namespace Engine.Tests.Host.Run;

/// <summary>A clock that advances by one microsecond each time somebody looks: strictly increasing over all threads, no waiting.</summary>
internal sealed class TickingTime : TimeProvider
{
    private long _ticks = 1_000_000;

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => Interlocked.Increment(ref _ticks);
}
