using System.Diagnostics;

namespace Engine.Tests.Execution;

/// <summary>What the activities of a run belong to, and how they end.</summary>
public sealed class ExecutorTracingTests : IDisposable
{
    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;
    private readonly string _name = $"Traced{Guid.NewGuid():N}";

    public ExecutorTracingTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TracingObserver.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("engine.workflow"), _name))
                {
                    lock (_ended)
                    {
                        _ended.Add(activity);
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Compensation_sees_its_activity_at_each_attempt(bool asynchronous)
    {
        var seen = new List<Activity?>();
        ScriptDefinition workflow = new Script { Name = _name }
            .Sync("A", _ => 1)
            .Sync("B", _ => throw new IOException(), ["A"])
            .Undo("A", context => { seen.Add(Activity.Current); return context.Attempt == 3 ? 0 : throw new IOException(); }, new StepPolicy { Retries = 2 })
            .Build();
        await Assert.ThrowsAsync<IOException>(() => RunAsync(workflow, asynchronous, new TracingObserver()));
        Activity undo = Assert.Single(_ended, activity => activity.GetTagItem("engine.compensation") is true);
        Assert.Equal([undo, undo, undo], seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_sees_the_baggage_of_the_caller(bool asynchronous)
    {
        string? seen = null;
        ScriptDefinition workflow = new Script { Name = _name }.Sync("A", _ => { seen = Activity.Current?.GetBaggageItem("customer"); return 1; }).Build();
        using Activity caller = new Activity("caller").AddBaggage("customer", "42").Start();
        await RunAsync(workflow, asynchronous, new TracingObserver());
        Assert.Equal("42", seen);
        Assert.Same(caller, Activity.Current);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_that_fails_by_a_cancellation_of_its_own_is_an_error(bool asynchronous)
    {
        ScriptDefinition workflow = new Script { Name = _name }.Sync("A", _ => throw new OperationCanceledException()).Build();
        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(workflow, asynchronous, new TracingObserver()));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Error], _ended.Select(activity => activity.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_that_its_caller_cancelled_is_no_error(bool asynchronous)
    {
        using var source = new CancellationTokenSource();
        ScriptDefinition workflow = new Script { Name = _name }
            .Sync("A", _ => 1)
            .Sync("B", _ => { source.Cancel(); throw new OperationCanceledException(source.Token); }, ["A"])
            .Undo("A", _ => 0)
            .Build();
        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(workflow, asynchronous, new TracingObserver(), source.Token));
        Assert.Equal(4, _ended.Count);
        Assert.All(_ended, activity => Assert.Equal(ActivityStatusCode.Unset, activity.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Activities_end_though_the_observer_beside_throws(bool asynchronous)
    {
        for (int throwAt = 0; throwAt < 4; throwAt++)
        {
            _ended.Clear();
            ScriptDefinition workflow = new Script { Name = _name }.Sync("A", _ => 1).Build();
            var observer = new ObserverPair<Throwing, TracingObserver>(new Throwing(new() { ThrowAt = throwAt }), new TracingObserver());
            await Assert.ThrowsAsync<FormatException>(() => RunAsync(workflow, asynchronous, observer));
            Assert.Equal(throwAt == 0 ? [_name] : ["A", _name], _ended.Select(activity => activity.OperationName));
            Assert.Null(Activity.Current);
        }
    }

    private static async Task RunAsync<TObserver>(ScriptDefinition workflow, bool asynchronous, TObserver observer, CancellationToken token = default)
        where TObserver : struct, IRunObserver
    {
        if (asynchronous)
        {
            await workflow.RunAsync(default, observer, token);
        }
        else
        {
            workflow.RunInline(default, observer, token);
        }
    }

    private sealed class Calls
    {
        public int ThrowAt { get; init; }

        public int Count { get; set; }
    }

    private readonly struct Throwing(Calls calls) : IRunObserver
    {
        public static bool IsEnabled => true;

        public void RunStarted(string workflowName, int stepCount) => Note();

        public void StepStarted(int stepIndex, string stepName, int attempt) => Note();

        public void StepRetrying(int stepIndex, string stepName, int attempt, TimeSpan delay, Exception exception) => Note();

        public void StepEnded(int stepIndex, string stepName, StepStatus status, Exception? exception) => Note();

        public void CompensationStarted(int stepIndex, string stepName) => Note();

        public void CompensationEnded(int stepIndex, string stepName, Exception? exception) => Note();

        public void RunEnded(RunStatus status, Exception? exception) => Note();

        private void Note()
        {
            if (calls.Count++ == calls.ThrowAt)
            {
                throw new FormatException();
            }
        }
    }
}
