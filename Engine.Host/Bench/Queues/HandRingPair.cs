namespace Engine.Host.Bench.Queues;

/// <summary>The hand-written ring, by so many events at a time.</summary>
internal sealed class HandRingPair(int batchLength) : QueuePair
{
    public const int Capacity = 1 << 14;

    private readonly HandRing<TickItem> _ring = new(Capacity);
    private readonly TickItem[] _buffer = new TickItem[batchLength];

    protected override void Produce(int events)
    {
        for (int next = 0; next < events;)
        {
            int length = Math.Min(_buffer.Length, events - next);
            for (int i = 0; i < length; i++)
            {
                _buffer[i] = TickItem.Of(next + i);
            }

            var spinner = default(SpinWait);
            for (int put = 0; put < length;)
            {
                int more = _ring.TryEnqueue(_buffer.AsSpan(put, length - put));
                put += more;
                if (more == 0)
                {
                    spinner.SpinOnce(sleep1Threshold: -1);
                }
            }

            next += length;
        }
    }

    protected override void Consume(int events)
    {
        var spinner = default(SpinWait);
        for (int seen = 0; seen < events;)
        {
            ReadOnlySpan<TickItem> items = _ring.Peek(batchLength);
            if (items.IsEmpty)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            foreach (ref readonly TickItem item in items)
            {
                Check.Add(item.Header.Key, item.Header.Sequence, item.Tick.Value);
            }

            _ring.Release(items.Length);
            seen += items.Length;
        }
    }
}
