using Engine.Events;

namespace Engine.Host.Bench.Queues;

/// <summary>Our queue: events by one or by batches of one type, read where they lie.</summary>
internal class EventQueuePair : QueuePair
{
    private readonly Tick[] _ticks;
    private readonly long[] _keys;
    private readonly long[] _sequences;
    private readonly long[] _times;

    public EventQueuePair(int batchLength, bool isSingleProducer)
    {
        // As many events as the ring by hand has.
        Queue = new EventQueue(new EventQueueOptions { CapacityBytes = 48 * HandRingPair.Capacity, SingleProducer = isSingleProducer });
        BatchLength = batchLength;
        _ticks = new Tick[batchLength];
        _keys = new long[batchLength];
        _sequences = new long[batchLength];
        _times = new long[batchLength];
    }

    protected EventQueue Queue { get; }

    protected int BatchLength { get; }

    protected override void Produce(int events)
    {
        if (BatchLength == 1)
        {
            for (int i = 0; i < events; i++)
            {
                Queue.Enqueue(new Tick(i * 3L, i), i % TickCheck.Keys, i / TickCheck.Keys, i);
            }

            return;
        }

        for (int next = 0; next < events;)
        {
            int length = Math.Min(BatchLength, events - next);
            for (int i = 0; i < length; i++)
            {
                long number = next + i;
                _ticks[i] = new Tick(number * 3, number);
                _keys[i] = number % TickCheck.Keys;
                _sequences[i] = number / TickCheck.Keys;
                _times[i] = number;
            }

            var spinner = default(SpinWait);
            for (int put = 0; put < length;)
            {
                int more = Queue.TryEnqueue<Tick>(_ticks.AsSpan(put, length - put), _keys.AsSpan(put, length - put), _sequences.AsSpan(put, length - put), _times.AsSpan(put, length - put));
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
        EventConsumer consumer = Queue.ConsumerOf(0);
        var reader = new CheckReader(Check);
        var spinner = default(SpinWait);
        for (int seen = 0; seen < events;)
        {
            int more = consumer.TryRead(ref reader, BatchLength);
            seen += more;
            if (more == 0)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    private readonly struct CheckReader(TickCheck check) : IEventReader
    {
        public void Read(in EventHeader header, ReadOnlySpan<byte> payload)
            => check.Add(header.Key, header.Sequence, System.Runtime.InteropServices.MemoryMarshal.Read<Tick>(payload).Value);
    }
}
