using Engine.Graphs;
using Engine.Internal;

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

    [Fact]
    public void Times_that_add_up_to_more_than_64_bits_are_read()
    {
        var schedule = new Schedule();
        schedule.Set(2, [0, 0], [long.MaxValue, long.MaxValue], [0, 1], lowerBound: long.MaxValue);
        Assert.Equal((long.MaxValue, long.MaxValue), (schedule.Makespan, schedule.LowerBound));
        Assert.Equal(1, schedule.Utilization);
        schedule.Set(3, [0, 0], [long.MaxValue, long.MaxValue], [0, 1], lowerBound: 0);
        Assert.Equal(2.0 / 3, schedule.Utilization, 12);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    [InlineData(long.MinValue)]
    public void Bound_that_the_schedule_contradicts_is_refused_by_name(long lowerBound)
    {
        var schedule = new Schedule();
        schedule.Set(1, [0], [4], [0], lowerBound: 4);
        string message = Assert.Throws<GraphException>(() => schedule.Set(1, [0], [4], [0], lowerBound)).Message;
        Assert.StartsWith($"The lower bound {lowerBound} ", message, StringComparison.Ordinal);
        Assert.Throws<GraphException>(() => schedule.Set(1, [], [], [], 1));
        Assert.Equal((1, 4L), (schedule.TaskCount, schedule.LowerBound));
    }

    [Fact]
    public void Overlapping_tasks_of_a_worker_are_refused_by_name()
    {
        var schedule = new Schedule();
        string message = Assert.Throws<GraphException>(() => schedule.Set(1, [0, 0], [4, 4], [0, 0], 0)).Message;
        Assert.Contains("Tasks 0 and 1", message, StringComparison.Ordinal);
        message = Assert.Throws<GraphException>(() => schedule.Set(2, [6, 0, 5, 1], [9, 9, 7, 3], [1, 0, 1, 1], 0)).Message;
        Assert.Contains("Tasks 2 and 0", message, StringComparison.Ordinal);
        Assert.Contains("worker 1", message, StringComparison.Ordinal);

        // A task of no length takes no time of its worker.
        schedule.Set(1, [0, 2, 4, 4], [4, 2, 4, 5], [0, 0, 0, 0], 0);
        Assert.Equal(1, schedule.Utilization);
    }

    [Fact]
    public void Schedule_filled_again_from_elsewhere_allocates_nothing()
    {
        var random = new Random(7);
        long[] start = [.. Enumerable.Range(0, 500).Select(static task => 3L * (task / 5))], end = [.. start.Select(time => time + random.Next(4))];
        int[] worker = [.. Enumerable.Range(0, 500).Select(static task => task % 5)];
        var schedule = new Schedule();
        Assert.Equal(0, Allocations.Of(() => schedule.Set(5, start, end, worker, 0)));
    }
}
