using System.Threading.Tasks.Dataflow;
using Engine.Host.Bench.Queues;

namespace Engine.Benchmarks.Queues;

/// <summary>TPL Dataflow's ActionBlock, bounded, one task at a time. Its task consumes; the pair's own consumer thread only waits for the last event.</summary>
internal sealed class ActionBlockPair : QueuePair
{
    private readonly ActionBlock<TickItem> _block;
    private int _seen;

    public ActionBlockPair()
        => _block = new ActionBlock<TickItem>(
            item =>
            {
                Check.Add(item.Header.Key, item.Header.Sequence, item.Tick.Value);
                Volatile.Write(ref _seen, _seen + 1);
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = HandRingPair.Capacity, MaxDegreeOfParallelism = 1, SingleProducerConstrained = true });

    protected override void Produce(int events)
    {
        var spinner = default(SpinWait);
        for (int i = 0; i < events; i++)
        {
            while (!_block.Post(TickItem.Of(i)))
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    protected override void Consume(int events)
    {
        var spinner = default(SpinWait);
        while (Volatile.Read(in _seen) < events)
        {
            spinner.SpinOnce();
        }

        _seen = 0;
    }
}
