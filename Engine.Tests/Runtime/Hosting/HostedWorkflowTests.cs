using Engine.Internal;
using Engine.Runtime;
using Engine.Tests.Generators.Workflows;
using Engine.Tests.Runtime.Simulation;

namespace Engine.Tests.Runtime.Hosting;

/// <summary>Hosted workflows as the generator completes them: what their runs remember comes back, whatever it is and wherever a process ends.</summary>
public class HostedWorkflowTests
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 64 << 10, MaxSegments = 16, MaxRecordBytes = 4096 };

    /// <summary>Between them they take each branch, and have each value that may be missing once with and once without it.</summary>
    public static TheoryData<int> Ids => [0, 1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task State_that_read_what_was_written_goes_on_as_the_one_that_wrote_it(int id)
    {
        Parcel parcel = ParcelOf(id);
        string expected = await NewFulfil(out _).RunAsync(parcel).Within();

        StoredRun<Parcel, string> stored = StoredRun<Parcel, string>.Of(NewFulfil(out _), parcel);

        Assert.Equal(2 * (stored.Signatures.Count + 1), stored.Outputs.Count);
        Assert.All(stored.Outputs, output => Assert.Equal(expected, output));
    }

    [Fact]
    public void Signatures_name_what_is_stored()
    {
        StoredRun<Parcel, string> stored = StoredRun<Parcel, string>.Of(NewFulfil(out _), ParcelOf(1));

        Assert.Equal("packed Engine.Tests.Generators.Workflows.Parcel", Assert.Single(stored.InputSignatures));
        Assert.Equal("string[]", stored.Signatures["Items"]);
        Assert.Equal("each int", stored.Signatures["Size"]);
        Assert.Equal("int[]", stored.Signatures["Codes"]);
        Assert.Equal("memory<char>", stored.Signatures["Letters"]);
        Assert.Equal("memory<string>", stored.Signatures["Marks"]);
        Assert.Equal("decimal?", stored.Signatures["Rebate"]);
        Assert.Equal("packed Engine.Tests.Generators.Workflows.Label?[]", stored.Signatures["Stickers"]);
        Assert.Equal("System.Guid", stored.Signatures["Reserve"]);
        Assert.Equal("", stored.Signatures["Dispatched"]);
        Assert.Matches("^state Engine.Tests.Generators.Workflows.Fulfil.Totals#[0-9A-F]{16}$", stored.Signatures["Count"]);
        Assert.Matches("^Engine.Tests.Generators.Workflows.Route#[0-9A-F]{16} and state Engine.Tests.Generators.Workflows.Fulfil.Totals#[0-9A-F]{16}$", stored.Signatures["Choose"]);
        Assert.Matches("^state Engine.Tests.Generators.Workflows.Weigh.Scale#[0-9A-F]{16}$", stored.Signatures["Load.Lift"]);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Run_that_crashes_between_any_two_records_ends_as_if_it_had_not(int id)
    {
        Parcel parcel = ParcelOf(id);
        Fulfil reference = NewFulfil(out Depot undisturbed);
        string expected = await reference.RunAsync(parcel).Within();
        List<(long Position, byte[] Record)> records = await RecordsOf(parcel);

        for (int kept = 1; kept <= records.Count; kept++)
        {
            var shard = new HostedShard<Parcel, string>(NewFulfil(out Depot depot), new KeptJournal(records[kept - 1].Position));
            shard.Recover(records.Take(kept));
            if (!shard.HasRun)
            {
                continue;
            }

            HashSet<string> ended = [.. shard.EndedSteps().Select(static name => name.Split('.')[^1])];
            shard.Shard.Recovered(0);
            await shard.EndAsync();

            Assert.Equal(RunStatus.Completed, shard.Status);
            Assert.Equal(expected, shard.Output);
            Assert.Empty(depot.Calls.Select(static call => call.Split(' ')[0]).Intersect(ended));
            Assert.Empty(depot.Calls.Except(undisturbed.Calls));
        }
    }

    [Theory]
    [InlineData("Report")]
    [InlineData("Dispatch")]
    public async Task Run_that_crashes_while_it_is_undone_hands_compensations_what_their_steps_gave(string fails)
    {
        Parcel parcel = ParcelOf(4) with { Fails = fails };
        Fulfil reference = NewFulfil(out Depot undisturbed);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reference.RunAsync(parcel).Within());
        string[] undone = [.. undisturbed.Calls.Where(static call => call.StartsWith("Release", StringComparison.Ordinal) || call.StartsWith("Unload", StringComparison.Ordinal))];
        Assert.Equal(2, undone.Length);
        List<(long Position, byte[] Record)> records = await RecordsOf(parcel);

        int undoneAfterwards = 0;
        for (int kept = 1; kept <= records.Count; kept++)
        {
            var shard = new HostedShard<Parcel, string>(NewFulfil(out Depot depot), new KeptJournal(records[kept - 1].Position));
            shard.Recover(records.Take(kept));
            if (!shard.HasRun)
            {
                continue;
            }

            shard.Shard.Recovered(0);
            await shard.EndAsync();

            Assert.Equal(RunStatus.Compensated, shard.Status);
            Assert.Contains(fails, shard.Exception!.Message, StringComparison.Ordinal);
            string[] undo = [.. depot.Calls.Where(static call => call.StartsWith("Release", StringComparison.Ordinal) || call.StartsWith("Unload", StringComparison.Ordinal))];
            Assert.Empty(undo.Except(undone));
            undoneAfterwards += undo.Length;
        }

        // Each was called by many of the processes that came after, and by none that found it done.
        Assert.InRange(undoneAfterwards, records.Count / 2, (2 * records.Count) - 3);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Run_that_crashes_at_any_operation_of_the_disk_ends_as_if_it_had_not(int id)
    {
        Parcel parcel = ParcelOf(id);
        string expected = await NewFulfil(out _).RunAsync(parcel).Within();
        int crashes = 0;
        for (bool crashed = true; crashed; crashes++)
        {
            var disk = new SimulatedDisk(id);
            crashed = await EndOn(disk, parcel, crashes, expected);
            if (crashed)
            {
                disk.Restart();
                Assert.False(await EndOn(disk, parcel, -1, expected));
            }
        }

        Assert.InRange(crashes, 20, 500);
    }

    [Fact]
    public async Task Run_that_is_written_as_a_whole_and_read_again_ends_the_same()
    {
        Parcel parcel = ParcelOf(5);
        string expected = await NewFulfil(out _).RunAsync(parcel).Within();
        List<(long Position, byte[] Record)> records = await RecordsOf(parcel);
        int images = 0;
        for (int kept = 1; kept <= records.Count; kept++)
        {
            var first = new HostedShard<Parcel, string>(NewFulfil(out _), new KeptJournal());
            first.Recover(records.Take(kept));
            if (!first.HasRun)
            {
                continue;
            }

            // The records that say what the workflow is, then the image in place of the run's own.
            var second = new HostedShard<Parcel, string>(NewFulfil(out Depot depot), new KeptJournal(records[kept - 1].Position + 1));
            second.Recover([.. records.TakeWhile(static one => one.Record[0] != (byte)RecordKind.RunStarted), (records[kept - 1].Position + 1, first.Image())]);
            Assert.Equal(first.History, second.History);
            HashSet<string> ended = [.. second.EndedSteps().Select(static name => name.Split('.')[^1])];
            second.Shard.Recovered(0);
            await second.EndAsync();

            Assert.Equal(expected, second.Output);
            Assert.Empty(depot.Calls.Select(static call => call.Split(' ')[0]).Intersect(ended));
            images++;
        }

        Assert.InRange(images, 20, records.Count);
    }

    private static Parcel ParcelOf(int id) =>
        new(id, "Grace" + id, [.. Enumerable.Range(0, id % 4).Select(static item => new string('i', item + 1))], new Address("Main Street", id % 2 == 0 ? "Arlington" : null));

    private static Fulfil NewFulfil(out Depot depot)
    {
        depot = new Depot();
        return new Fulfil(depot, new Weigh(depot), new Shorten());
    }

    /// <summary>The records of a run that was not disturbed.</summary>
    private static async Task<List<(long Position, byte[] Record)>> RecordsOf(Parcel parcel)
    {
        var journal = new KeptJournal();
        var shard = new HostedShard<Parcel, string>(NewFulfil(out _), journal);
        shard.Shard.Recovered(0);
        shard.Start(parcel);
        await shard.EndAsync();
        return journal.Records;
    }

    private static void Write(SegmentJournal journal)
    {
        journal.Writer.WriteNext();
        if (journal.Failure is { } failure)
        {
            throw failure.InnerException as SimulatedCrash ?? failure;
        }
    }

    /// <summary>A process that runs on a disk until it has the output; whether it crashed before.</summary>
    private static async Task<bool> EndOn(SimulatedDisk disk, Parcel parcel, int operationsToCrash, string expected)
    {
        disk.OperationsToCrash = operationsToCrash;
        try
        {
            var found = new FoundRecords();
            using SegmentJournal journal = SegmentJournal.Open(disk, Small, (UInt128)disk.OperationCount + 1, ref found, out JournalEnd end);
            var shard = new HostedShard<Parcel, string>(NewFulfil(out _), journal);
            found.FoldInto(shard.Shard);
            shard.Shard.Recovered(end.Oldest);
            if (!shard.HasRun)
            {
                shard.Start(parcel);
            }

            await shard.EndAsync(() => Write(journal));

            Assert.Equal(expected, shard.Output);
            return false;
        }
        catch (SimulatedCrash)
        {
            return true;
        }
    }
}
