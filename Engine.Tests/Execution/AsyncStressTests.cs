using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Tasks.Sources;
using Engine.Tests.Execution.Dynamic;
using Engine.Tests.Execution.Simulation;

namespace Engine.Tests.Execution;

/// <summary>
/// Real threads: bodies that several threads end, real timers, callers who cancel while the run ends, and run objects that are
/// used again at once. Who wins a race is not known; that the result is one of those allowed is.
/// </summary>
public class AsyncStressTests
{
    private const int Steps = 64;
    private const int Drivers = 3;
    private const int Completers = 3;
    private const int RunsPerDriver = 300;

    /// <summary>No run takes this long; one that does hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void Runs_whose_bodies_several_threads_end_agree_with_the_reference() => Stress(seed: 1, cancelPercent: 0, failPercent: 0, hasClock: false);

    [Fact]
    public void Runs_that_fail_or_are_cancelled_from_other_threads_undo_what_completed() => Stress(seed: 2, cancelPercent: 40, failPercent: 1, hasClock: false);

    [Fact]
    public void Runs_with_deadlines_and_delays_on_the_systems_clock_end_as_they_may() => Stress(seed: 3, cancelPercent: 20, failPercent: 3, hasClock: true);

    private static void Stress(ulong seed, int cancelPercent, int failPercent, bool hasClock)
    {
        if (Environment.GetEnvironmentVariable("ENGINE_TEST_SEED") is { Length: > 0 } text)
        {
            seed = ulong.Parse(text, CultureInfo.InvariantCulture);
        }

        using var work = new BlockingCollection<Action>();
        Thread[] completers = [.. Enumerable.Range(0, Completers).Select(_ => Begin(() =>
        {
            foreach (Action action in work.GetConsumingEnumerable())
            {
                action();
            }
        }))];
        var failures = new ConcurrentQueue<string>();
        Thread[] drivers = [.. Enumerable.Range(0, Drivers).Select(driver => Begin(() =>
        {
            DynamicPlan plan = MakePlan(new SeededRandom(seed + (ulong)driver), hasClock);
            for (int run = 0; run < RunsPerDriver && failures.IsEmpty; run++)
            {
                var random = SeededRandom.For(seed, driver, run);
                var bodies = new StressBodies(plan, random.NextBits(), work, failPercent, random.Percent(cancelPercent) ? random.Next(Steps) : -1);
                if (bodies.Run(Patience) is { } wrong)
                {
                    failures.Enqueue($"seed {seed}, driver {driver}, run {run}: {wrong}");
                }
            }
        }))];
        foreach (Thread driver in drivers)
        {
            driver.Join();
        }

        work.CompleteAdding();
        foreach (Thread completer in completers)
        {
            completer.Join();
        }

        Assert.True(failures.IsEmpty, string.Join("\n", failures));
    }

    private static Thread Begin(Action action)
    {
        var thread = new Thread(() => action()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static DynamicPlan MakePlan(SeededRandom random, bool hasClock)
    {
        var steps = new List<DynamicStep>();
        for (int id = 0; id < Steps; id++)
        {
            int first = Math.Max(0, id - 12);
            int[] near = [.. Enumerable.Range(first, id - first)];
            int[] bools = [.. near.Where(i => steps[i].Value == ValueKind.Bool)];
            StepPolicy policy = hasClock && random.Percent(30)
                ? new StepPolicy { TimeoutMs = random.Pick(0, 1, 2, 20_000), Retries = random.Next(4), DelayMs = random.Next(2), Jitter = true }
                : default;
            steps.Add(new DynamicStep
            {
                Id = id,
                Body = random.Percent(15) ? BodyKind.Synchronous : BodyKind.Asynchronous,
                Value = random.Percent(20) ? ValueKind.Bool : ValueKind.Number,
                Inputs = near.Length == 0 ? [] : [.. Enumerable.Range(0, random.Next(4)).Select(_ => near[random.Next(near.Length)]).Distinct().Select(producer => new StepInput(producer, random.Percent(70)))],
                Guards = bools.Length > 0 && random.Percent(20) ? [new StepGuard(bools[random.Next(bools.Length)], GuardKind.When)] : [],
                TakesContext = policy.TimeoutMs > 0 || random.Percent(70),
                Policy = policy,
                Compensation = random.Percent(40) ? new DynamicCompensation(random.Pick(BodyKind.Synchronous, BodyKind.Asynchronous)) : null,
            });
        }

        // The first step has no conditions; the last that is sure to run is as good.
        return DynamicPlan.Create(steps, 0);
    }

    /// <summary>The bodies of one run, ended by whichever thread comes first.</summary>
#pragma warning disable CA1001 // A late cancellation may still use the source; it has no timer.
    private sealed class StressBodies(DynamicPlan plan, ulong seed, BlockingCollection<Action> work, int failPercent, int cancelAt) : IStepBodies
#pragma warning restore CA1001
    {
        private const long Input = 5;

        private readonly int[] _attempts = new int[plan.Steps.Length + plan.CompensationCount];
        private readonly int[] _completed = new int[plan.Steps.Length + plan.CompensationCount];
        private readonly CancellationTokenSource _caller = new();
        private readonly ConcurrentQueue<string> _wrong = new();
        private int _running;
        private int _calls;
        private int _undoing;

        public string? Run(TimeSpan patience)
        {
            Task<long> task = AsyncExecutor.RunAsync<DynamicDefinition, DynamicState, long, long, NoObserver>(
                new DynamicDefinition(new DynamicWorkflow(plan, this)), Input, default, default, _caller.Token).AsTask();
            try
            {
                if (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(patience))
                {
                    return $"hangs with {_running} bodies under way";
                }

                long output = task.GetAwaiter().GetResult();
                return Judge(output, null);
            }
            catch (Exception exception)
            {
                return Judge(null, exception);
            }
        }

        public long Call(int index, in StepContext context, long workflowInput, ReadOnlySpan<Maybe<long>> inputs, ref long cell)
        {
            Enter(index, inputs, out long value, out SeededRandom random);
            Exception? failure = Failure(index, random);
            Leave(index, failure);
            return failure is null ? value : throw failure;
        }

        public ValueTask<long> CallAsync(int index, in StepContext context, long workflowInput, ReadOnlySpan<Maybe<long>> inputs)
        {
            Enter(index, inputs, out long value, out SeededRandom random);
            Exception? failure = Failure(index, random);
            if (random.Percent(20))
            {
                Leave(index, failure);
                return failure is null ? new ValueTask<long>(value) : ValueTask.FromException<long>(failure);
            }

            var body = new StressBody(this, index, value, failure);
            bool obeys = random.Percent(50);
            CancellationToken token = context.CancellationToken;
            ValueTask<long> task = body.Task;
            if (obeys && token.CanBeCanceled)
            {
                body.Obey(token);
            }

            // With a deadline some wait for it; without one nobody may wait for ever.
            bool waits = obeys && plan.Policy(index).TimeoutMs is > 0 and < 1_000 && random.Percent(50);
            if (!waits)
            {
                work.Add(body.End);
            }

            return task;
        }

        public void Waiting(int index)
        {
        }

        internal void Leave(int index, Exception? failure)
        {
            if (failure is null)
            {
                Volatile.Write(ref _completed[index], 1);
            }

            if (plan.IsCompensation(index))
            {
                Interlocked.Decrement(ref _undoing);
            }

            Interlocked.Decrement(ref _running);
        }

        private void Enter(int index, ReadOnlySpan<Maybe<long>> inputs, out long value, out SeededRandom random)
        {
            Interlocked.Increment(ref _running);
            int attempt = ++_attempts[index];
            random = SeededRandom.For(seed, index, attempt);
            if (plan.IsCompensation(index))
            {
                value = 0;
                Require(Interlocked.Increment(ref _undoing) == 1 && Volatile.Read(ref _running) == 1, $"{plan.StepName(index)} does not run alone");
                return;
            }

            foreach (int producer in plan.Producers[index])
            {
                Require(Volatile.Read(ref _completed[producer]) == 1 || plan.IsSkippable[producer], $"{plan.StepName(index)} runs before {plan.StepName(producer)}");
            }

            value = plan.Steps[index].Compute(Input, inputs, 0);
            if (Interlocked.Increment(ref _calls) == cancelAt)
            {
                work.Add(_caller.Cancel);
            }
        }

        private BodyException? Failure(int index, SeededRandom random) =>
            !plan.IsCompensation(index) && random.Percent(failPercent) ? new BodyException(plan.StepName(index)) : null;

        private string? Judge(long? output, Exception? thrown)
        {
            Require(_running == 0, $"{_running} bodies are under way after the end");
            ReferenceRun reference = ReferenceRun.InPlanOrder(plan, Input);
            bool isAllowed = thrown switch
            {
                null => output == reference.Values[plan.OutputStep],
                OperationCanceledException cancelled => _caller.IsCancellationRequested && cancelled.CancellationToken == _caller.Token,
                TimeoutException timeout => timeout.InnerException is OperationCanceledException,
                BodyException => failPercent > 0,
                _ => false,
            };
            Require(isAllowed, $"the caller gets {thrown?.ToString() ?? $"{output}"}");
            for (int stepIndex = 0; stepIndex < plan.Steps.Length; stepIndex++)
            {
                bool hasCompleted = _completed[stepIndex] == 1;
                bool isToUndo = thrown is not null && hasCompleted && plan.Steps[stepIndex].Compensation is not null;
                Require(thrown is not null || hasCompleted == (reference.Statuses[stepIndex] == StepStatus.Completed), $"{plan.StepName(stepIndex)} has run, or has not, against its conditions");
                Require(_attempts[stepIndex] <= 1 + plan.Steps[stepIndex].Policy.Retries, $"{plan.StepName(stepIndex)} has {_attempts[stepIndex]} attempts");
                if (plan.Steps[stepIndex].Compensation is not null)
                {
                    Require(_attempts[plan.CompensationOf(stepIndex)] == (isToUndo ? 1 : 0), $"{plan.StepName(stepIndex)} is undone {_attempts[plan.CompensationOf(stepIndex)]} times");
                }
            }

            return _wrong.IsEmpty ? null : string.Join("; ", _wrong);
        }

        private void Require(bool condition, string wrong)
        {
            if (!condition)
            {
                _wrong.Enqueue(wrong);
            }
        }
    }

    private sealed class StressBody(StressBodies bodies, int index, long value, Exception? failure) : IValueTaskSource<long>
    {
        private ManualResetValueTaskSourceCore<long> _core;
        private CancellationToken _token;
        private int _hasEnded;

        public ValueTask<long> Task => new(this, _core.Version);

        public void Obey(CancellationToken token)
        {
            _token = token;
            token.UnsafeRegister(static self => ((StressBody)self!).End(((StressBody)self)._token), this);
        }

        public void End() => End(default);

        public long GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        private void End(CancellationToken cancelled)
        {
            if (Interlocked.Exchange(ref _hasEnded, 1) != 0)
            {
                return;
            }

            Exception? end = cancelled.IsCancellationRequested ? new OperationCanceledException(cancelled) : failure;
            bodies.Leave(index, end);
            if (end is null)
            {
                _core.SetResult(value);
            }
            else
            {
                _core.SetException(end);
            }
        }
    }
}
