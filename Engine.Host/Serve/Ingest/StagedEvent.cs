namespace Engine.Host.Serve.Ingest;

/// <summary>
/// An event that has been read and not applied. Places are in <see cref="EventStage.Bytes"/>.
/// <code>
///  0  Id            16     32  IdStart       4     48  Type          4
/// 16  TimeMicros     8     36  DataStart     4     52  IdLength      2
/// 24  Workflow       4     40  DataLength    4     54  WorkflowLength 2
/// 28  WorkflowStart  4     44  Index         4
/// </code>
/// </summary>
internal struct StagedEvent
{
    /// <summary>A time that was not given.</summary>
    public const long NoTime = long.MinValue;

    public EventId Id;

    /// <summary>Microseconds since 1970, UTC.</summary>
    public long TimeMicros;

    /// <summary>The number of its workflow; -1 where there is none.</summary>
    public int Workflow;
    public int WorkflowStart;
    public int IdStart;
    public int DataStart;
    public int DataLength;

    /// <summary>Its place in the batch.</summary>
    public int Index;

    /// <summary>The number of its type.</summary>
    public int Type;
    public ushort IdLength;
    public ushort WorkflowLength;
}
