namespace Engine.Host.Bench.Events;

/// <summary>What handlers of events keep per type: a sum and a maximum. Both sides of a benchmark must end with the same.</summary>
internal sealed class EventTotals
{
    private const int Types = 16;

    private readonly long[] _sums = new long[Types];
    private readonly long[] _most = new long[Types];

    public void Add(int type, long value, long extra)
    {
        _sums[type] += value;
        _most[type] = Math.Max(_most[type], extra);
    }

    /// <summary>The sum over all types, after so many passes over the same events.</summary>
    public long Sum(long passes) => _sums.Sum() / passes;

    /// <summary>One number for all of it, after so many passes over the same events.</summary>
    public long Check(long passes)
    {
        long check = 0;
        for (int type = 0; type < Types; type++)
        {
            check = (check * 31) + (_sums[type] / passes) + _most[type];
        }

        return check;
    }
}
