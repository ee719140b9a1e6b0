using Engine.Events;

namespace Engine.Host.Bench.Queues;

/// <summary>Our queue, from batches of any types to batches for a router.</summary>
internal class EventBatchPair(int batchLength, bool isSingleProducer) : EventQueuePair(batchLength, isSingleProducer)
{
    private readonly EventBatch _given = new(batchLength);
    private readonly EventBatch _taken = new(Math.Max(batchLength, 64));

    protected override void Produce(int events)
    {
        if (BatchLength == 1)
        {
            base.Produce(events);
            return;
        }

        for (int next = 0; next < events;)
        {
            _given.Clear();
            for (int end = Math.Min(events, next + BatchLength); next < end; next++)
            {
                _given.Append(new Tick(next * 3L, next), next % TickCheck.Keys, next / TickCheck.Keys, next);
            }

            Queue.EnqueueAll(_given);
        }
    }

    protected override void Consume(int events)
    {
        EventConsumer consumer = Queue.ConsumerOf(0);
        for (int seen = 0; seen < events;)
        {
            _taken.Clear();
            seen += consumer.Dequeue(_taken);
            Handle(_taken);
        }
    }

    /// <summary>Gives the events of a batch to the check.</summary>
    protected virtual void Handle(EventBatch batch)
    {
        ReadOnlySpan<long> keys = batch.Keys, sequences = batch.Sequences;
        for (int i = 0; i < keys.Length; i++)
        {
            Check.Add(keys[i], sequences[i], batch.Read<Tick>(i).Value);
        }
    }
}
