namespace Engine.Host.Serve.Ingest;

/// <summary>What an event is recognised by: 128 bits made of its id by <see cref="EventIdHash"/>. Never the default value, which marks an empty place.</summary>
internal readonly record struct EventId(ulong Low, ulong High)
{
    public bool IsNone => (Low | High) == 0;
}
