using System.Threading.Tasks.Sources;
using Engine.Tests.Execution.Dynamic;

namespace Engine.Tests.Execution;

/// <summary>Under which contexts bodies run: the caller's execution context, never a synchronization context.</summary>
public class ContextFlowTests
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Fact]
    public void Every_step_sees_the_callers_context_whoever_ended_the_step_before()
    {
        var bodies = new ContextBodies();
        Ambient.Value = "caller";
        ValueTask<long> run = Run(bodies);
        Ambient.Value = "after the call";
        bodies.EndAllOnAThreadOfItsOwn("completer");
        Assert.Equal(0, ResultOf(run));
        Assert.Equal(["caller", "caller", "caller", "caller"], bodies.Seen);
    }

    [Fact]
    public void What_a_step_changes_neither_the_caller_nor_another_step_sees()
    {
        var bodies = new ContextBodies { Leaves = "changed by a step" };
        Ambient.Value = "caller";
        ValueTask<long> run = Run(bodies);
        Assert.Equal("caller", Ambient.Value);
        bodies.EndAllOnAThreadOfItsOwn("completer");
        Assert.Equal(0, ResultOf(run));
        Assert.Equal(["caller", "caller", "caller", "caller"], bodies.Seen);
        Assert.Equal("completer", bodies.SeenByCompleter);
    }

    [Fact]
    public void Steps_see_no_synchronization_context_and_the_caller_keeps_its_own()
    {
        var ui = new CountingContext();
        SynchronizationContext? before = SynchronizationContext.Current;
        try
        {
            SynchronizationContext.SetSynchronizationContext(ui);
            var bodies = new ContextBodies();
            ValueTask<long> run = Run(bodies);
            Assert.Same(ui, SynchronizationContext.Current);
            bodies.EndAllOnAThreadOfItsOwn("completer");

            // Nothing pumps the context: a step that waited for it would never run.
            Assert.Equal(0, ResultOf(run));
            Assert.Equal([null, null, null, null], bodies.SeenSynchronizationContexts);
            Assert.Equal(0, ui.Posts);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Fact]
    public void Steps_run_on_the_callers_thread_until_one_suspends_and_then_on_the_one_that_ends_it()
    {
        var bodies = new ContextBodies();
        ValueTask<long> run = Run(bodies);
        int completer = bodies.EndAllOnAThreadOfItsOwn("completer");
        Assert.Equal(0, ResultOf(run));
        Assert.Equal([Environment.CurrentManagedThreadId, Environment.CurrentManagedThreadId, completer, completer], bodies.Threads);
    }

    [Fact]
    public async Task Awaiting_a_run_resumes_once_with_its_output()
    {
        var bodies = new ContextBodies();
        ValueTask<long> run = Run(bodies);
        Task<long> awaited = Await(run);
        Assert.False(awaited.IsCompleted);
        bodies.EndAllOnAThreadOfItsOwn("completer");
        Assert.Equal(0, await awaited);
    }

    /// <summary>The thread that ended the last body has ended the run, too.</summary>
    private static long ResultOf(ValueTask<long> run)
    {
        Assert.True(run.IsCompletedSuccessfully);
        return run.Result;
    }

    private static async Task<long> Await(ValueTask<long> run) => await run;

    /// <summary>Two asynchronous steps in a row, each followed by a synchronous one.</summary>
    private static ValueTask<long> Run(ContextBodies bodies)
    {
        DynamicPlan plan = DynamicPlan.Create(
            [
                new DynamicStep { Id = 0, FixedValue = 0 },
                new DynamicStep { Id = 1, Body = BodyKind.Asynchronous, Inputs = [new StepInput(0)] },
                new DynamicStep { Id = 2, Inputs = [new StepInput(1)] },
                new DynamicStep { Id = 3, Body = BodyKind.Asynchronous, Inputs = [new StepInput(2)] },
            ],
            0);
        return AsyncExecutor.RunAsync<DynamicDefinition, DynamicState, long, long, NoObserver>(
            new DynamicDefinition(new DynamicWorkflow(plan, bodies)), 1, default, default, default);
    }

    private sealed class CountingContext : SynchronizationContext
    {
        public int Posts { get; private set; }

        public override void Post(SendOrPostCallback d, object? state) => Posts++;

        public override void Send(SendOrPostCallback d, object? state) => Posts++;
    }

    private sealed class ContextBodies : IStepBodies, IValueTaskSource<long>
    {
        private ManualResetValueTaskSourceCore<long> _core;
        private int _pending;

        public string? Leaves { get; init; }

        public List<string?> Seen { get; } = [];

        public List<SynchronizationContext?> SeenSynchronizationContexts { get; } = [];

        public List<int> Threads { get; } = [];

        public string? SeenByCompleter { get; private set; }

        public long Call(int index, in StepContext context, long workflowInput, ReadOnlySpan<Maybe<long>> inputs, ref long cell)
        {
            See();
            return 0;
        }

        public ValueTask<long> CallAsync(int index, in StepContext context, long workflowInput, ReadOnlySpan<Maybe<long>> inputs)
        {
            See();
            _core.Reset();
            _pending++;
            return new ValueTask<long>(this, _core.Version);
        }

        public void Waiting(int index)
        {
        }

        /// <summary>Ends what is pending until nothing is, on a new thread with a value of its own. Returns that thread.</summary>
        public int EndAllOnAThreadOfItsOwn(string ambient)
        {
            int id = 0;
            var thread = new Thread(() =>
            {
                id = Environment.CurrentManagedThreadId;
                Ambient.Value = ambient;
                while (_pending > 0)
                {
                    _pending--;
                    _core.SetResult(0);
                }

                SeenByCompleter = Ambient.Value;
            });
            thread.Start();
            thread.Join();
            return id;
        }

        public long GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        private void See()
        {
            Seen.Add(Ambient.Value);
            SeenSynchronizationContexts.Add(SynchronizationContext.Current);
            Threads.Add(Environment.CurrentManagedThreadId);
            if (Leaves is not null)
            {
                Ambient.Value = Leaves;
            }
        }
    }
}
