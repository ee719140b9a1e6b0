using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;
using FsCheck.Xunit;

namespace Engine.Tests.Runtime.Tasks;

/// <summary>Runs of task graphs, cut off anywhere and gone on with in another process.</summary>
public class TaskRecoveryTests
{
    [Property(MaxTest = 60)]
    public async Task Run_that_is_cut_off_goes_on_and_repeats_nothing_that_was_recorded(int seed)
    {
        var random = new Random(seed);
        var tasks = new RandomTasks(seed, maxTasks: 25);
        var journal = new KeptJournal();
        var shard = new HostedShard<TaskInput, TaskResults>(new TaskWorkflow(tasks.Graph, tasks.Activities), journal);
        shard.Shard.Recovered(0);
        shard.Start(RandomTasks.Input(3, new TaskOptions { Retries = 2, TimeoutMs = 60_000 }));
        await shard.EndAsync();
        tasks.CheckResults(3, shard.Output);

        List<(long Position, byte[] Record)> kept = journal.Records;
        for (int crash = 0; crash < 3; crash++)
        {
            int start = kept.FindIndex(static one => one.Record[0] == (byte)RecordKind.RunStarted);
            kept = kept[..random.Next(start + 1, kept.Count + 1)];
            tasks.Called.Clear();
            journal = new KeptJournal(kept[^1].Position);
            var next = new HostedShard<TaskInput, TaskResults>(new TaskWorkflow(tasks.Graph, tasks.Activities), journal);
            next.Recover(kept);
            string[] recorded = [.. next.EndedSteps()];
            next.Shard.Recovered(0);
            await next.EndAsync();
            Assert.Equal(RunStatus.Completed, next.Status);
            tasks.CheckResults(3, next.Output);
            Assert.Equal(tasks.Graph.Tasks.Select(static task => task.Id).Except(recorded).Order(), tasks.Called.Order());

            // What the second process adds is a history that the third one reads.
            kept = [.. kept, .. journal.Records];
        }
    }

    [Property(MaxTest = 60)]
    public async Task Image_says_all_that_the_history_says(int seed)
    {
        var random = new Random(seed);
        var tasks = new RandomTasks(seed, maxTasks: 25);
        var journal = new KeptJournal();
        var workflow = new TaskWorkflow(tasks.Graph, tasks.Activities);
        var shard = new HostedShard<TaskInput, TaskResults>(workflow, journal);
        shard.Shard.Recovered(0);
        shard.Start(RandomTasks.Input(4, new TaskOptions { Retries = 7, DelayMs = 1, Backoff = Backoff.Linear, MaxDelayMs = 5, Jitter = true, TimeoutMs = 60_000 }));
        await shard.EndAsync();

        int start = journal.Records.FindIndex(static one => one.Record[0] == (byte)RecordKind.RunStarted);
        List<(long Position, byte[] Record)> kept = journal.Records[..random.Next(start + 1, journal.Records.Count + 1)];
        var whole = new HostedShard<TaskInput, TaskResults>(workflow, new KeptJournal(kept[^1].Position));
        whole.Recover(kept);
        byte[] image = whole.Image();
        byte[] introduction = kept.Last(static one => one.Record[0] == (byte)RecordKind.Workflow).Record;

        var next = new HostedShard<TaskInput, TaskResults>(workflow, new KeptJournal(2));
        next.Recover([(1, introduction), (2, image)]);
        Assert.Equal(whole.EndedSteps(), next.EndedSteps());

        // Attempts come in the other order when they are read; after another reading all is as it was.
        var third = new HostedShard<TaskInput, TaskResults>(workflow, new KeptJournal(2));
        third.Recover([(1, introduction), (2, next.Image())]);
        Assert.Equal(image, third.Image());
        next.Shard.Recovered(0);
        await next.EndAsync();
        tasks.CheckResults(4, next.Output);
    }
}
