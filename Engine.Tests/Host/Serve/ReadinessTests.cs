using Engine.Host.Serve;
using Engine.Runtime;

namespace Engine.Tests.Host.Serve;

/// <summary>What a host says of itself when it takes no executions.</summary>
public class ReadinessTests
{
    [Fact]
    public void Failed_shard_is_named_and_what_it_failed_of_is_logged_once()
    {
        var log = new StringWriter();
        var readiness = new Readiness(log);
        Assert.Null(readiness.WhyNot(Health(ShardCondition.Running), hasStarted: true, isStopping: false));
        HostHealth failed = Health(ShardCondition.Running, ShardCondition.Failed);
        for (int asked = 0; asked < 3; asked++)
        {
            Assert.Equal("Shard 1 of the host has failed, and its log says why. Start the host anew.", readiness.WhyNot(failed, hasStarted: true, isStopping: false));
        }

        Assert.Equal($"engine serve: shard 1 has failed: no space{Environment.NewLine}", log.ToString());
    }

    [Fact]
    public void Host_that_starts_or_stops_says_so()
    {
        var readiness = new Readiness(TextWriter.Null);
        Assert.Equal("The host starts or stops.", readiness.WhyNot(Health(), hasStarted: false, isStopping: false));
        Assert.Equal("The host starts or stops.", readiness.WhyNot(Health(ShardCondition.Draining), hasStarted: true, isStopping: false));
        Assert.Equal("The host stops.", readiness.WhyNot(Health(ShardCondition.Running), hasStarted: true, isStopping: true));
    }

    private static HostHealth Health(params ShardCondition[] shards) => new(
        [.. shards.Select(static (condition, number) => new ShardHealth(number, condition, condition == ShardCondition.Failed ? new IOException("no space") : null, 0, 0, 0, 0, 0))]);
}
