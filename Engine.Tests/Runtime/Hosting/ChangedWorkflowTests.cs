using Engine.Runtime;

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

    private static async Task<RunSnapshot> Until(WorkflowHost host, RunId id, string step)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            RunSnapshot run = await host.GetAsync(id, patience.Token);
            if (run.Steps.Single(one => one.Name == step).Progress == StepProgress.Runs)
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
