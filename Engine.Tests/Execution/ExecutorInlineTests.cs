namespace Engine.Tests.Execution;

public class ExecutorInlineTests
{
    [Fact]
    public void Run_plain_steps_runs_all_in_order()
    {
        var order = new List<string>();
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => { order.Add("A"); return 1; })
            .Sync("B", _ => { order.Add("B"); return 2; })
            .Sync("C", _ => { order.Add("C"); return 4; }, ["A"])
            .Build();
        Assert.Equal(7, workflow.RunInline());
        Assert.Equal(["A", "B", "C"], order);
    }

    [Fact]
    public void Run_step_that_throws_throws_the_same_exception_with_its_stack()
    {
        var exception = new FormatException("x");
        ScriptDefinition workflow = new Script().Sync("A", _ => Fail(exception)).Build();
        FormatException thrown = Assert.Throws<FormatException>(() => workflow.RunInline());
        Assert.Same(exception, thrown);
        Assert.Contains(nameof(Fail), thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_asynchronous_step_is_refused_before_anything_runs()
    {
        bool ran = false;
        ScriptDefinition workflow = new Script().Sync("A", _ => { ran = true; return 1; }).Async("Slow", _ => ValueTask.FromResult(1L)).Build();
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => workflow.RunInline());
        Assert.Contains("'Slow'", thrown.Message, StringComparison.Ordinal);
        Assert.False(ran);
    }

    [Fact]
    public void Run_retry_with_delay_is_refused()
    {
        ScriptDefinition workflow = new Script().Sync("Again", _ => 1, policy: new StepPolicy { Retries = 1, DelayMs = 5 }).Build();
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => workflow.RunInline());
        Assert.Contains("'Again'", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_retry_without_delay_tries_as_often_as_it_may()
    {
        int calls = 0;
        ScriptDefinition workflow = new Script()
            .Sync("A", context => ++calls == 3 ? context.Attempt : throw new FormatException(), policy: new StepPolicy { Retries = 2 }, context: true).Build();
        Assert.Equal(3, workflow.RunInline());
        calls = -3;
        Assert.Throws<FormatException>(() => workflow.RunInline());
        Assert.Equal(0, calls);
    }

    [Fact]
    public void Run_retry_on_another_exception_does_not_try_again()
    {
        int calls = 0;
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => { calls++; throw new FormatException(); }, policy: new StepPolicy { Retries = 2, RetryOn = typeof(IOException) }).Build();
        Assert.Throws<FormatException>(() => workflow.RunInline());
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Run_failure_compensates_completed_steps_in_reverse_order()
    {
        var undone = new List<string>();
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => 1)
            .Sync("No", _ => 0)
            .Sync("B", _ => 1, ["A"])
            .Sync("Skipped", _ => 1, when: "No")
            .Sync("C", _ => throw new FormatException("c"), ["B"])
            .Sync("D", _ => 1, ["B"])
            .Undo("A", _ => { undone.Add("A"); return 0; })
            .Undo("B", _ => { undone.Add("B"); return 0; })
            .Undo("Skipped", _ => { undone.Add("Skipped"); return 0; })
            .Undo("C", _ => { undone.Add("C"); return 0; })
            .Undo("D", _ => { undone.Add("D"); return 0; })
            .Build();
        Assert.Throws<FormatException>(() => workflow.RunInline());
        Assert.Equal(["B", "A"], undone);
    }

    [Fact]
    public void Run_compensation_that_throws_runs_the_others_and_reports_all()
    {
        var original = new FormatException("first");
        var undone = new List<string>();
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => 1)
            .Sync("B", _ => 1)
            .Sync("C", _ => throw original)
            .Undo("A", _ => { undone.Add("A"); throw new IOException("disk"); })
            .Undo("B", _ => { undone.Add("B"); throw new TimeoutException("net"); }, new StepPolicy { Retries = 1 })
            .Build();
        CompensationFailedException thrown = Assert.Throws<CompensationFailedException>(() => workflow.RunInline());
        Assert.Same(original, thrown.InnerException);
        Assert.Equal(["B", "B", "A"], undone);
        Assert.Equal([typeof(TimeoutException), typeof(IOException)], thrown.Failures.Select(failure => failure.GetType()));
        Assert.Contains("'UndoA'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("'UndoB'", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_cancelled_between_steps_compensates_under_a_token_that_is_not_cancelled()
    {
        using var source = new CancellationTokenSource();
        bool? tokenInUndo = null;
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => { source.Cancel(); return 1; })
            .Sync("B", _ => throw new FormatException("must not run"))
            .Undo("A", context => { tokenInUndo = context.CancellationToken.IsCancellationRequested; return 0; })
            .Build();
        OperationCanceledException thrown = Assert.Throws<OperationCanceledException>(() => workflow.RunInline(default, default(NoObserver), source.Token));
        Assert.Equal(source.Token, thrown.CancellationToken);
        Assert.False(tokenInUndo);
    }

    [Fact]
    public void Run_cancelled_by_the_last_step_has_completed()
    {
        using var source = new CancellationTokenSource();
        ScriptDefinition workflow = new Script().Sync("A", _ => { source.Cancel(); return 1; }).Build();
        Assert.Equal(1, workflow.RunInline(default, default(NoObserver), source.Token));
    }

    [Fact]
    public void Run_cancellation_that_no_token_caused_is_a_failure_and_may_be_retried()
    {
        int calls = 0;
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => ++calls == 2 ? 5 : throw new OperationCanceledException(), policy: new StepPolicy { Retries = 1 }).Build();
        Assert.Equal(5, workflow.RunInline());
    }

    [Fact]
    public void Run_body_that_obeys_its_deadline_times_out()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        ScriptDefinition workflow = new Script { Name = "W" }
            .Sync("Slow", context =>
            {
                time.Advance(TimeSpan.FromMilliseconds(20));
                context.CancellationToken.ThrowIfCancellationRequested();
                return 1;
            }, policy: new StepPolicy { TimeoutMs = 20 }).Build();
        TimeoutException thrown = Assert.Throws<TimeoutException>(() => workflow.RunInline(new RunOptions { TimeProvider = time }, default(NoObserver), default));
        Assert.Contains("'Slow' of workflow 'W'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("20 ms", thrown.Message, StringComparison.Ordinal);
        Assert.IsType<OperationCanceledException>(thrown.InnerException);
    }

    [Fact]
    public void Run_value_that_arrives_after_the_deadline_counts()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        ScriptDefinition workflow = new Script()
            .Sync("Late", context =>
            {
                time.Advance(TimeSpan.FromMilliseconds(20));
                return context.CancellationToken.IsCancellationRequested ? 3 : 0;
            }, policy: new StepPolicy { TimeoutMs = 20 }).Build();
        Assert.Equal(3, workflow.RunInline(new RunOptions { TimeProvider = time }, default(NoObserver), default));
    }

    [Fact]
    public void Run_with_policies_on_the_system_clock_allocates_nothing()
    {
        ScriptDefinition workflow = new Script()
            .Sync("A", context => context.Attempt, policy: new StepPolicy { TimeoutMs = 60_000, Retries = 1 })
            .Sync("B", _ => 1, when: "A")
            .Undo("A", _ => 0)
            .Build();
        Assert.Equal(0, Allocations.Of(() => workflow.RunInline()));
    }

    private static long Fail(Exception exception) => throw exception;
}
