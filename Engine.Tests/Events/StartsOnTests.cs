using Engine.Events;
using FsCheck;
using FsCheck.Xunit;

namespace Engine.Tests.Events;

/// <summary>Events that start runs: what the batch gives is what one run per event gives, in the order in which they came.</summary>
public class StartsOnTests
{
    private static readonly int[] Lengths = [.. Enumerable.Range(0, 66), 1_000, 5_000];

    [Property(MaxTest = 100)]
    public void Runs_of_a_batch_end_as_runs_one_by_one(int seed, PositiveInt length, bool isClustered)
    {
        ScriptEvent[] events = EventScript.Random(length.Get * 7, seed, isClustered);
        var random = new System.Random(seed);
        for (int next = 0; next < events.Length;)
        {
            int end = Math.Min(events.Length, next + random.Next(200));
            using EventBatch batch = EventScript.BatchOf(events[next..end]);
            CheckRating(batch);
            next = end;
        }
    }

    [Fact]
    public void Batches_of_any_length_start_all_their_runs()
    {
        foreach (int length in Lengths)
        {
            using EventBatch batch = EventScript.BatchOf(EventScript.Random(length, length, isClustered: length % 2 == 0));
            CheckRating(batch);
        }
    }

    [Fact]
    public void Events_that_are_the_input_are_run_where_they_lie_or_from_a_copy()
    {
        var workflow = new Doubling();
        foreach (int length in Lengths)
        {
            foreach (int others in (int[])[0, 3])
            {
                using var batch = new EventBatch(Math.Max(1, length + others));
                for (int i = 0; i < length; i++)
                {
                    batch.Append(new Weighed(i, i * 0.5), i, i, 0);
                }

                for (int i = 0; i < others; i++)
                {
                    batch.Append(new Paid(i), i, i, 0);
                }

                double[] outputs = new double[length];
                int[] positions = new int[length];
                BatchResult result = workflow.RunEvents(batch, outputs, events: positions);
                Assert.Equal(length, workflow.CountStarts(batch));
                Assert.Equal((length, length), (result.Count, result.Completed));
                Assert.Equal(Enumerable.Range(0, length).Select(static i => i * 1.0), outputs);
                Assert.Equal(Enumerable.Range(0, length), positions);
                batch.Clear();
            }
        }
    }

    [Fact]
    public void Run_that_fails_leaves_the_others_alone()
    {
        var workflow = new Rating();
        using var batch = new EventBatch(10);
        batch.Append(new Placed(-7, 1), 1, 1, 0);
        batch.Append(new Nobody(1), 1, 2, 0);
        batch.Append(new Placed(3, 1), 2, 1, 0);
        long[] outputs = [9, 9];
        var statuses = new RunStatus[2];
        int[] positions = new int[2];
        BatchResult result = workflow.RunEvents(batch, outputs, statuses, positions);
        Assert.Equal((1, 1), (result.Completed, result.Failed));
        Assert.Equal([RunStatus.Failed, RunStatus.Completed], statuses);
        Assert.Equal([0, 2], positions);
        Assert.Equal(0, outputs[0]);
        Assert.IsType<FormatException>(result.Failures[0].Exception);
    }

    [Fact]
    public void Batch_is_held_while_its_runs_go_and_free_afterwards()
    {
        using var batch = new EventBatch(10);
        batch.Append(new Weighed(1, 1), 1, 1, 0);
        var workflow = new Doubling { Before = batch.Clear };
        double[] outputs = new double[1];
        Assert.IsType<InvalidOperationException>(workflow.RunEvents(batch, outputs).Failures[0].Exception);
        batch.Clear();
        Assert.Equal(0, workflow.RunEvents(batch, outputs).Count);
    }

    [Fact]
    public void Spans_that_are_too_short_are_refused_before_anything_runs_and_the_batch_is_free()
    {
        var workflow = new Rating();
        using var batch = new EventBatch(10);
        batch.Append(new Placed(1, 1), 1, 1, 0);
        batch.Append(new Placed(1, 1), 1, 2, 0);
        Assert.Throws<ArgumentException>(() => workflow.RunEvents(batch, new long[1]));
        Assert.Throws<ArgumentException>(() => workflow.RunEvents(batch, new long[2], new RunStatus[1]));
        Assert.Throws<ArgumentException>(() => workflow.RunEvents(batch, new long[2], default, new int[1]));
        Assert.Equal(0, workflow.Ran);
        batch.Clear();
    }

    [Fact]
    public void What_making_an_input_throws_is_thrown_and_the_batch_is_free()
    {
        var workflow = new Rating();
        using var batch = new EventBatch(10);
        batch.Append(new Placed(1, 1), 1, 1, 0);
        batch.Append(new Paid(double.NaN), 1, 2, 0);
        Assert.Throws<NotFiniteNumberException>(() => workflow.RunEvents(batch, new long[2]));
        Assert.Equal(0, workflow.Ran);
        batch.Clear();
    }

    [Fact]
    public void Events_of_another_length_are_refused()
    {
        using var batch = new EventBatch(10);
        batch.TryAppend(new EventHeader(EventRouterTests.IdOf<Placed>(), 3, 1, 1, 0), [1, 2, 3]);
        Assert.Throws<InvalidOperationException>(() => new Rating().RunEvents(batch, new long[1]));
        Assert.Throws<InvalidOperationException>(() => new Rating().CountStarts(batch));
        batch.Clear();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Runs_that_events_start_allocate_nothing(bool isMixed)
    {
        var doubling = new Doubling();
        var rating = new Rating();
        using var batch = new EventBatch(1_000);
        for (int i = 0; i < 1_000; i++)
        {
            if (isMixed && i % 3 == 0)
            {
                batch.Append(new Placed(i, i), i, i, 0);
            }
            else
            {
                batch.Append(new Weighed(i, i), i, i, 0);
            }
        }

        double[] doubled = new double[1_000];
        long[] rated = new long[1_000];
        int[] positions = new int[1_000];
        Assert.Equal(0, Allocations.Of(() =>
        {
            doubling.RunEvents(batch, doubled, default, positions);
            rating.RunEvents(batch, rated);
        }));
        Assert.Equal(isMixed ? 1_996 : 1_998, doubled.Max());
    }

    [Fact]
    public async Task Runs_that_wait_go_so_many_at_a_time_and_all_end()
    {
        const int Runs = 100, AtATime = 7;
        var workflow = new Fetching();
        var batch = new EventBatch(Runs);
        for (int i = 0; i < Runs; i++)
        {
            batch.Append(new Placed(i, 0), i, 1_000 + i, 0);
        }

        long[] outputs = new long[Runs];
        var statuses = new RunStatus[Runs];
        Task<BatchResult> running = workflow.RunEventsAsync(batch, outputs, statuses, maxRuns: AtATime).AsTask();
        batch.Dispose(); // Its events have been read.
        for (int i = 0; i < Runs; i++)
        {
            await workflow.Answer(i).Within();
        }

        BatchResult result = await running.Within();
        Assert.Equal(AtATime, workflow.MostAtATime);
        Assert.Equal((Runs - 10, 10), (result.Completed, result.Compensated));
        for (int i = 0; i < Runs; i++)
        {
            Assert.Equal(i % 10 == 5 ? RunStatus.Compensated : RunStatus.Completed, statuses[i]);
            Assert.Equal(i % 10 == 5 ? 0 : 1_000 + (2 * i), outputs[i]);
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (i * 10) + 5), result.Failures.ToArray().Select(static failure => failure.Lane));
    }

    [Fact]
    public async Task Cancelled_runs_are_told_as_cancelled()
    {
        var workflow = new Fetching();
        using var batch = new EventBatch(10);
        batch.Append(new Placed(1, 0), 1, 1, 0);
        batch.Append(new Placed(2, 0), 2, 2, 0);
        using var source = new CancellationTokenSource();
        Task<BatchResult> running = workflow.RunEventsAsync(batch, new long[2], maxRuns: 1, cancellationToken: source.Token).AsTask();
        source.Cancel();
        BatchResult result = await running.Within();
        Assert.Equal(2, result.Cancelled);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(EventStarter.MaxRunsLimit + 1)]
    public void Number_of_runs_at_a_time_is_checked(int maxRuns)
    {
        using var batch = new EventBatch(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new Fetching().RunEventsAsync(batch, new long[1], maxRuns: maxRuns); });
    }

    [Fact]
    public void Outputs_for_too_few_runs_that_wait_are_refused()
    {
        var workflow = new Fetching();
        using var batch = new EventBatch(2);
        batch.Append(new Placed(1, 0), 1, 1, 0);
        batch.Append(new Placed(2, 0), 2, 2, 0);
        Assert.Throws<ArgumentException>(() => { _ = workflow.RunEventsAsync(batch, new long[1]); });
        Assert.Throws<ArgumentException>(() => { _ = workflow.RunEventsAsync(batch, new long[2], new RunStatus[1]); });
        Assert.Throws<ArgumentException>(() => { _ = workflow.RunEventsAsync(batch, new long[2], events: new int[1]); });
        Assert.Equal(0, workflow.MostAtATime);
    }

    private static void CheckRating(EventBatch batch)
    {
        var expected = new List<(long Output, RunStatus Status, int Event)>();
        var reference = new Rating();
        for (int i = 0; i < batch.Count; i++)
        {
            EventHeader header = batch.HeaderOf(i);
            Ticket input;
            if (header.TypeId == EventRouterTests.IdOf<Placed>())
            {
                input = Rating.TicketOf(batch.Read<Placed>(i), header.Sequence, header.Key);
            }
            else if (header.TypeId == EventRouterTests.IdOf<Paid>())
            {
                input = Rating.TicketOf(batch.Read<Paid>(i), header);
            }
            else
            {
                continue;
            }

            try
            {
                expected.Add((reference.Run(in input), RunStatus.Completed, i));
            }
            catch (FormatException)
            {
                expected.Add((0, RunStatus.Failed, i));
            }
        }

        var workflow = new Rating();
        long[] outputs = new long[expected.Count];
        var statuses = new RunStatus[expected.Count];
        int[] positions = new int[expected.Count];
        BatchResult result = workflow.RunEvents(batch, outputs, statuses, positions);
        Assert.Equal(expected.Count, workflow.CountStarts(batch));
        Assert.Equal(expected.Count(static one => one.Status == RunStatus.Completed), result.Completed);
        Assert.Equal(expected, outputs.Zip(statuses, positions));
    }
}

[Event]
internal readonly partial record struct Weighed(long Parcel, double Kilos);

/// <summary>What a rating is given: with a reference, so that it cannot lie in a batch.</summary>
internal readonly record struct Ticket(string Kind, long Key, long Value);

/// <summary>Events of two types start it; which values fail the run is up to them.</summary>
[Workflow<Ticket, long>]
[StartsOn<Placed>(Input = nameof(TicketOf))]
[StartsOn<Paid>(Input = nameof(TicketOf))]
internal sealed partial class Rating
{
    public int Ran { get; private set; }

    public static Ticket TicketOf(in Placed placed, long sequence, long key) => new("placed", key, placed.Customer + sequence);

    public static Ticket TicketOf(Paid paid, in EventHeader header) =>
        double.IsNaN(paid.Amount) ? throw new NotFiniteNumberException() : new Ticket("paid", header.Key + header.Time, (long)paid.Amount);

    [Step]
    public long Score(in Ticket input)
    {
        Ran++;
        return input.Value < 0 ? throw new FormatException() : (input.Kind.Length * 1_000) + input.Value;
    }

    [Step]
    public static bool IsHigh(long score) => score % 2 == 0;

    [Step, When(nameof(IsHigh))]
    public static long Bonus(long score) => score / 2;

    [Step, Output]
    public static long Total(in Ticket input, long score, Maybe<long> bonus) => score + bonus.ValueOr(0) + input.Key;
}

/// <summary>The event is the input.</summary>
[Workflow<Weighed, double>, StartsOn<Weighed>]
internal sealed partial class Doubling
{
    public Action? Before { get; init; }

    [Step]
    public double Double(in Weighed input)
    {
        Before?.Invoke();
        return input.Kilos * 2;
    }
}

/// <summary>Waits for an answer to each run; those that end in 5 fail after a step that is undone.</summary>
[Workflow<long, long>, StartsOn<Placed>(Input = nameof(CustomerOf))]
internal sealed partial class Fetching
{
    private readonly TaskCompletionSource[] _asked = [.. Enumerable.Range(0, 100).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
    private readonly TaskCompletionSource[] _answers = [.. Enumerable.Range(0, 100).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
    private int _atATime;
    private int _most;

    public int MostAtATime => Volatile.Read(ref _most);

    public static long CustomerOf(in Placed placed, long sequence) => (placed.Customer * 10_000) + sequence;

    public async Task Answer(int customer)
    {
        await _asked[customer].Task;
        _answers[customer].SetResult();
    }

    [Step]
    public async ValueTask<long> Ask(long input, CancellationToken cancellationToken)
    {
        int customer = (int)(input / 10_000), now = Interlocked.Increment(ref _atATime);
        for (int most = Volatile.Read(ref _most); now > most && Interlocked.CompareExchange(ref _most, now, most) != most; most = Volatile.Read(ref _most))
        {
        }

        _asked[customer].SetResult();
        await _answers[customer].Task.WaitAsync(cancellationToken);
        Interlocked.Decrement(ref _atATime);
        return customer + (input % 10_000);
    }

    [Compensate(nameof(Ask))]
    public static void Forget(long ask) => ArgumentOutOfRangeException.ThrowIfNegative(ask);

    [Step, Output]
    public static long Check(long input, long ask) => input / 10_000 % 10 == 5 ? throw new FormatException() : ask;
}
