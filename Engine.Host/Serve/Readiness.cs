using Engine.Host.Cli;
using Engine.Runtime;

namespace Engine.Host.Serve;

/// <summary>Why a host takes no executions, for who asks, and what its shards failed of, once each, for the log.</summary>
internal sealed class Readiness(TextWriter log)
{
    private readonly HashSet<int> _told = [];

    /// <summary>Null where it takes them.</summary>
    public string? WhyNot(HostHealth health, bool hasStarted, bool isStopping)
    {
        foreach (ShardHealth shard in health.Shards)
        {
            if (shard.Condition != ShardCondition.Failed)
            {
                continue;
            }

            lock (_told)
            {
                if (_told.Add(shard.Number))
                {
                    ErrorLine.Write(log, $"engine serve: shard {shard.Number} has failed: {shard.Failure?.Message}");
                }
            }

            return $"Shard {shard.Number} of the host has failed, and its log says why. Start the host anew.";
        }

        return isStopping ? "The host stops." : !hasStarted || !health.IsHealthy ? "The host starts or stops." : null;
    }
}
