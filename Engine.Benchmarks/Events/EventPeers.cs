using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using Engine.Host.Bench.Events;
using Mediator;
using Microsoft.Extensions.DependencyInjection;

namespace Engine.Benchmarks.Events;

/// <summary>Other ways to bring events to handlers, over the same events and totals.</summary>
internal static class EventPeers
{
    /// <summary>Events between two looks at a channel, as many as in a batch of ours.</summary>
    private const int BatchLength = 1_000;

    public static IReadOnlyList<(string Name, Func<EventSource, (EventTotals Totals, Action Run)> Create)> All { get; } =
    [
        ("switch per event", Switch),
        ("table of delegates", Table),
        ("Mediator.SourceGenerator", Publish),
        ("Channel, 1,000 in, 1,000 out", Channel),
        ("ActionBlock", Dataflow),
    ];

    private static (EventTotals Totals, Action Run) Switch(EventSource source)
    {
        var loops = new EventLoops();
        return (loops.Totals, () => loops.Switch(source.TypeColumn, source.PayloadColumn));
    }

    private static (EventTotals Totals, Action Run) Table(EventSource source)
    {
        var loops = new EventLoops();
        return (loops.Totals, () => loops.Table(source.TypeColumn, source.PayloadColumn));
    }

    private static (EventTotals Totals, Action Run) Publish(EventSource source)
    {
        var totals = new EventTotals();
        ServiceProvider services = new ServiceCollection()
            .AddSingleton(totals)
            .AddMediator(static (MediatorOptions options) => options.ServiceLifetime = ServiceLifetime.Singleton)
            .BuildServiceProvider();
        var peer = new MediatorPeer(services.GetRequiredService<IMediator>());
        return (totals, () => peer.Run(source));
    }

    /// <summary>One thread in turn: without a thread between, which costs more than all else.</summary>
    private static (EventTotals Totals, Action Run) Channel(EventSource source)
    {
        var loops = new EventLoops();
        Channel<(byte Type, EventPayload Payload)> channel = System.Threading.Channels.Channel.CreateBounded<(byte, EventPayload)>(
            new BoundedChannelOptions(BatchLength) { SingleReader = true, SingleWriter = true });
        byte[] types = new byte[BatchLength];
        var payloads = new EventPayload[BatchLength];
        return (loops.Totals, () =>
        {
            for (int start = 0; start < source.Count; start += BatchLength)
            {
                int end = Math.Min(source.Count, start + BatchLength), count = 0;
                for (int i = start; i < end; i++)
                {
                    channel.Writer.TryWrite((source.TypeColumn[i], source.PayloadColumn[i]));
                }

                while (channel.Reader.TryRead(out (byte Type, EventPayload Payload) one))
                {
                    (types[count], payloads[count]) = one;
                    count++;
                }

                loops.Switch(types.AsSpan(0, count), payloads);
            }
        }
        );
    }

    private static (EventTotals Totals, Action Run) Dataflow(EventSource source)
    {
        var loops = new EventLoops();
        return (loops.Totals, () =>
        {
            var block = new ActionBlock<int>(
                i => loops.Switch(source.TypeColumn.AsSpan(i, 1), source.PayloadColumn.AsSpan(i, 1)),
                new ExecutionDataflowBlockOptions { SingleProducerConstrained = true });
            for (int i = 0; i < source.Count; i++)
            {
                block.Post(i);
            }

            block.Complete();
            block.Completion.GetAwaiter().GetResult();
        }
        );
    }
}
