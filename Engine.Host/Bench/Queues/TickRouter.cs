using Engine.Events;

namespace Engine.Host.Bench.Queues;

/// <summary>The router behind the queue: gives its events to a check.</summary>
[EventRouter]
internal sealed partial class TickRouter(TickCheck check)
{
    [OnEvent]
    public void On(ReadOnlySpan<Tick> ticks, ReadOnlySpan<long> keys, ReadOnlySpan<long> sequences)
    {
        for (int i = 0; i < ticks.Length; i++)
        {
            check.Add(keys[i], sequences[i], ticks[i].Value);
        }
    }
}
