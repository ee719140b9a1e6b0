namespace Engine.Host.Serve.Ingest;

/// <summary>Where the fields of an event stand in a stage's bytes. A length of -1: it was not given, or null.</summary>
internal struct EventFields
{
    public int IdStart;
    public int IdLength;
    public int TypeStart;
    public int TypeLength;
    public int WorkflowStart;
    public int WorkflowLength;
    public int DataStart;
    public int DataLength;
    public long TimeMicros;
    public bool IsTimeBad;

    public static EventFields Empty => new() { IdLength = -1, TypeLength = -1, WorkflowLength = -1, DataLength = -1, TimeMicros = StagedEvent.NoTime };

    public readonly EventFlaw Flaw() =>
        IdLength <= 0 ? EventFlaw.NoId
        : IdLength > EventLimits.IdBytes ? EventFlaw.LongId
        : TypeLength <= 0 ? EventFlaw.NoType
        : TypeLength > EventLimits.TypeBytes ? EventFlaw.LongType
        : WorkflowLength > EventLimits.WorkflowBytes ? EventFlaw.LongWorkflow
        : DataLength > EventLimits.DataBytes ? EventFlaw.LongData
        : IsTimeBad ? EventFlaw.BadTimestamp
        : EventFlaw.None;
}
