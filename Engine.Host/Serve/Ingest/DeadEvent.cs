namespace Engine.Host.Serve.Ingest;

/// <summary>An event that reached no run.</summary>
/// <param name="workflow">The workflow that it named; empty where it named none.</param>
/// <param name="arrivedMicros">When it came.</param>
/// <param name="number">Its number in the store.</param>
/// <param name="bytes">The event as it is kept.</param>
internal sealed class DeadEvent(string workflow, long arrivedMicros, long number, byte[] bytes)
{
    public KeptEvent Event => new(bytes, Number);

    public string Workflow { get; } = workflow;

    public long ArrivedMicros { get; } = arrivedMicros;

    public long Number { get; } = number;
}
