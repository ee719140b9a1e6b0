namespace Engine.Host.Serve.Ingest;

/// <summary>What became of events.</summary>
/// <param name="Received">All of them.</param>
/// <param name="Accepted">Applied to a run.</param>
/// <param name="Duplicates">Seen before, by their id.</param>
/// <param name="Unknown">They named no workflow, one that is not there, or one that has no run.</param>
/// <param name="Invalid">They had a flaw.</param>
/// <param name="DeadLettered">Of the unknown those that were kept as dead letters.</param>
internal readonly record struct EventCounts(long Received, long Accepted, long Duplicates, long Unknown, long Invalid, long DeadLettered)
{
    public static EventCounts operator +(EventCounts first, EventCounts second) => new(
        first.Received + second.Received,
        first.Accepted + second.Accepted,
        first.Duplicates + second.Duplicates,
        first.Unknown + second.Unknown,
        first.Invalid + second.Invalid,
        first.DeadLettered + second.DeadLettered);
}
