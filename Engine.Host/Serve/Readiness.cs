using Engine.Host.Cli;
using Engine.Runtime;

namespace Engine.Host.Serve;

/// <summary>Why a host takes no executions, for who asks; and for the log, once each, what its shards failed of and when one waits for its disk.</summary>
internal sealed class Readiness(TextWriter log)
{
    private readonly HashSet<int> _told = [];

    /// <summary>The disk of a shard takes nothing more, and why; or, with null, it takes what it has again.</summary>
    public void DiskRefused(int shard, IOException? refusal) => Write(refusal is null
        ? $"engine serve: shard {shard} goes on: its disk takes what it writes again."
        : $"engine serve: shard {shard} waits: its disk takes nothing more: {refusal.Message.TrimEnd('.')}. Free some space; it goes on by itself.");

    /// <summary>Null where it takes them.</summary>
    public string? WhyNot(HostHealth health, bool hasStarted, bool isStopping)
    {
        if (Find(health, ShardCondition.Failed) is { } failed)
        {
            TellFailed(failed);
            return $"Shard {failed.Number} of the host has failed, and its log says why. Start the host anew.";
        }

        return isStopping ? "The host stops."
            : Find(health, ShardCondition.Waiting) is { } waiting ? $"Shard {waiting.Number} of the host waits: its disk takes nothing more ({ReasonOf(waiting)}). Free some space; it goes on by itself."
            : !hasStarted || !health.IsHealthy ? "The host starts or stops."
            : null;
    }

    private static ShardHealth? Find(HostHealth health, ShardCondition condition) => health.Shards.FirstOrDefault(shard => shard.Condition == condition);

    /// <summary>Anybody may ask without a key: the system's own words name the folder, and stand in the log only.</summary>
    private static string ReasonOf(ShardHealth waiting) =>
        waiting.Failure is { } refusal && WriteFailure.KnownReason(refusal) is { } reason ? reason : "its log says why";

    private void TellFailed(ShardHealth failed)
    {
        lock (_told)
        {
            if (!_told.Add(failed.Number))
            {
                return;
            }
        }

        Write($"engine serve: shard {failed.Number} has failed: {failed.Failure?.Message}");
    }

    private void Write(string line)
    {
        try
        {
            ErrorLine.Write(log, line);
        }
        catch (IOException)
        {
            // The log may stand on the disk that it tells of; neither a journal nor who asks is to suffer from that.
        }
    }
}
