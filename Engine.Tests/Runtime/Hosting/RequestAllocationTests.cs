using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Hosting;

[Workflow<long, long>(Hosted = true)]
public sealed partial class AddThree
{
    [Step] public static long One(long input) => input + 1;
    [Step] public static long Two(long one) => one + 1;
    [Step, Output] public static long Three(long two) => two + 1;
}

/// <summary>What asking a shard allocates once it is warm: nothing. The shard is ticked here, so that all of it happens on one thread.</summary>
public sealed class RequestAllocationTests : IDisposable
{
    private readonly HostTestFolder _folder = new();
    private readonly WorkflowHost _host = new(new WorkflowHostOptions());
    private readonly HostedWorkflow<long, long> _workflow;

    public RequestAllocationTests() => _workflow = _host.Add(new AddThree());

    public void Dispose()
    {
        ((IDisposable)_host).Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_that_is_kept_nowhere_allocates_nothing()
    {
        Shard shard = NewShard(isKept: false);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int round = 0; round < 100; round++)
            {
                ValueTask<long> outcome = RunRequest<long, long>.Post(_workflow, shard, round, null, default);
                shard.Tick();
                Check(outcome, round + 3);
            }
        }));
    }

    [Fact]
    public void Start_and_wait_allocate_nothing()
    {
        Shard shard = NewShard(isKept: false);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int round = 0; round < 100; round++)
            {
                ValueTask<RunHandle<long>> start = StartRequest<long, long>.Post(_workflow, shard, round, null, default);
                shard.Tick();
                ValueTask<long> outcome = WaitRequest<long>.Post(_workflow, shard, start.Result.Id, default);
                shard.Tick();
                Check(outcome, round + 3);
            }
        }));
    }

    [Fact]
    public void Run_with_a_journal_allocates_nothing()
    {
        Shard shard = NewShard(isKept: true);
        var list = new Folding(shard);

        // Large enough for all of it: a new segment is opened by its name, and names are made of bytes.
        var options = new JournalOptions { SegmentBytes = 16 << 20, MaxSegments = 4 };
        using SegmentJournal journal = SegmentJournal.Open(new FolderDisk(_folder.Path), options, 1, ref list, out JournalEnd end);
        shard.Attach(journal);
        shard.Recovered(end.Oldest);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int round = 0; round < 10; round++)
            {
                ValueTask<long> outcome = RunRequest<long, long>.Post(_workflow, shard, round, null, default);
                while (!outcome.IsCompleted)
                {
                    shard.Tick();
                    journal.Writer.WriteNext();
                }

                Check(outcome, round + 3);
            }
        }));
    }

    /// <summary>Asserts of the test library allocate.</summary>
    private static void Check(ValueTask<long> outcome, long expected)
    {
        if (!outcome.IsCompletedSuccessfully || outcome.Result != expected)
        {
            Assert.Fail("The run did not end as it should.");
        }
    }

    private Shard NewShard(bool isKept)
    {
        var shard = new Shard(0, new MemoryJournal(), isKept, TimeProvider.System, new ShardOptions { MaxEndedRuns = 10 });
        shard.Tables.Add(_workflow.NewTable(shard));
        return shard;
    }

    private readonly struct Folding(Shard shard) : IRecordReader
    {
        public void Read(long position, ReadOnlySpan<byte> record) => shard.Fold(position, record);
    }
}
