using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engine.Runtime;

/// <summary>
/// A host's health, for <c>services.AddHealthChecks().AddCheck&lt;WorkflowHostHealthCheck&gt;("engine")</c>: the registration's failure status where a shard
/// has failed or waits for its disk, degraded while the host drains or holds runs that it cannot go on with.
/// </summary>
public sealed class WorkflowHostHealthCheck(WorkflowHost host) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult(Judge(host.Health(), context.Registration?.FailureStatus ?? HealthStatus.Unhealthy));
    }

    private static HealthCheckResult Judge(HostHealth health, HealthStatus failureStatus)
    {
        var data = new Dictionary<string, object> { ["runs"] = health.RunCount, ["held"] = health.HeldRunCount, ["shards"] = health.Shards.Count };
        foreach (ShardHealth shard in health.Shards)
        {
            if (shard.Condition is ShardCondition.Failed or ShardCondition.Stopped)
            {
                return new HealthCheckResult(failureStatus, $"Shard {shard.Number} has {(shard.Failure is null ? "stopped" : "failed")}.", shard.Failure, data);
            }
        }

        if (health.Shards.FirstOrDefault(static shard => shard.Condition == ShardCondition.Waiting) is { } waiting)
        {
            return new HealthCheckResult(
                failureStatus, $"Shard {waiting.Number} waits: its disk takes nothing more. Free some space; it goes on by itself.", waiting.Failure, data);
        }

        return health.Shards.Count == 0 ? new HealthCheckResult(failureStatus, "The host has not been started.", null, data)
            : !health.IsHealthy ? HealthCheckResult.Degraded("The host drains.", null, data)
            : health.HeldRunCount > 0 ? HealthCheckResult.Degraded($"{health.HeldRunCount} runs are held.", null, data)
            : HealthCheckResult.Healthy("All shards run.", data);
    }
}
