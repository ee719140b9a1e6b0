using Engine.Graphs;

namespace Engine.Tests.Graphs;

public class ScheduleTests
{
    [Fact]
    public void Schedule_from_elsewhere_is_read_like_any_other()
    {
        var schedule = new Schedule();
        schedule.Set(2, [0, 0, 4], [4, 3, 6], [0, 1, 0], lowerBound: 5);
        Assert.Equal((3, 2, 6L, 5L), (schedule.TaskCount, schedule.WorkerCount, schedule.Makespan, schedule.LowerBound));
        Assert.Equal(9.0 / 12, schedule.Utilization);
        Assert.Equal([0, 1, 0], schedule.Worker);
        schedule.Set(1, [], [], [], lowerBound: 0);
        Assert.Equal((0, 0L), (schedule.TaskCount, schedule.Makespan));
    }

    [Fact]
    public void Schedule_that_cannot_be_is_refused_by_name()
    {
        var schedule = new Schedule();
        Assert.Throws<GraphException>(() => schedule.Set(0, [], [], [], 0));
        Assert.StartsWith("end has 1", Assert.Throws<GraphException>(() => schedule.Set(1, [0, 1], [1], [0, 0], 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("worker has 1", Assert.Throws<GraphException>(() => schedule.Set(1, [0, 1], [1, 2], [0], 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Task 1 runs from 3 to 2", Assert.Throws<GraphException>(() => schedule.Set(1, [0, 3], [1, 2], [0, 0], 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Task 0 runs from -1", Assert.Throws<GraphException>(() => schedule.Set(1, [-1], [1], [0], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("on worker 2", Assert.Throws<GraphException>(() => schedule.Set(2, [0], [1], [2], 0)).Message, StringComparison.Ordinal);
    }
}
