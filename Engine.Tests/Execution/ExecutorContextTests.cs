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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RunAsync_without_suspending_steps_keeps_what_bodies_do_to_contexts_from_the_caller(bool isObserved)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        var ui = new RecordingContext();
        var workflow = new ContextWorkflow();
        Local.Value = "caller";
        try
        {
            SynchronizationContext.SetSynchronizationContext(ui);
            ValueTask<int> run = isObserved ? workflow.RunAsync(1, default, new RecordingObserver(new RunHistory())) : workflow.RunAsync(1);
            Assert.True(run.IsCompletedSuccessfully);
            Assert.Same(ui, SynchronizationContext.Current);
            Assert.Equal("caller", Local.Value);

            workflow.Fails = true;
            run = isObserved ? workflow.RunAsync(1, default, new RecordingObserver(new RunHistory())) : workflow.RunAsync(1);
            Assert.True(run.IsFaulted);
            Assert.Same(ui, SynchronizationContext.Current);
            Assert.Equal("caller", Local.Value);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Assert.Equal(["caller", "caller"], workflow.SeenLocals);
        Assert.Equal([null, null], workflow.SeenContexts);
    }

    [Fact]
    public void RunAsync_without_suspending_steps_under_suppressed_flow_sees_the_default_context()
    {
        var workflow = new ContextWorkflow();
        Local.Value = "caller";
        AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        try
        {
            Assert.True(workflow.RunAsync(1).IsCompletedSuccessfully);
            Assert.True(ExecutionContext.IsFlowSuppressed());
            Assert.Equal("caller", Local.Value);
        }
        finally
        {
            flow.Undo();
        }

        Assert.False(ExecutionContext.IsFlowSuppressed());
        Assert.Equal("caller", Local.Value);
        Assert.Null(Assert.Single(workflow.SeenLocals));
    }

    [Fact]
    public void RunAsync_without_suspending_steps_allocates_nothing_under_a_synchronization_context()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        var workflow = new PlainWorkflow();
        int sum = 0;
        try
        {
            SynchronizationContext.SetSynchronizationContext(new RecordingContext());
            Assert.Equal(0, Allocations.Of(() => sum += workflow.RunAsync(1).Result));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Assert.InRange(sum, 1, int.MaxValue);
    }

    internal static void Note(ContextWorkflow workflow)
    {
        workflow.SeenLocals.Add(Local.Value);
        workflow.SeenContexts.Add(SynchronizationContext.Current);
        Local.Value = "body";
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
    }
}

/// <summary>A step that leaves both contexts changed.</summary>
[Workflow<int, int>]
internal sealed partial class ContextWorkflow
{
    public List<string?> SeenLocals { get; } = [];

    public List<SynchronizationContext?> SeenContexts { get; } = [];

    public bool Fails { get; set; }

    [Step]
    public int Leave(int input)
    {
        ExecutorContextTests.Note(this);
        return Fails ? throw new IOException() : input;
    }
}

[Workflow<int, int>]
internal sealed partial class PlainWorkflow
{
    [Step]
    public static int Same(int input) => input;
}
