using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Runtime.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Engine.Tests.Runtime.Shards;

/// <summary>A recovery that has much to say.</summary>
public sealed class ShardRecoveryTests : IDisposable
{
    private readonly HostTestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Recovery_that_records_more_than_the_journal_takes_at_once_goes_on_as_there_is_room()
    {
        const int Count = 15_000;
        var workflow = new LineWorkflow("Waiting", LineStep.Asynchronous(new string('s', 250), static _ => new ValueTask<long>(new TaskCompletionSource<long>().Task)));
        using (SegmentJournal journal = Open(workflow, 1, out Shard shard))
        {
            var table = (RunTable<long, long>)shard.Tables[0];
            for (int input = 0; input < Count; input++)
            {
                while (!journal.HasRoom)
                {
                    shard.Tick();
                    journal.Writer.WriteNext();
                }

                table.Start(shard.NextId(), null, input, 0);
            }

            EndWhatCan(shard, journal);
            Assert.Equal(Count, shard.BodyCount);
        }

        // The process ended without a word, with a body of each run under way.
        using (SegmentJournal journal = Open(workflow, 2, out Shard shard))
        {
            Assert.False(journal.HasRoom);
            EndWhatCan(shard, journal);
            Assert.Equal(Count, shard.RunCount);
            Assert.All(shard.Slabs, static slab => Assert.DoesNotContain(slab!.Infos, static info => info.Id != 0 && info.Phase != RunPhase.Paused));
        }
    }

    private static void EndWhatCan(Shard shard, SegmentJournal journal)
    {
        bool isBusy = true;
        while (isBusy)
        {
            isBusy = shard.HasNews;
            shard.Tick();
            isBusy |= journal.Writer.WriteNext() == WriteOutcome.Written;
        }

        Assert.Null(journal.Failure);
    }

    private SegmentJournal Open(LineWorkflow workflow, int opening, out Shard shard)
    {
        shard = new Shard(0, new MemoryJournal(), isKept: true, new FakeTimeProvider(), new ShardOptions { MaxRecoveries = 1 });
        var sink = new Sink(shard);
        workflow.AddTo(sink);
        SegmentJournal journal = SegmentJournal.Open(
            new FolderDisk(_folder.Path), new JournalOptions { SegmentBytes = 4 << 20 }, (UInt128)opening, ref sink, out JournalEnd end);
        shard.Attach(journal);
        shard.Recovered(end.Oldest);
        return journal;
    }

    private sealed class Sink(Shard shard) : IHostedWorkflowSink<long, long>, IRecordReader
    {
        public void Add<TDefinition, TState>(TDefinition definition)
            where TDefinition : struct, IWorkflowDefinition<TState, long, long>, IHostedDefinition<TState>
            where TState : struct => shard.Tables.Add(new RunTable<TDefinition, TState, long, long>(shard, 0, definition));

        public void Read(long position, ReadOnlySpan<byte> record) => shard.Fold(position, record);
    }
}
