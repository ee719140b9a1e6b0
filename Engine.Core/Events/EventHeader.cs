using System.Runtime.InteropServices;

namespace Engine.Events;

/// <summary>What is known of an event beside its payload.</summary>
/// <remarks>
/// <code>
/// 0        4        8                16               24               32
/// | type id | bytes  | key            | sequence       | time           |
/// </code>
/// 32 bytes, little-endian: the same in memory, in a queue and on a wire.
/// </remarks>
/// <param name="TypeId">The number of its type, see <see cref="IEvent.EventTypeId"/>.</param>
/// <param name="PayloadBytes">How long the payload is, without padding.</param>
/// <param name="Key">The run, device or customer that it belongs to. The order of events of one key is kept.</param>
/// <param name="Sequence">Its number within the key, given by whoever made it; two events of one key and sequence are one event sent twice.</param>
/// <param name="Time">When it happened, in ticks of 100 ns since year 1, UTC.</param>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly record struct EventHeader(uint TypeId, int PayloadBytes, long Key, long Sequence, long Time)
{
    /// <summary>The length of a header in bytes.</summary>
    public const int SizeBytes = 32;
}
