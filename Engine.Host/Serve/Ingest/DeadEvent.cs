namespace Engine.Host.Serve.Ingest;

/// <summary>An event that reached no run.</summary>
/// <param name="workflow">The workflow that it named; empty where it named none.</param>
/// <param name="arrivedMicros">When it came.</param>
internal sealed class DeadEvent(string workflow, long arrivedMicros)
{
    public KeptEvent Event;

    public string Workflow { get; } = workflow;

    public long ArrivedMicros { get; } = arrivedMicros;
}
