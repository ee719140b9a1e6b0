using Engine.Internal;
using Engine.Tests.Runtime.Simulation;

namespace Engine.Tests.Runtime.Shards;

/// <summary>The ring in which requests come to a shard: bounded, and each writer's in their order.</summary>
public class RequestRingTests
{
    [Fact]
    public void Full_ring_refuses_and_takes_again_when_something_was_taken()
    {
        var ring = new RequestRing(4);
        SimulatedRequest[] requests = [.. Enumerable.Range(0, 6).Select(static _ => new SimulatedRequest(static _ => 0))];
        Assert.True(ring.IsEmpty);
        Assert.All(requests.Take(4), request => Assert.True(ring.TryAdd(request)));
        Assert.False(ring.TryAdd(requests[4]));
        Assert.Same(requests[0], ring.TryTake());
        Assert.True(ring.TryAdd(requests[4]));
        Assert.False(ring.TryAdd(requests[5]));
        Assert.Equal(requests[1..5], Enumerable.Range(0, 4).Select(_ => ring.TryTake()));
        Assert.Null(ring.TryTake());
        Assert.True(ring.IsEmpty);
    }

    [Fact]
    public async Task Requests_of_several_writers_all_arrive_each_writers_in_order()
    {
        const int Writers = 3, Count = 20_000;
        var ring = new RequestRing(64);
        var requests = new SimulatedRequest[Writers, Count];
        var numbers = new Dictionary<SimulatedRequest, (int Writer, int Number)>();
        for (int writer = 0; writer < Writers; writer++)
        {
            for (int number = 0; number < Count; number++)
            {
                numbers.Add(requests[writer, number] = new SimulatedRequest(static _ => 0), (writer, number));
            }
        }

        Task[] writing = [.. Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            for (int number = 0; number < Count; number++)
            {
                while (!ring.TryAdd(requests[writer, number]))
                {
                    Thread.Yield();
                }
            }
        }))];
        int[] next = new int[Writers];
        for (int taken = 0; taken < Writers * Count;)
        {
            if (ring.TryTake() is SimulatedRequest request)
            {
                (int writer, int number) = numbers[request];
                Assert.Equal(next[writer]++, number);
                taken++;
            }
            else
            {
                Thread.Yield();
            }
        }

        await Task.WhenAll(writing).WaitAsync(TimeSpan.FromMinutes(1));
    }
}
