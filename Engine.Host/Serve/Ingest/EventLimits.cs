namespace Engine.Host.Serve.Ingest;

/// <summary>The limits of events, in one place.</summary>
internal static class EventLimits
{
    /// <summary>Bytes of an event's id.</summary>
    public const int IdBytes = 256;

    /// <summary>Bytes of a type's name.</summary>
    public const int TypeBytes = 128;

    /// <summary>Bytes of a workflow's id.</summary>
    public const int WorkflowBytes = 128;

    /// <summary>Bytes of an event's data.</summary>
    public const int DataBytes = 256 * 1024;

    /// <summary>Events of a batch.</summary>
    public const int Events = 200_000;

    /// <summary>Names of types that are counted apart; events of others are counted together.</summary>
    public const int TypeNames = 64;

    /// <summary>The last events that are kept with a run.</summary>
    public const int EventsOfRun = 32;

    /// <summary>Bytes of data that are kept with each of them; of longer data it is said that there was more.</summary>
    public const int KeptDataBytes = 1_024;

    /// <summary>How deep JSON may be nested, the batch itself included.</summary>
    public const int Depth = 64;

    public static string Describe(EventFlaw flaw) => flaw switch
    {
        EventFlaw.NoId => "it has no event_id. Give each event one of its own, a string.",
        EventFlaw.LongId => $"its event_id is longer than {IdBytes} bytes.",
        EventFlaw.NoType => "it has no event_type. Name one, such as task_completed.",
        EventFlaw.LongType => $"its event_type is longer than {TypeBytes} bytes.",
        EventFlaw.LongWorkflow => $"its workflow_id is longer than {WorkflowBytes} bytes.",
        EventFlaw.LongData => $"its data is longer than {DataBytes} bytes.",
        EventFlaw.BadTimestamp => "its timestamp is neither a time such as 2026-01-02T03:04:05Z nor a number of seconds, milliseconds or microseconds since 1970.",
        _ => "",
    };
}
