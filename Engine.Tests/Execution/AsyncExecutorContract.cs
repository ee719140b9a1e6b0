using Engine.Tests.Execution.Dynamic;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>What an executor adds that can wait: delays between attempts.</summary>
public abstract class AsyncExecutorContract : ExecutorContract
{
    private const double DayMs = 86_400_000;

    private protected override ExecutorKind Kind => ExecutorKind.Async;

    [Theory]
    [InlineData(Backoff.Constant, 100, 0, new double[] { 100, 100, 100, 100, 100 })]
    [InlineData(Backoff.Linear, 100, 0, new double[] { 100, 200, 300, 400, 500 })]
    [InlineData(Backoff.Exponential, 100, 0, new double[] { 100, 200, 400, 800, 1_600 })]
    [InlineData(Backoff.Linear, 100, 250, new double[] { 100, 200, 250, 250, 250 })]
    [InlineData(Backoff.Exponential, 100, 500, new double[] { 100, 200, 400, 500, 500 })]
    [InlineData(Backoff.Constant, 100, 30, new double[] { 30, 30, 30, 30, 30 })]
    [InlineData(Backoff.Exponential, 2_000_000_000, 0, new[] { DayMs, DayMs, DayMs, DayMs, DayMs })]
    [InlineData(Backoff.Exponential, 40_000_000, 0, new[] { 40_000_000, 80_000_000, DayMs, DayMs, DayMs })]
    public void Delays_grow_as_the_policy_says_and_are_kept_to_the_millisecond(Backoff backoff, int delayMs, int maxDelayMs, double[] expected)
    {
        var policy = new StepPolicy { Retries = 5, DelayMs = delayMs, MaxDelayMs = maxDelayMs, Backoff = backoff };
        ScenarioRun run = Run(New().Step("A", policy: policy).On("A", new Outcome(Ending.Throw)));
        Assert.Equal(expected, run.Delays);
        double[] starts = [.. run.Calls("A").Select(static call => TimeSpan.FromTicks(call.StartTicks).TotalMilliseconds)];
        Assert.Equal(expected, starts.Skip(1).Zip(starts, static (later, earlier) => later - earlier));
    }

    [Fact]
    public void Many_retries_saturate_and_do_not_overflow()
    {
        var policy = new StepPolicy { Retries = 200, DelayMs = int.MaxValue, Backoff = Backoff.Exponential };
        ScenarioRun run = Run(New().Step("A", policy: policy).On("A", new Outcome(Ending.Throw)));
        Assert.Equal(201, run.Calls("A").Length);
        Assert.All(run.Delays, static delay => Assert.Equal(DayMs, delay));
    }

    [Fact]
    public void Jitter_lies_between_half_and_all_and_is_a_function_of_seed_step_and_attempt()
    {
        double[] first = Jittered(seed: 1);
        Assert.Equal(first, Jittered(seed: 1));
        Assert.NotEqual(first, Jittered(seed: 2));
        Assert.All(first, static delay => Assert.InRange(delay, 500, 1_000));
        Assert.InRange(first.Distinct().Count(), 30, 40);

        // Drawn over all of the range: with 40 draws one misses a quarter of it once in 100,000 times.
        Assert.Contains(first, static delay => delay < 625);
        Assert.Contains(first, static delay => delay > 875);
    }

    [Fact]
    public void Delay_of_a_compensation_is_kept()
    {
        var undo = new DynamicCompensation(Body, new StepPolicy { Retries = 2, DelayMs = 50, Backoff = Backoff.Linear });
        ScenarioRun run = Run(New().Step("A", undo: undo).Step("B", reads: ["A"])
            .On("B", new Outcome(Ending.Throw)).On("UndoA", new Outcome(Ending.Throw), 1).On("UndoA", new Outcome(Ending.Throw), 2));
        Assert.Equal([0, 50, 150], run.Calls("UndoA").Select(static call => call.StartTicks / TimeSpan.TicksPerMillisecond));
        Assert.Equal(RunStatus.Compensated, run.Status);
    }

    [Fact]
    public void Failure_ends_a_step_that_waits_between_two_attempts_without_its_delay()
    {
        var failure = new BodyException("no");
        ScenarioRun run = Run(New()
            .Step("A", policy: new StepPolicy { Retries = 1, DelayMs = 60_000 })
            .Step("Wait", policy: new StepPolicy { Retries = 1, DelayMs = 10 })
            .Step("B", after: ["Wait"])
            .On("A", new Outcome(Ending.Throw)).On("Wait", new Outcome(Ending.Throw), 1).On("B", Throws(failure)));
        Assert.Same(failure, run.Thrown);
        Assert.Equal(StepStatus.Cancelled, run.StatusOf("A"));
        Assert.Single(run.Calls("A"));
        Assert.Equal(10, run.World.Time.NowTicks / TimeSpan.TicksPerMillisecond);
    }

    [Fact]
    public void Caller_ends_a_step_that_waits_between_two_attempts_without_its_delay()
    {
        ScenarioRun run = New().Step("Before", undo: Undo).Step("A", reads: ["Before"], policy: new StepPolicy { Retries = 1, DelayMs = 60_000 }).On("A", new Outcome(Ending.Throw)).Prepare();
        run.Start();
        while (run.Pending.Length > 0)
        {
            run.End(run.Pending[0]);
        }

        Assert.False(run.HasEnded);
        run.Cancel();
        run.AssertJudged();
        AssertCancelled(run);
        Assert.Equal(StepStatus.Cancelled, run.StatusOf("A"));
        Assert.Equal(["Before"], run.Undone);
    }

    private double[] Jittered(ulong seed)
    {
        var policy = new StepPolicy { Retries = 20, DelayMs = 1_000, Jitter = true };
        return Run(New(seed).Step("A", policy: policy with { Retries = 21 }).Step("B", policy: policy)
            .On("A", new Outcome(Ending.Throw)).On("A", new Outcome(Ending.Value), 21).On("B", new Outcome(Ending.Throw)).On("B", new Outcome(Ending.Value), 21)).Delays;
    }
}

/// <summary>The asynchronous executor with synchronous bodies.</summary>
public sealed class AsyncExecutorSynchronousContract : AsyncExecutorContract
{
    private protected override BodyKind Body => BodyKind.Synchronous;

    private protected override bool Suspends => false;
}

/// <summary>The asynchronous executor with asynchronous bodies that have ended when they return.</summary>
public sealed class AsyncExecutorImmediateContract : AsyncExecutorContract
{
    private protected override BodyKind Body => BodyKind.Asynchronous;

    private protected override bool Suspends => false;
}

/// <summary>The asynchronous executor with bodies that stay pending.</summary>
public sealed class AsyncExecutorSuspendingContract : AsyncExecutorContract
{
    private protected override BodyKind Body => BodyKind.Asynchronous;

    private protected override bool Suspends => true;
}
