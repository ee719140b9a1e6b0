namespace Engine.Host.Bench.Queues;

/// <summary>What a consumer makes of what it gets: count, sum, and whether each key's events came in order.</summary>
internal sealed class TickCheck
{
    /// <summary>How many keys there are.</summary>
    public const int Keys = 16;

    private readonly long[] _next = new long[Keys];
    private long _sum;
    private int _count;
    private int _disorder;

    public void Clear()
    {
        Array.Clear(_next);
        _sum = _count = _disorder = 0;
    }

    public void Add(long key, long sequence, long value)
    {
        ref long next = ref _next[key & (Keys - 1)];
        _disorder += next == sequence ? 0 : 1;
        next = sequence + 1;
        _sum += value;
        _count++;
    }

    /// <summary>What is wrong after so many events, or null.</summary>
    public string? Difference(int events)
    {
        long sum = 3L * events * (events - 1) / 2;
        return _count == events && _sum == sum && _disorder == 0
            ? null
            : $"{_count} of {events} events, sum {_sum} for {sum}, {_disorder} out of the order of their key";
    }
}
