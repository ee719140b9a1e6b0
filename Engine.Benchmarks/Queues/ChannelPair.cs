using System.Threading.Channels;
using Engine.Host.Bench.Queues;

namespace Engine.Benchmarks.Queues;

/// <summary>System.Threading.Channels for one writer and one reader; both sides try, then wait as ours do, spinning.</summary>
internal sealed class ChannelPair(bool isBounded) : QueuePair
{
    private readonly Channel<TickItem> _channel = isBounded
        ? Channel.CreateBounded<TickItem>(new BoundedChannelOptions(HandRingPair.Capacity) { SingleReader = true, SingleWriter = true })
        : Channel.CreateUnbounded<TickItem>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    protected override void Produce(int events)
    {
        var spinner = default(SpinWait);
        for (int i = 0; i < events; i++)
        {
            while (!_channel.Writer.TryWrite(TickItem.Of(i)))
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    protected override void Consume(int events)
    {
        var spinner = default(SpinWait);
        for (int seen = 0; seen < events;)
        {
            if (_channel.Reader.TryRead(out TickItem item))
            {
                Check.Add(item.Header.Key, item.Header.Sequence, item.Tick.Value);
                seen++;
            }
            else
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }
    }
}
