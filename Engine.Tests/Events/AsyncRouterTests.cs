using Engine.Events;

namespace Engine.Tests.Events;

/// <summary>Handlers that return a task: one at a time, in the order of the batch.</summary>
public class AsyncRouterTests
{
    private static readonly ScriptEvent[] Events =
    [
        new(2, 1, 1, 1, 10), new(0, 1, 2, 1, 7), new(4, 2, 3, 1, 11), new(2, 2, 4, 1, 12), new(2, 2, 5, 1, 1), new(6, 2, 6, 1, 0), new(0, 3, 7, 1, 8),
    ];

    [Fact]
    public async Task Handler_that_suspends_holds_back_those_behind_it()
    {
        var gates = new Dictionary<long, TaskCompletionSource> { [1] = new(), [2] = new() };
        var router = new Waiting(key => new ValueTask(gates[key].Task));
        using EventBatch batch = EventScript.BatchOf(Events);

        Task<DispatchResult> dispatch = router.DispatchAsync(batch).AsTask();
        Assert.Equal(["placed 7", "placed 8"], router.Log);
        Assert.Throws<InvalidOperationException>(batch.Clear);

        gates[2].SetResult();
        Assert.False(dispatch.IsCompleted);
        gates[1].SetResult();

        Assert.Equal(new DispatchResult(Handled: 5, Filtered: 1, Unknown: 1), await dispatch.Within());
        Assert.Equal(["placed 7", "placed 8", "paid 10", "renamed 11", "paid 12"], router.Log);
        batch.Clear();
    }

    [Fact]
    public async Task Cancelled_dispatch_ends_before_the_next_event()
    {
        using var source = new CancellationTokenSource();
        var router = new Waiting(static _ => ValueTask.CompletedTask);
        using EventBatch batch = EventScript.BatchOf(Events);
        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => router.DispatchAsync(batch, source.Token).Within());

        Assert.Equal(["placed 7", "placed 8"], router.Log);
        Assert.Equal(5, (await router.DispatchAsync(batch).Within()).Handled);
    }

    [Fact]
    public async Task Failure_of_a_handler_comes_through_the_task()
    {
        var router = new Waiting(static _ => throw new FormatException());
        using EventBatch batch = EventScript.BatchOf(Events);

        await Assert.ThrowsAsync<FormatException>(() => router.DispatchAsync(batch).Within());
    }

    [Fact]
    public void Handlers_that_complete_at_once_allocate_nothing()
    {
        IAsyncEventRouter router = new Quiet();
        using EventBatch batch = EventScript.BatchOf(Events);

        Assert.Equal(0, Allocations.Of(() => _ = router.DispatchAsync(batch).Result));
        Assert.Equal((true, 0), (((Quiet)router).Count > 0, ((Quiet)router).Count % 33));
        Assert.True(router.Handles(EventRouterTests.IdOf<Paid>()));
    }
}

/// <summary>Is done before anybody waits.</summary>
[EventRouter]
internal sealed partial class Quiet
{
    public long Count { get; private set; }

    [OnEvent]
    public ValueTask On(Paid paid, EventHeader header)
    {
        Count += header.Sequence + (long)paid.Amount;
        return ValueTask.CompletedTask;
    }
}
