namespace Engine.Tests.Execution;

public class ExecutorContextTests
{
    private static readonly AsyncLocal<string?> Local = new();

    [Fact]
    public async Task RunAsync_each_body_sees_the_callers_context_alone()
    {
        var seen = new List<string?>();
        Signal signal = new();
        long See(string changeTo)
        {
            seen.Add(Local.Value);
            Local.Value = changeTo;
            return 1;
        }

        ScriptDefinition workflow = new Script()
            .Async("A", _ => { See("a"); return signal.Wait(); })
            .Sync("B", _ => See("b"))
            .Sync("C", _ => See("c"), ["A"])
            .Sync("D", _ => See("d"), ["C"], context: true)
            .Build();
        Local.Value = "caller";
        ValueTask<long> run = workflow.RunAsync();
        Assert.Equal("caller", Local.Value);
        string? completer = null;
        var thread = new Thread(() =>
        {
            Local.Value = "other";
            signal.Complete(1);
            completer = Local.Value;
        });
        thread.UnsafeStart();
        thread.Join();
        Assert.Equal("other", completer);
        await run;
        Assert.Equal(["caller", "caller", "caller", "caller"], seen);
        Assert.Equal("caller", Local.Value);
    }

    [Fact]
    public async Task RunAsync_suppressed_flow_runs_bodies_under_the_default_context()
    {
        var seen = new List<string?>();
        Signal signal = new();
        ScriptDefinition workflow = new Script()
            .Async("A", _ => { seen.Add(Local.Value); return signal.Wait(); })
            .Sync("B", _ => { seen.Add(Local.Value); return 1; }, ["A"])
            .Build();
        Local.Value = "caller";
        ValueTask<long> run;
        AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        try
        {
            run = workflow.RunAsync();
            Assert.True(ExecutionContext.IsFlowSuppressed());
        }
        finally
        {
            flow.Undo();
        }

        signal.Complete(1);
        Assert.Equal("caller", Local.Value);
        await run;
        Assert.Equal([null, null], seen);
    }

    [Fact]
    public void RunAsync_bodies_never_see_a_synchronization_context_and_the_caller_keeps_its_own()
    {
        var seen = new List<SynchronizationContext?>();
        SynchronizationContext? before = SynchronizationContext.Current;
        var context = new SynchronizationContext();
        try
        {
            SynchronizationContext.SetSynchronizationContext(context);
            ScriptDefinition workflow = new Script()
                .Sync("A", _ => { seen.Add(SynchronizationContext.Current); SynchronizationContext.SetSynchronizationContext(context); return 1; })
                .Sync("B", _ => { seen.Add(SynchronizationContext.Current); return 1; })
                .Build();
            Assert.True(workflow.RunAsync().IsCompletedSuccessfully);
            Assert.Same(context, SynchronizationContext.Current);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Assert.Equal([null, null], seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RunAsync_body_that_returns_a_complete_task_leaves_no_synchronization_context_behind(bool inStartOrder)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext? seen = before;
        ScriptDefinition workflow = new Script { StartOrder = inStartOrder ? [0, 1] : [] }
            .Async("A", _ => { SynchronizationContext.SetSynchronizationContext(new SynchronizationContext()); return ValueTask.FromResult(1L); })
            .Async("B", _ => { seen = SynchronizationContext.Current; return ValueTask.FromResult(1L); }, ["A"])
            .Build();
        Assert.True(workflow.RunAsync().IsCompletedSuccessfully);
        Assert.Null(seen);
        Assert.Same(before, SynchronizationContext.Current);
    }

    [Fact]
    public async Task RunAsync_attempt_after_a_delay_sees_the_callers_context()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var seen = new List<string?>();
        ScriptDefinition workflow = new Script()
            .Sync("A", context => { seen.Add(Local.Value); return context.Attempt == 2 ? 1 : throw new IOException(); },
                policy: new StepPolicy { Retries = 1, DelayMs = 10 }, context: true)
            .Build();
        Local.Value = "caller";
        ValueTask<long> run = workflow.RunAsync(new RunOptions { TimeProvider = time });
        Local.Value = "later";
        time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(1, await run);
        Assert.Equal(["caller", "caller"], seen);
    }
}
