using Engine.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>Runs that go on in a process whose version of their workflow is another than the one they were started with.</summary>
public sealed class ChangedWorkflowTests : IDisposable
{
    private readonly HostTestFolder _folder = new();
    private readonly TaskCompletionSource<long> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _zeroCalls;
    private int _firstCalls;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 4096)]
    [InlineData(600, 512)]
    public async Task Run_goes_on_by_the_names_of_its_steps_through_several_processes_that_put_them_elsewhere(int stepsBetween, int maxRecordBytes)
    {
        LineStep first = LineStep.Synchronous("First", value =>
        {
            _firstCalls++;
            return value + 1;
        });
        LineStep wait = LineStep.Asynchronous("Wait", async value => value + await _gate.Task);
        LineStep zero = LineStep.Synchronous("Zero", value =>
        {
            _zeroCalls++;
            return value;
        });
        LineStep last = LineStep.Synchronous("Last", static value => value + 100);
        LineStep[] between = [.. Enumerable.Range(0, stepsBetween).Select(static step => LineStep.Synchronous($"step {step}", static value => value))];
        RunId id;
        await using (WorkflowHost host = Host(maxRecordBytes))
        {
            HostedWorkflow<long, long> old = host.Add(new LineWorkflow("Changing", [first, .. between, wait, last]));
            await host.StartAsync().Within();
            id = (await old.StartAsync(1, "a key").Within()).Id;
            await Until(host, id, "Wait");
        }

        // A step stands before all others now; what is recorded from here on is recorded by other numbers.
        for (int process = 0; process < 3; process++)
        {
            await using WorkflowHost host = Host(maxRecordBytes);
            HostedWorkflow<long, long> changed = host.Add(new LineWorkflow("Changing", [zero, first, .. between, wait, last]));
            await host.StartAsync().Within();
            RunSnapshot run = await Until(host, id, "Wait");
            Assert.Equal((StepStatus.Completed, StepStatus.Completed), (run.Steps.Single(static step => step.Name == "First").Status, run.Steps.Single(static step => step.Name == "Zero").Status));
            Assert.Equal((1, 1), (_zeroCalls, _firstCalls));
            if (process == 2)
            {
                _gate.SetResult(10);
                Assert.Equal(112, await changed.Find(id).WaitAsync().Within());
            }
        }

        await using WorkflowHost again = Host(maxRecordBytes);
        HostedWorkflow<long, long> known = again.Add(new LineWorkflow("Changing", [zero, first, .. between, wait, last]));
        await again.StartAsync().Within();
        Assert.Equal(112, await known.Find(id).WaitAsync().Within());
        Assert.Equal((1, 1), (_zeroCalls, _firstCalls));
    }

    [Fact]
    public async Task Attempt_that_waits_for_its_time_still_does_when_its_run_was_written_again()
    {
        int calls = 0;
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        LineStep failing = new("Failing", (value, _) => ++calls == 1 ? throw new InvalidOperationException("not yet") : ValueTask.FromResult(value))
        { IsAsynchronous = true, Policy = new StepPolicy { Retries = 3, DelayMs = 60_000 } };
        LineStep zero = LineStep.Synchronous("Zero", static value => value);
        RunId id = default;
        for (int process = 0; process < 3; process++)
        {
            await using var host = new WorkflowHost(new WorkflowHostOptions { Folder = _folder.Path, ShardCount = 1, DrainFor = TimeSpan.Zero, TimeProvider = clock });
            HostedWorkflow<long, long> workflow = host.Add(process == 0 ? new LineWorkflow("Retrying", failing) : new LineWorkflow("Retrying", zero, failing));
            await host.StartAsync().Within();
            id = process == 0 ? (await workflow.StartAsync(7).Within()).Id : id;
            RunSnapshot run = await Until(host, id, "Failing", StepProgress.WaitsForRetry);
            Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 5, 5, TimeSpan.Zero), run.Steps[^1].DueAt);
            Assert.Equal(1, calls);
        }

        await using var last = new WorkflowHost(new WorkflowHostOptions { Folder = _folder.Path, ShardCount = 1, TimeProvider = clock });
        HostedWorkflow<long, long> again = last.Add(new LineWorkflow("Retrying", zero, failing));
        clock.Advance(TimeSpan.FromMinutes(2));
        await last.StartAsync().Within();
        Assert.Equal(7, await again.Find(id).WaitAsync().Within());
        Assert.Equal(2, calls);
    }

    private static async Task<RunSnapshot> Until(WorkflowHost host, RunId id, string step, StepProgress progress = StepProgress.Runs)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            RunSnapshot run = await host.GetAsync(id, patience.Token);
            if (run.Steps.Single(one => one.Name == step).Progress == progress)
            {
                return run;
            }

            await Task.Yield();
        }
    }

    private WorkflowHost Host(int maxRecordBytes) => new(new WorkflowHostOptions
    {
        Folder = _folder.Path,
        ShardCount = 1,
        DrainFor = TimeSpan.Zero,
        Journal = new JournalOptions { SegmentBytes = 128 << 10, MaxSegments = 16, MaxRecordBytes = maxRecordBytes },
    });
}
