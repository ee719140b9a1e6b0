using System.Collections.Concurrent;
using Engine.Tests.Execution.Simulation;
using Engine.Tests.Generators.Workflows;
using FsCheck.Xunit;

namespace Engine.Tests.Execution;

/// <summary>Each lane of a batch gives what a run of its input alone gives: values, calls in their order, how it ends and with what.</summary>
public class BatchExecutorTests
{
    [Property(MaxTest = 60)]
    public void Lanes_agree_with_runs_alone(int seed)
    {
        var random = new Random(seed);

        // Beyond one chunk in some of the batches, with failures in none, few or many lanes.
        int count = random.Next(4) == 0 ? random.Next(9000) : random.Next(70), rarity = random.Next(3) switch { 0 => int.MaxValue, 1 => 40, _ => 2 };
        Entry[] entries = [.. Enumerable.Range(0, count).Select(id => Draw(random, id, rarity))];
        Check(entries, random.Next(2) == 0 ? 150 : 1000);
    }

    [Property(MaxTest = 200)]
    public void Neither_chunk_length_nor_degree_changes_anything(int seed)
    {
        var random = new Random(seed);
        int count = random.Next(4) == 0 ? random.Next(3000) : random.Next(300), rarity = random.Next(3) switch { 0 => int.MaxValue, 1 => 40, _ => 2 };

        // One clock serves all threads, so no lane may move it.
        Entry[] entries = [.. Enumerable.Range(0, count).Select(id => Draw(random, id, rarity)).Select(static entry => entry with { Faults = entry.Faults & ~Ledger.DeadlineFault })];
        foreach (int degree in (int[])[1, 2, 4])
        {
            Check(entries, random.Next(2), degree, random.Next(3) == 0 ? 0 : 1 + random.Next(130));
        }
    }

    [Theory]
    [InlineData(Ledger.NetFault)]
    [InlineData(Ledger.BookFault)]
    [InlineData(Ledger.TotalFault)]
    [InlineData(Ledger.TotalFault | Ledger.ReleaseFault)]
    [InlineData(Ledger.DeadlineFault)]
    [InlineData(3 << 8)]
    [InlineData(1 << 8)]
    public void Every_lane_may_fail_at_one_step(int faults) =>
        Check([.. Enumerable.Range(0, 200).Select(id => new Entry(id, id, faults))], 1000);

    /// <summary>Generated loops tell the lanes of a pair apart by an exception filter, which is asked once for each exception on its way.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    public void Lane_that_throws_is_known_wherever_it_is_even_if_a_finally_throws_again(int count)
    {
        for (int failing = 0; failing < 1 << Math.Min(count, 4); failing++)
        {
            foreach (int fault in (int[])[-1, -2])
            {
                int[] inputs = [.. Enumerable.Range(0, count).Select(lane => (failing >> (lane % 4) & 1) != 0 ? fault : lane)];
                int[] outputs = new int[count];
                BatchResult result = new Rethrowing().RunBatch(inputs, outputs, default);
                Assert.Equal(inputs.Select(static input => input < 0 ? 0 : input + 1), outputs);
                Assert.Equal(Enumerable.Range(0, count).Where(lane => inputs[lane] < 0), result.Failures.ToArray().Select(static failure => failure.Lane));
            }
        }
    }

    [Fact]
    public void Run_that_fails_throws_what_the_lowest_lane_threw_after_all_have_ended()
    {
        Entry[] entries = [.. Enumerable.Range(0, 5000).Select(static id => new Entry(id, id, id is 4000 or 77 ? Ledger.TotalFault : id == 90 ? Ledger.NetFault : 0))];
        string?[] outputs = new string?[entries.Length];
        InvalidDataException thrown = Assert.Throws<InvalidDataException>(() => new Ledger().RunBatch(entries, outputs!));
        Assert.Equal("Total of 77", thrown.Message);
        Assert.Equal([77, 90, 4000], Enumerable.Range(0, entries.Length).Where(lane => outputs[lane] is null));
    }

    [Fact]
    public void Result_names_the_lowest_failures_and_counts_all()
    {
        Entry[] entries = [.. Enumerable.Range(0, 9000).Select(static id => new Entry(id, 90, (id & 1) == 0 ? 0 : id % 4 == 1 ? Ledger.TotalFault : Ledger.NetFault))];
        BatchResult result = new Ledger().RunBatch(entries, new string[entries.Length], default);
        Assert.Equal(9000, result.Count);
        Assert.Equal(4500, result.Completed);
        Assert.Equal(4500, result.Failed + result.Compensated);
        Assert.Equal(0, result.Cancelled + result.CompensationFailed);
        Assert.Equal(Enumerable.Range(0, BatchResult.MaxFailures).Select(static i => (2 * i) + 1), result.Failures.ToArray().Select(static failure => failure.Lane));
        Assert.Equal("Total of 1", result.Failures[0].Exception.Message);
    }

    [Fact]
    public void Caller_who_cancels_ends_every_lane_that_has_not_ended()
    {
        using var source = new CancellationTokenSource();
        var ledger = new Ledger { Caller = source, Calls = [] };

        // Lane 5 cancels in Book, where lanes run one by one: what is before it has booked, what is behind it has not.
        Entry[] entries = [.. Enumerable.Range(0, 9000).Select(static id => new Entry(id, 3, id == 5 ? Ledger.CancelFault : id == 2 ? Ledger.NetFault : 0))];
        var statuses = new RunStatus[entries.Length];
        BatchResult result = ledger.RunBatch(entries, new string[entries.Length], statuses, default, source.Token);

        Assert.Equal(0, result.Completed);
        Assert.Equal(RunStatus.Failed, statuses[2]);
        Assert.Equal(RunStatus.Compensated, statuses[5]);
        Assert.Equal(RunStatus.Cancelled, statuses[^1]);
        Assert.Equal(["Net", "Reserve 1", "Book", "Unbook 4", "Release 3"], ledger.Calls[5]);
        Assert.Equal(["Net", "Reserve 1", "Release 3"], ledger.Calls[6]);
        Assert.False(ledger.Calls.ContainsKey(entries.Length - 1));
        OperationCanceledException cancelled = Assert.IsType<OperationCanceledException>(result.Failures[0].Exception);
        Assert.Equal(source.Token, cancelled.CancellationToken);
    }

    [Fact]
    public void Caller_who_cancels_ends_every_lane_on_every_thread()
    {
        for (int round = 0; round < 50; round++)
        {
            using var source = new CancellationTokenSource();
            var ledger = new Ledger { Caller = source };
            Entry[] entries = [.. Enumerable.Range(0, 2000).Select(static id => new Entry(id, 3, id == 700 ? Ledger.CancelFault : 0))];
            var statuses = new RunStatus[entries.Length];
            string[] outputs = new string[entries.Length];
            var options = new RunOptions { Degree = 2 };
            BatchResult result = BatchExecutor.Run<Ledger.Definition, Ledger.State, Ledger.Definition.Columns, Entry, string>(
                new Ledger.Definition(ledger), entries, outputs, statuses, in options, chunkLength: 10, source.Token);

            // A lane that booked is undone; a chunk that ended before stays; what comes after has not begun.
            Assert.Equal(RunStatus.Compensated, statuses[700]);
            Assert.Equal(entries.Length, result.Completed + result.Cancelled + result.Compensated);
            Assert.Equal(result.Completed, outputs.Count(static output => output is not null));
            Assert.All(result.Failures.ToArray(), failure => Assert.Equal(source.Token, Assert.IsType<OperationCanceledException>(failure.Exception).CancellationToken));
        }
    }

    [Fact]
    public void Outputs_or_statuses_that_are_too_short_are_refused_before_anything_runs()
    {
        var ledger = new Ledger { Calls = [] };
        ArgumentException error = Assert.Throws<ArgumentException>(() => ledger.RunBatch(new Entry[3], new string[2]));
        Assert.Equal("outputs", error.ParamName);
        Assert.StartsWith("The batch of workflow 'Ledger' has 3 inputs and outputs for 2.", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => ledger.RunBatch(new Entry[3], new string[3], new RunStatus[2]));
        Assert.Equal("statuses", error.ParamName);
        Assert.Empty(ledger.Calls);
    }

    [Fact]
    public void Empty_batch_has_no_lanes()
    {
        BatchResult result = new Ledger().RunBatch([], [], []);
        Assert.Equal(0, result.Count);
        Assert.True(result.Failures.IsEmpty);
    }

    [Fact]
    public void Outputs_longer_than_the_inputs_stay_as_they_are_behind_them()
    {
        string[] outputs = ["", "", "kept"];
        new Ledger().RunBatch([new Entry(1, 1, 0), new Entry(2, 2, 0)], outputs);
        Assert.StartsWith("2:", outputs[1], StringComparison.Ordinal);
        Assert.Equal("kept", outputs[2]);
    }

    [Fact]
    public void Bodies_on_other_threads_have_the_callers_context_and_share_the_instance()
    {
        var workflow = new Meeting();
        workflow.Local.Value = "caller";
        int[] outputs = new int[2];
        workflow.RunBatch([1, 2], outputs, default, new RunOptions { Degree = 2 });
        Assert.Equal([2, 3], outputs);
        Assert.Equal(2, workflow.Threads.Count);
        Assert.All(workflow.Seen, static seen => Assert.Equal("caller", seen));
    }

    [Fact]
    public void Batch_without_a_degree_stays_on_the_calling_thread()
    {
        var workflow = new Meeting { Alone = true };
        int[] inputs = [.. Enumerable.Range(0, 10_000)];
        foreach (int degree in (int[])[0, 1])
        {
            workflow.RunBatch(inputs, new int[inputs.Length], default, new RunOptions { Degree = degree });
        }

        Assert.Equal([Environment.CurrentManagedThreadId], workflow.Threads.Keys);
    }

    /// <summary>Twice reads the input after the output step has written: where both lie in one memory only a copy is right.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(0, 2900)]
    public void Outputs_may_overlap_the_inputs(int inputStart, int outputStart)
    {
        const int Count = 6000;
        int[] memory = [.. Enumerable.Range(0, Count + 3000)];
        var workflow = new Overlapping();
        int[] expected = [.. Enumerable.Range(inputStart, Count).Select(input => workflow.Run(input))];
        workflow.RunBatch(memory.AsSpan(inputStart, Count), memory.AsSpan(outputStart, Count));
        Assert.Equal(expected, memory.AsSpan(outputStart, Count).ToArray());
        Assert.Equal(0, workflow.Wrong);
    }

    [Fact]
    public void Step_may_run_a_batch_of_its_own_workflow()
    {
        var workflow = new Nesting();
        int[] outputs = new int[100];
        workflow.RunBatch([.. Enumerable.Range(0, 100)], outputs);
        Assert.Equal(Enumerable.Range(0, 100).Select(static input => input < 3 ? input : input + 2), outputs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(20_000)]
    public void Batch_allocates_nothing_once_it_has_run(int count)
    {
        Order[] orders = [.. Enumerable.Range(0, count).Select(static id => new Order(id, id * 7 % 2000))];
        var invoices = new Invoice[count];
        var statuses = new RunStatus[count];
        var workflow = new PriceOrder(new ListPrices());
        Assert.Equal(0, Allocations.Of(() =>
        {
            workflow.RunBatch(orders, invoices);
            workflow.RunBatch(orders, invoices, statuses);
        }));
        Assert.Equal(orders.Select(order => workflow.Run(in order)), invoices);
        Assert.All(statuses, static status => Assert.Equal(RunStatus.Completed, status));
    }

    [Fact]
    public void Chunk_length_is_a_multiple_of_the_fewest_and_bounded()
    {
        foreach (int bytes in (int[])[0, 1, 7, 33, 100, 1000, 1_000_000])
        {
            Assert.Equal(0, Internal.ChunkLength.Of(bytes) % Internal.ChunkLength.Fewest);
            Assert.InRange(Internal.ChunkLength.Of(bytes), Internal.ChunkLength.Fewest, Internal.ChunkLength.Most);
        }
    }

    [Theory]
    [InlineData(1, 2, 1, 1)]
    [InlineData(8, 2, 1, 8)]
    [InlineData(9, 2, 2, 5)]
    [InlineData(1_000, 2, 128, 8)]
    [InlineData(1_000_000, 4, 3072, 326)]
    [InlineData(int.MaxValue, 64, 3072, 699_051)]
    public void Shared_chunks_are_shorter_where_there_would_be_too_few(int lanes, int threads, int length, int count)
    {
        Assert.Equal(length, Internal.ChunkLength.Shared(8, lanes, threads));
        Assert.Equal(count, Internal.ChunkLength.CountOf(lanes, length));
    }

    private static Entry Draw(Random random, int id, int rarity)
    {
        int faults = random.Next(rarity) != 0 ? 0 : random.Next(6) switch
        {
            0 => Ledger.NetFault,
            1 => Ledger.RebateFault,
            2 => Ledger.BookFault | (random.Next(2) * Ledger.ReleaseFault),
            3 => Ledger.TotalFault | (random.Next(2) * Ledger.ReleaseFault),
            4 => Ledger.DeadlineFault,
            _ => random.Next(4) << 8,
        };
        return new Entry(id, random.Next(120), faults);
    }

    /// <summary>Runs a batch, and each of its inputs alone.</summary>
    private static void Check(Entry[] entries, int extra, int degree = 0, int chunkLength = 0)
    {
        SimulatedTime time = new(), timeAlone = new();

        // Each lane finds its list there: threads only read the dictionary.
        var batch = new Ledger { Calls = entries.ToDictionary(static entry => entry.Id, static _ => new List<string>()), PassTime = () => time.Advance(TimeSpan.FromMilliseconds(50)) };
        string[] outputs = new string[entries.Length + extra];
        var statuses = new RunStatus[entries.Length + extra];
        var options = new RunOptions { TimeProvider = time, Degree = degree };
        BatchResult result = BatchExecutor.Run<Ledger.Definition, Ledger.State, Ledger.Definition.Columns, Entry, string>(
            new Ledger.Definition(batch), entries, outputs, statuses, in options, chunkLength, default);

        var counts = new int[6];
        int failures = 0;
        for (int lane = 0; lane < entries.Length; lane++)
        {
            var alone = new Ledger { Calls = [], PassTime = () => timeAlone.Advance(TimeSpan.FromMilliseconds(50)) };
            var definition = new Ledger.Definition(alone);
            var state = default(Ledger.State);
            definition.Start(in entries[lane], ref state);
            Internal.RunOutcome outcome = InlineExecutor.Execute(definition, ref state, new RunOptions { TimeProvider = timeAlone }, default(NoObserver), default);

            Assert.Equal(outcome.Status, statuses[lane]);
            Assert.Equal(outcome.Status == RunStatus.Completed ? definition.Output(ref state) : null, outputs[lane]);
            Assert.Equal(alone.Calls[lane], batch.Calls[lane]);
            counts[(int)outcome.Status]++;
            if (outcome.Status != RunStatus.Completed && failures < BatchResult.MaxFailures)
            {
                LaneFailure failure = result.Failures[failures++];
                Assert.Equal((lane, outcome.Status), (failure.Lane, failure.Status));
                Assert.Equal((outcome.Exception!.GetType(), outcome.Exception.Message), (failure.Exception.GetType(), failure.Exception.Message));
            }
        }

        Assert.Equal(failures, result.Failures.Length);
        int[] counted = [result.Completed, result.Failed, result.Cancelled, result.Compensated, result.CompensationFailed];
        Assert.Equal(counts[1..], counted);
    }
}

[Workflow<int, int>]
internal sealed partial class Overlapping
{
    public int Wrong { get; private set; }

    [Step, Output]
    public static int Twice(int input) => input * 2;

    [Step]
    public void Look(int input, int twice) => Wrong += twice == input * 2 ? 0 : 1;
}

[Workflow<int, int>]
internal sealed partial class Nesting
{
    [Step]
    public int Inner(int input)
    {
        if (input < 3)
        {
            return input;
        }

        int[] outputs = new int[2];
        RunBatch([1, 2], outputs);
        return input + outputs[1];
    }
}

/// <summary>A step that waits until two lanes are in it at once, which takes two threads.</summary>
[Workflow<int, int>]
internal sealed partial class Meeting
{
    private int _inside;

    public bool Alone { get; init; }

    public AsyncLocal<string> Local { get; } = new();

    public ConcurrentDictionary<int, bool> Threads { get; } = [];

    public ConcurrentBag<string?> Seen { get; } = [];

    [Step]
    public int Meet(int input)
    {
        Threads[Environment.CurrentManagedThreadId] = true;
        if (!Alone)
        {
            Seen.Add(Local.Value);
            Interlocked.Increment(ref _inside);
            SpinWait.SpinUntil(() => Volatile.Read(ref _inside) == 2);
        }

        return input + 1;
    }
}

[Workflow<int, int>]
internal sealed partial class Rethrowing
{
    [Step]
    public static int Next(int input)
    {
        try
        {
            return input < 0 ? throw new InvalidDataException() : input + 1;
        }
        finally
        {
            if (input == -2)
            {
                Fail();
            }
        }
    }

    private static void Fail() => throw new FormatException();
}
