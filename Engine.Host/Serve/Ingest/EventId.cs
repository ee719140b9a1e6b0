namespace Engine.Host.Serve.Ingest;

/// <summary>What an event is recognised by: 128 bits made of its id by <see cref="EventIdHash"/>.</summary>
internal readonly record struct EventId(ulong Low, ulong High);
