using System.Text;

namespace Engine.Host.Serve.Ingest;

/// <summary>An event that reached no run.</summary>
/// <param name="arrivedMicros">When it came.</param>
/// <param name="number">Its number in the store.</param>
/// <param name="bytes">The event as it is kept, and behind it the workflow that it named.</param>
internal sealed class DeadEvent(long arrivedMicros, long number, ReadOnlyMemory<byte> bytes)
{
    public KeptEvent Event => new(bytes.Span, Number);

    /// <summary>The workflow that it named; empty where it named none.</summary>
    public string Workflow => Encoding.UTF8.GetString(bytes.Span[Event.Bytes.Length..]);

    public long ArrivedMicros { get; } = arrivedMicros;

    public long Number { get; } = number;
}
