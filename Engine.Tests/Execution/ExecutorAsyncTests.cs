namespace Engine.Tests.Execution;

public class ExecutorAsyncTests
{
    [Fact]
    public async Task RunAsync_asynchronous_steps_start_before_synchronous_ones()
    {
        var order = new List<string>();
        var signal = new Signal();
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => { order.Add("A"); return 1; })
            .Async("B", _ => { order.Add("B"); return signal.Wait(); })
            .Async("C", _ => { order.Add("C"); return ValueTask.FromResult(4L); })
            .Sync("D", _ => { order.Add("D"); return 8; }, ["B"])
            .Build();
        ValueTask<long> run = workflow.RunAsync();
        Assert.False(run.IsCompleted);
        Assert.Equal(["B", "C", "A"], order);
        signal.Complete(2);
        Assert.True(run.IsCompleted);
        Assert.Equal(15, await run);
        Assert.Equal(["B", "C", "A", "D"], order);
    }

    [Fact]
    public async Task RunAsync_failure_waits_for_running_steps_and_compensates_in_reverse_completion_order()
    {
        var undone = new List<string>();
        Signal first = new(), second = new(), third = new();
        CancellationToken seen = default;
        ScriptDefinition workflow = new Script()
            .Async("A", _ => first.Wait())
            .Async("B", _ => second.Wait())
            .Async("C", context => { seen = context.CancellationToken; return third.Wait(); }, context: true)
            .Sync("D", _ => throw new FormatException("must not run"), ["B"])
            .UndoAsync("A", async _ => { await Task.Yield(); undone.Add("A"); return 0; })
            .Undo("B", _ => { undone.Add("B"); return 0; })
            .Undo("C", _ => { undone.Add("C"); return 0; })
            .Build();
        ValueTask<long> run = workflow.RunAsync();
        third.Complete(1);
        var exception = new IOException();
        second.Fail(exception);
        Assert.True(seen.IsCancellationRequested);
        Assert.False(run.IsCompleted);
        first.Complete(1);
        Assert.Same(exception, await Assert.ThrowsAsync<IOException>(async () => await run));
        Assert.Equal(["A", "C"], undone);
    }
}
