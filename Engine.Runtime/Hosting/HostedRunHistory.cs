using System.Globalization;
using System.Text;

namespace Engine.Runtime;

/// <summary>
/// What has happened in a hosted run, for a person to read: when it started, when each step began and ended, attempts that failed, what persons did, and the
/// end. It is there as long as the run is, in later processes too, and is forgotten with it.
/// </summary>
/// <remarks>
/// When a step began and completed is known of every step. Of everything else (failures, pauses, retries, compensations) the last 256 entries are kept, and in
/// the journal of these as many as an eighth of <see cref="JournalOptions.MaxRecordBytes"/> takes when the run is written again; <see cref="DroppedCount"/>
/// counts the others. A step that began in the same millisecond as it ended may be a synchronous one, whose beginning is not noted.
/// </remarks>
/// <example><code>
/// HostedRunHistory history = await host.HistoryAsync(run.Id);
/// Console.WriteLine(history);
/// </code></example>
public sealed class HostedRunHistory
{
    internal HostedRunHistory()
    {
    }

    /// <summary>The run as it is now.</summary>
    public required RunSnapshot Run { get; init; }

    /// <summary>What happened, in the order of time. Those of one millisecond are in an order that fits.</summary>
    public required IReadOnlyList<HostedRunEvent> Events { get; init; }

    /// <summary>How many entries are not kept any more.</summary>
    public required int DroppedCount { get; init; }

    /// <summary>A page for a person: a line for the run, one per entry.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Run.Line()).Append('\n');
        if (DroppedCount > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {DroppedCount} earlier entries are not kept\n");
        }

        foreach (HostedRunEvent runEvent in Events)
        {
            text.Append("  ").Append(runEvent).Append('\n');
        }

        return text.ToString();
    }
}
