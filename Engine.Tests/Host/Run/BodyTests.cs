using Engine.Host.Run;

namespace Engine.Tests.Host.Run;

public class BodyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Sleeping_body_ends_at_or_after_its_time(long duration)
    {
        var time = new TickingTime();
        using var stop = new StopSignal();
        long start = time.GetTimestamp();

        Assert.True(new SleepBody([duration], time).Execute(0, start, stop));

        // And not long after: one more look than it needs.
        Assert.InRange(time.GetTimestamp() - start, duration, duration + 2);
    }

    [Fact]
    public void Sleeping_body_with_a_long_wait_ahead_is_stopped_at_once()
    {
        using var stop = new StopSignal();
        stop.Set();

        Assert.False(new SleepBody([long.MaxValue / 2], TimeProvider.System).Execute(0, TimeProvider.System.GetTimestamp(), stop));
    }

    [Fact]
    public void Sleeping_body_is_woken_by_the_stop()
    {
        using var stop = new StopSignal();
        bool? completed = null;
        var sleeper = new Thread(() => completed = new SleepBody([long.MaxValue / 2], TimeProvider.System).Execute(0, TimeProvider.System.GetTimestamp(), stop));
        sleeper.Start();

        stop.Set();
        sleeper.Join();

        Assert.False(completed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Spinning_body_ends_at_or_after_its_time(long duration)
    {
        var time = new TickingTime();
        using var stop = new StopSignal();
        long start = time.GetTimestamp();

        Assert.True(new SpinBody([duration], time).Execute(0, start, stop));
        Assert.InRange(time.GetTimestamp() - start, duration, duration + 2);
    }

    [Fact]
    public void Spinning_body_is_stopped()
    {
        using var stop = new StopSignal();
        stop.Set();

        Assert.False(new SpinBody([long.MaxValue / 2], TimeProvider.System).Execute(0, TimeProvider.System.GetTimestamp(), stop));
    }
}
