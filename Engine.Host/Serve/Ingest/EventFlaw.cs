namespace Engine.Host.Serve.Ingest;

/// <summary>Why an event of a well-formed batch was not taken.</summary>
internal enum EventFlaw : byte
{
    None,
    NoId,
    LongId,
    NoType,
    LongType,
    LongWorkflow,
    LongData,
    BadTimestamp,
}
