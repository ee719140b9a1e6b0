using System.Numerics;
using System.Runtime.CompilerServices;
using Engine.Tests.Execution.Simulation;
using Engine.Tests.Generators.Workflows;
using FsCheck.Xunit;

namespace Engine.Tests.Execution;

/// <summary>
/// Steps over columns of many runs: each lane gives what a run alone gives, a chunk is one call, and the lanes of a call that
/// throws end alike.
/// </summary>
public class BatchStepTests
{
    private static readonly int s_chunk = Internal.ChunkLength.Of(new Screening.Definition(new Screening()).BytesPerLane);

    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 19), 31, 32, 33, 63, 64, 65, s_chunk - 1, s_chunk, s_chunk + 1, (2 * s_chunk) - 1, 2 * s_chunk, (2 * s_chunk) + 1];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Lanes_agree_with_runs_alone_and_each_chunk_is_one_call(int count)
    {
        Payment[] payments = Draw(count);
        var batch = new Screening { Calls = [], Lengths = [] };
        string[] reports = new string[count];
        batch.RunBatch(payments, reports);

        var alone = new Screening { Calls = [], Lengths = [] };
        Assert.Equal(payments.Select(payment => alone.Run(in payment)), reports);
        Assert.Equal(alone.Calls, batch.Calls);
        Assert.All(alone.Lengths, static call => Assert.Equal(1, call.Length));
        int chunks = (count + s_chunk - 1) / s_chunk;
        Assert.Equal(Enumerable.Repeat("Sum", chunks), batch.Lengths.Select(static call => call.Step).Where(static step => step == "Sum"));
        foreach (string step in (string[])["Hold", "Pass 1", "Sum", "Count"])
        {
            int[] calls = [.. batch.Lengths.Where(call => call.Step == step).Select(static call => call.Length)];
            Assert.InRange(calls.Length, 0, chunks);
            Assert.Equal(alone.Lengths.Count(call => call.Step == step), calls.Sum());
        }
    }

    [Property(MaxTest = 60)]
    public void Lanes_end_as_the_rules_of_shared_calls_say(int seed)
    {
        var random = new Random(seed);
        int count = random.Next(4) == 0 ? random.Next(3 * s_chunk) : random.Next(70), rarity = random.Next(3) switch { 0 => 4000, 1 => 60, _ => 4 };
        int[] faults = [Screening.RatioFault, Screening.HoldFault, Screening.PassFault, Screening.SumFault, Screening.ReportFault];
        Payment[] payments = [.. Draw(count).Select(payment => random.Next(rarity) != 0 ? payment : payment with { Faults = faults[random.Next(faults.Length)] })];

        var workflow = new Screening { Calls = [] };
        string[] reports = new string[count];
        var statuses = new RunStatus[count];
        BatchResult result = workflow.RunBatch(payments, reports, statuses);
        SharedCall[] expected = [.. payments.Chunk(s_chunk).SelectMany(SharedCall.Interpret)];
        Assert.Equal(expected.Select(static lane => lane.Status), statuses);
        Assert.Equal(expected.Select(static lane => lane.Calls), payments.Select(payment => workflow.Calls[payment.Id]));
        Assert.Equal(
            expected.Where(static lane => lane.Error is not null).Select(static lane => lane.Error).Take(BatchResult.MaxFailures),
            result.Failures.ToArray().Select(static failure => failure.Exception.Message));
        Assert.Equal(payments.Select((payment, lane) => statuses[lane] == RunStatus.Completed ? new Screening().Run(payment with { Faults = 0 }) : null), reports);
    }

    [Fact]
    public async Task Every_entry_point_gives_the_same()
    {
        var workflow = new Screening();
        using var source = new CancellationTokenSource();
        foreach (Payment payment in Draw(40))
        {
            string expected = payment.Amount / payment.Limit is var ratio && (ratio * ratio) + 0.5f is var weight && weight > 1
                ? $"{$"{payment.Id} weighs {weight}".Length - 1 + weight} {payment.Id} weighs {weight}"
                : $"{payment.Id + weight} passed";
            Assert.Equal(expected, workflow.Run(in payment));
            Assert.Equal(expected, workflow.Run(in payment, default(NoObserver)));
            Assert.Equal(expected, workflow.RunParallel(in payment, 2));
            Assert.Equal(expected, await workflow.RunAsync(payment));
            Assert.Equal(expected, await workflow.RunAsync(payment, source.Token));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Lanes_of_a_call_that_throws_fail_with_what_it_threw_and_the_others_go_on(int chunks)
    {
        int count = (chunks + 1) * s_chunk;
        Payment[] payments = Draw(count);
        int failing = Array.FindIndex(payments, chunks * s_chunk, IsRisky);
        payments[failing] = payments[failing] with { Faults = Screening.HoldFault };
        var workflow = new Screening { Calls = [] };
        string[] reports = new string[count];
        var statuses = new RunStatus[count];
        BatchResult result = workflow.RunBatch(payments, reports, statuses);

        for (int lane = 0; lane < count; lane++)
        {
            bool isOfTheCall = lane / s_chunk == chunks && IsRisky(payments[lane]);
            Assert.Equal(isOfTheCall ? RunStatus.Failed : RunStatus.Completed, statuses[lane]);
            Assert.Equal(isOfTheCall ? null : new Screening().Run(in payments[lane]), reports[lane]);
        }

        InvalidDataException thrown = Assert.IsType<InvalidDataException>(result.Failures[0].Exception);
        Assert.Equal($"Hold of {failing}", thrown.Message);
        Assert.All(result.Failures.ToArray(), failure => Assert.Same(thrown, failure.Exception));
        Assert.Equal(["Ratio", "Hold"], workflow.Calls[failing]);
        Assert.Same(thrown, Assert.Throws<InvalidDataException>(result.ThrowUnlessCompleted));
    }

    [Fact]
    public void Lanes_that_failed_before_are_left_out_of_the_columns()
    {
        Payment[] payments = [.. Draw(200).Select(static payment => payment.Id % 3 == 1 ? payment with { Faults = Screening.RatioFault } : payment)];
        var workflow = new Screening { Calls = [], Lengths = [] };
        string[] reports = new string[200];
        BatchResult result = workflow.RunBatch(payments, reports, default);

        Assert.Equal((200, 133, 67), (result.Count, result.Completed, result.Failed));
        Assert.Equal(payments.Select(static payment => payment.Faults != 0 ? null : new Screening().Run(in payment)), reports);
        Assert.Equal(133, workflow.Lengths.Where(static call => call.Item1 == "Sum").Sum(static call => call.Item2));
        Assert.All(payments.Where(static payment => payment.Faults != 0), payment => Assert.Equal(["Ratio"], workflow.Calls[payment.Id]));
    }

    [Fact]
    public void Lanes_of_a_call_that_throws_are_compensated_one_by_one()
    {
        Payment[] payments = Draw(100);
        payments[60] = payments[60] with { Faults = Screening.SumFault };
        var workflow = new Screening { Calls = [] };
        var statuses = new RunStatus[100];
        BatchResult result = workflow.RunBatch(payments, new string[100], statuses);

        Assert.Equal(payments.Select(static payment => IsRisky(payment) ? RunStatus.Compensated : RunStatus.Failed), statuses);
        Assert.Equal(payments.Count(IsRisky), result.Compensated);
        Assert.All(payments, payment => Assert.Equal(
            IsRisky(payment) ? ["Ratio", "Hold", "Sum", $"Release {$"{payment.Id} weighs {Weight(payment)}".Length}"] : ["Ratio", "Pass 1", "Sum"],
            workflow.Calls[payment.Id]));

        // One that fails alone is compensated alone.
        payments[60] = payments[60] with { Faults = 0 };
        int lane = Array.FindIndex(payments, IsRisky);
        payments[lane] = payments[lane] with { Faults = Screening.ReportFault };
        result = new Screening().RunBatch(payments, new string[100], default);
        Assert.Equal((99, 1), (result.Completed, result.Compensated));
    }

    [Fact]
    public void Retry_attempts_the_call_for_all_its_lanes_again()
    {
        Payment[] payments = Draw(100);
        int lane = Array.FindIndex(payments, static payment => !IsRisky(payment));
        payments[lane] = payments[lane] with { Faults = Screening.PassFault };
        var workflow = new Screening { Calls = [] };
        string[] reports = new string[100];
        workflow.RunBatch(payments, reports);

        Assert.Equal(payments.Select(static payment => new Screening().Run(in payment)), reports);
        Assert.All(payments, payment => Assert.Equal(
            IsRisky(payment) ? ["Ratio", "Hold", "Sum", "Count", "Report"] : ["Ratio", "Pass 1", "Pass 2", "Sum", "Count", "Report"], workflow.Calls[payment.Id]));
    }

    [Fact]
    public void Deadline_of_a_call_is_that_of_all_its_lanes()
    {
        var time = new SimulatedTime();
        Payment[] payments = Draw(100);
        int lane = Array.FindIndex(payments, static payment => !IsRisky(payment));
        payments[lane] = payments[lane] with { Faults = Screening.DeadlineFault };
        var workflow = new Screening { PassTime = () => time.Advance(TimeSpan.FromMilliseconds(50)), Calls = [] };
        var statuses = new RunStatus[100];
        BatchResult result = workflow.RunBatch(payments, new string[100], statuses, new RunOptions { TimeProvider = time });

        Assert.Equal(payments.Select(static payment => IsRisky(payment) ? RunStatus.Completed : RunStatus.Failed), statuses);
        Assert.All(result.Failures.ToArray(), static failure => Assert.IsType<TimeoutException>(failure.Exception));
        Assert.Equal(["Ratio", "Pass 1", "Pass 2"], workflow.Calls[payments[lane].Id]);
    }

    [Fact]
    public void Caller_who_cancels_in_a_call_ends_its_lanes_and_all_that_have_not_ended()
    {
        using var source = new CancellationTokenSource();
        Payment[] payments = Draw(2 * s_chunk);
        int lane = Array.FindIndex(payments, static payment => !IsRisky(payment));
        payments[lane] = payments[lane] with { Faults = Screening.DeadlineFault };
        var workflow = new Screening { Caller = source, Calls = [] };
        var statuses = new RunStatus[payments.Length];
        BatchResult result = workflow.RunBatch(payments, new string[payments.Length], statuses, default, source.Token);

        Assert.Equal(0, result.Completed + result.Failed);
        Assert.Equal(payments.Select((payment, at) => at < s_chunk && IsRisky(payment) ? RunStatus.Compensated : RunStatus.Cancelled), statuses);
        Assert.All(result.Failures.ToArray(), failure => Assert.Equal(source.Token, Assert.IsType<OperationCanceledException>(failure.Exception).CancellationToken));
        Assert.False(workflow.Calls.ContainsKey(payments[^1].Id));
    }

    [Fact]
    public void Columns_keep_no_reference_alive()
    {
        var workflow = new Handing();
        WeakReference[] references = Hand(workflow);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(references, static reference => reference.IsAlive);
        GC.KeepAlive(workflow);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference[] Hand(Handing workflow)
        {
            object[] inputs = [.. Enumerable.Range(0, 100).Select(static _ => new object())];
            int[] outputs = new int[100];
            workflow.RunBatch(inputs, outputs, default);
            return [.. inputs.Select(static input => new WeakReference(input))];
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(20_000)]
    public void Batch_steps_allocate_nothing_once_they_have_run(int count)
    {
        float[] inputs = [.. Enumerable.Range(0, count).Select(static id => id % 100 / 50f)], outputs = new float[count];
        var workflow = new Smoothing();
        Assert.Equal(0, Allocations.Of(() => workflow.RunBatch(inputs, outputs)));
        Assert.Equal(0, Allocations.Of(() => workflow.Run(in inputs[^1])));
        Assert.Equal(0, Allocations.Of(() => workflow.Run(in inputs[^1], default(NoObserver))));
        Assert.Equal(0, Allocations.Of(() => workflow.RunAsync(inputs[^1]).GetAwaiter().GetResult()));
        Assert.Equal(inputs.Select(input => workflow.Run(in input)), outputs);
    }

    internal static float Weight(Payment payment) => (payment.Amount / payment.Limit * (payment.Amount / payment.Limit)) + 0.5f;

    internal static bool IsRisky(Payment payment) => Weight(payment) > 1;

    private static Payment[] Draw(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(id => new Payment(id, random.Next(1, 100), 100))];
    }
}

/// <summary>References through columns, packed ones too, and a call that throws.</summary>
[Workflow<object, int>]
internal sealed partial class Handing
{
    private int _calls;

    [Batch]
    public static void Kept(ReadOnlySpan<object> input, Span<object> kept) => input.CopyTo(kept);

    [Step]
    public bool IsOdd(object kept) => (_calls++ & 1) != 0 && kept is not null;

    [Batch, When(nameof(IsOdd))]
    public static void Odd(ReadOnlySpan<object> kept, Span<object> odd) => kept.CopyTo(odd);

    [Batch]
    public static void Both(ReadOnlySpan<Maybe<object>> odd, ReadOnlySpan<object> kept, Span<int> both) => throw new NotSupportedException();

    [Step, Output]
    public static int Number(int both) => both;
}

[Workflow<float, float>]
internal sealed partial class Smoothing
{
    [Batch]
    public static void Half(ReadOnlySpan<float> input, Span<float> half)
    {
        int i = 0;
        for (; i <= half.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(input[i..]) * 0.5f).CopyTo(half[i..]);
        }

        for (; i < half.Length; i++)
        {
            half[i] = input[i] * 0.5f;
        }
    }

    [Batch]
    public static void IsSmall(ReadOnlySpan<float> half, Span<bool> isSmall)
    {
        for (int i = 0; i < half.Length; i++)
        {
            isSmall[i] = half[i] < 0.5f;
        }
    }

    [Batch, When(nameof(IsSmall))]
    public static void Rest(ReadOnlySpan<float> half, Span<float> rest)
    {
        for (int i = 0; i < rest.Length; i++)
        {
            rest[i] = 1 - half[i];
        }
    }

    [Batch, Output]
    public static void Result(ReadOnlySpan<float> half, ReadOnlySpan<Maybe<float>> rest, Span<float> result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = rest[i].ValueOr(half[i]);
        }
    }
}
