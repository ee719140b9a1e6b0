using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Execution;

public class ExecutorObserverTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RecordingObserver_tells_the_history_of_a_run_that_fails(bool asynchronous)
    {
        var record = new RunHistory();
        await Failing("Recorded", asynchronous, new RecordingObserver(record));
        Assert.Equal("Recorded", record.WorkflowName);
        Assert.Equal(5, record.StepCount);
        Assert.Equal(RunStatus.Compensated, record.Status);
        Assert.IsType<IOException>(record.Exception);
        Assert.Equal(["A", "No", "Skipped", "B"], record.EndOrder);
        Assert.Equal(["A"], record.CompensationOrder);
        Assert.Equal(StepStatus.Completed, record.StatusOf("A"));
        Assert.Equal(StepStatus.Skipped, record.StatusOf("Skipped"));
        Assert.Equal(StepStatus.Failed, record.StatusOf("B"));
        Assert.Equal(StepStatus.NotStarted, record.StatusOf("C"));
        Assert.Equal(2, record.AttemptsOf("B"));
        Assert.Equal(0, record.AttemptsOf("Skipped"));
        Assert.Same(record.Exception, record.ExceptionOf("B"));
        RunHistoryEvent retry = Assert.Single(record.Events, runEvent => runEvent.Kind == RunHistoryEventKind.StepRetrying);
        Assert.Equal(("B", 1), (retry.StepName, retry.Attempt));
        Assert.Equal(["A", "A"], record.Events.Where(runEvent => runEvent.Kind >= RunHistoryEventKind.CompensationStarted).Select(runEvent => runEvent.StepName));
    }

    [Fact]
    public async Task RecordingObserver_a_new_run_clears_the_record()
    {
        var record = new RunHistory();
        await Failing("First", true, new RecordingObserver(record));
        await new Script().Sync("Only", _ => 1).Build().RunAsync(default, new RecordingObserver(record));
        Assert.Equal(RunStatus.Completed, record.Status);
        Assert.Null(record.Exception);
        Assert.Equal(["Only"], record.EndOrder);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TracingObserver_makes_an_activity_per_run_and_attempt(bool asynchronous)
    {
        string workflow = $"Traced{asynchronous}";
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TracingObserver.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("engine.workflow"), workflow))
                {
                    lock (ended)
                    {
                        ended.Add(activity);
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = new Activity("caller").Start();
        await Failing(workflow, asynchronous, new TracingObserver());
        Assert.Same(caller, Activity.Current);

        Activity run = Assert.Single(ended, activity => activity.OperationName == workflow);
        Assert.Equal(caller.SpanId, run.ParentSpanId);
        Assert.Equal("compensated", run.GetTagItem("engine.status"));
        Assert.Equal(ActivityStatusCode.Error, run.Status);
        Activity[] children = [.. ended.Where(activity => activity != run)];
        Assert.All(children, activity => Assert.Equal(run.SpanId, activity.ParentSpanId));
        Assert.Equal(["A", "No", "B", "B", "A"], children.Select(activity => activity.OperationName));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Error], children[2..4].Select(activity => activity.Status));
        Assert.Equal([1, 2], children[2..4].Select(activity => (int)activity.GetTagItem("engine.attempt")!));
        Assert.All(children[2..4], activity => Assert.Single(activity.Events, e => e.Name == "exception"));
        Assert.Equal("completed", children[0].GetTagItem("engine.status"));
        Assert.Equal(true, children[4].GetTagItem("engine.compensation"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TracingObserver_body_sees_the_activity_of_its_attempt(bool asynchronous)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TracingObserver.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        var seen = new List<string?>();
        ScriptDefinition workflow = new Script()
            .Sync("A", _ => { seen.Add(Activity.Current?.OperationName); return 1; })
            .Sync("B", _ => { seen.Add(Activity.Current?.OperationName); return 1; })
            .Build();
        if (asynchronous)
        {
            await workflow.RunAsync(default, new TracingObserver());
        }
        else
        {
            workflow.RunInline(default, new TracingObserver(), default);
        }

        Assert.Equal(["A", "B"], seen);
    }

    [Fact]
    public async Task MetricsObserver_counts_and_measures_on_the_clock_it_is_given()
    {
        var time = new FakeTimeProvider();
        var seen = new List<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Enable(instrument, self) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        ScriptDefinition workflow = new Script { Name = "Measured" }
            .Sync("A", _ => { time.Advance(TimeSpan.FromSeconds(2)); return 0; })
            .Sync("B", context => context.Attempt == 2 ? 1 : throw new IOException(), ["A"], new StepPolicy { Retries = 1, DelayMs = 500 }, context: true)
            .Sync("C", _ => 1, when: "A")
            .Build();
        ValueTask<long> run = workflow.RunAsync(new RunOptions { TimeProvider = time }, new MetricsObserver(time));
        time.Advance(TimeSpan.FromMilliseconds(500));
        await run;
        Assert.Equal(
        [
            ("engine.steps", 1, "A completed"),
            ("engine.step.duration", 2, "A completed"),
            ("engine.retries", 1, "B"),
            ("engine.steps", 1, "C skipped"),
            ("engine.steps", 1, "B completed"),
            ("engine.step.duration", 0.5, "B completed"),
            ("engine.runs", 1, "completed"),
            ("engine.run.duration", 2.5, "completed"),
        ], seen);

        static void Enable(Instrument instrument, MeterListener self)
        {
            if (instrument.Meter.Name == MetricsObserver.MeterName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        }

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (Equals(tags[0].Value, "Measured"))
            {
                seen.Add((instrument.Name, value, string.Join(' ', tags[1..].ToArray().Select(tag => tag.Value))));
            }
        }
    }

    [Fact]
    public void MetricsObserver_while_listened_to_allocates_nothing_per_step()
    {
        long count = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == MetricsObserver.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref count, value));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => { });
        listener.Start();
        var observer = new MetricsObserver();
        ScriptDefinition workflow = new Script().Sync("A", _ => 1).Sync("B", _ => 1).Sync("C", _ => 1).Build();
        Assert.Equal(0, Allocations.Of(() => workflow.RunInline(default, observer, default)));
        Assert.True(count > 0);
    }

    [Fact]
    public async Task ObserverPair_tells_both_in_order()
    {
        RunHistory first = new(), second = new();
        await Failing("Pair", true, new ObserverPair<RecordingObserver, RecordingObserver>(new(first), new(second)));
        Assert.Equal(first.Events, second.Events);
        Assert.NotEmpty(first.Events);
        Assert.Equal(RunStatus.Compensated, first.Status);
        Assert.Equal(RunStatus.Compensated, second.Status);
    }

    [Fact]
    public void ObserverPair_is_enabled_if_one_is()
    {
        Assert.True(IsEnabled<ObserverPair<NoObserver, RecordingObserver>>());
        Assert.True(IsEnabled<ObserverPair<RecordingObserver, NoObserver>>());
        Assert.False(IsEnabled<ObserverPair<NoObserver, NoObserver>>());

        static bool IsEnabled<TObserver>()
            where TObserver : struct, IRunObserver => TObserver.IsEnabled;
    }

    /// <summary>A completes, No says no, Skipped is skipped, B fails twice, C never starts, and A is undone.</summary>
    private static async Task Failing<TObserver>(string name, bool asynchronous, TObserver observer)
        where TObserver : struct, IRunObserver
    {
        ScriptDefinition workflow = new Script { Name = name }
            .Sync("A", _ => 1)
            .Sync("No", _ => 0)
            .Sync("Skipped", _ => 1, when: "No")
            .Sync("B", _ => throw new IOException("broken"), ["A"], new StepPolicy { Retries = 1 })
            .Sync("C", _ => 1, ["B"])
            .Undo("A", _ => 0)
            .Build();
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            if (asynchronous)
            {
                await workflow.RunAsync(default, observer);
            }
            else
            {
                workflow.RunInline(default, observer, default);
            }
        });
    }
}
