namespace Engine.Internal;

/// <summary>
/// A moment of a run in four bytes: milliseconds since its start for the first twelve days, seconds from then on. The default is none. Of a clock that
/// was set back below the start, it is the start.
/// </summary>
internal readonly record struct RunMoment
{
    private const int SecondsFrom = 1 << 30;

    // 0 for none; below SecondsFrom milliseconds and one, from there on seconds.
    private readonly int _code;

    private RunMoment(int code) => _code = code;

    public bool IsKnown => _code != 0;

    public static RunMoment Of(long startedMs, long nowMs)
    {
        long since = nowMs - startedMs;
        return new RunMoment((ulong)since < SecondsFrom - 1 ? (int)since + 1 : CodeOf(since));
    }

    /// <summary>Milliseconds since 1970 (UTC).</summary>
    public long Ms(long startedMs) => startedMs + (_code < SecondsFrom ? _code - 1L : (_code - SecondsFrom) * 1000L);

    public void Write(Runtime.RecordBuffer buffer) => buffer.WriteCount(_code);

    public static RunMoment Read(ref Runtime.RecordReader reader) => new(reader.ReadCount());

    private static int CodeOf(long since) => since < 0 ? 1 : SecondsFrom + (int)Math.Min(since / 1000, int.MaxValue - SecondsFrom);
}
