using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Framework;

/// <summary>Tests that do not end are named.</summary>
public class TestWatchTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Test_that_does_not_end_is_named_and_one_that_has_ended_is_not()
    {
        var watch = new TestWatch(_clock, TimeSpan.FromMinutes(10));
        watch.Started("hangs");
        watch.Started("ends");
        _clock.Advance(TimeSpan.FromMinutes(9));
        watch.Started("began later");
        watch.Ended("ends");
        Assert.Null(watch.Overdue());

        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("After 10 minutes these tests have not ended: hangs.", watch.Overdue());

        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal("After 10 minutes these tests have not ended: began later, hangs.", watch.Overdue());

        watch.Ended("hangs");
        watch.Ended("began later");
        Assert.Null(watch.Overdue());
    }

    [Fact]
    public void Tests_of_this_assembly_are_watched() =>
        Assert.Equal(typeof(WatchedTestFramework).FullName, (string)typeof(TestWatch).Assembly.GetCustomAttributesData().Single(static one => one.AttributeType == typeof(TestFrameworkAttribute)).ConstructorArguments[0].Value!);
}
