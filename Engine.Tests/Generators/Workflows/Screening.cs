using System.Numerics;
using System.Runtime.InteropServices;

namespace Engine.Tests.Generators.Workflows;

public readonly record struct Payment(int Id, float Amount, float Limit)
{
    /// <summary>In which steps the run fails.</summary>
    public int Faults { get; init; }
}

/// <summary>
/// Batch steps over inputs, values, references and what may be missing; with conditions, a policy, a compensation, and without a
/// value. They note for which runs they were called.
/// </summary>
[Workflow<Payment, string>]
public sealed partial class Screening
{
    public const int RatioFault = 1, HoldFault = 2, PassFault = 4, SumFault = 8, ReportFault = 16, DeadlineFault = 32;

    /// <summary>What ran for each payment, by its id; null to note nothing.</summary>
    public Dictionary<int, List<string>>? Calls { get; init; }

    /// <summary>How many runs each call of a batch step was for, by the step; null to note nothing.</summary>
    public List<(string Step, int Length)>? Lengths { get; init; }

    /// <summary>Lets the deadline pass.</summary>
    public Action? PassTime { get; init; }

    public CancellationTokenSource? Caller { get; init; }

    [Step]
    public float Ratio(in Payment input)
    {
        Note(in input, "Ratio", RatioFault);
        return input.Amount / input.Limit;
    }

    [Batch]
    public static void Weight(ReadOnlySpan<float> ratio, Span<float> weight)
    {
        int i = 0;
        for (; i <= weight.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var values = new Vector<float>(ratio[i..]);
            ((values * values) + new Vector<float>(0.5f)).CopyTo(weight[i..]);
        }

        for (; i < weight.Length; i++)
        {
            weight[i] = (ratio[i] * ratio[i]) + 0.5f;
        }
    }

    [Batch]
    public static void IsRisky(ReadOnlySpan<float> weight, Span<bool> isRisky)
    {
        for (int i = 0; i < weight.Length; i++)
        {
            isRisky[i] = weight[i] > 1;
        }
    }

    [Batch, When(nameof(IsRisky))]
    public void Hold(ReadOnlySpan<Payment> input, ReadOnlySpan<float> weight, Span<string> hold)
    {
        Note(input, "Hold", HoldFault);
        for (int i = 0; i < hold.Length; i++)
        {
            hold[i] = $"{input[i].Id} weighs {weight[i]}";
        }
    }

    [Compensate(nameof(Hold))]
    public void Release(in Payment input, string hold) => Note(in input, "Release " + hold.Length, 0);

    /// <summary>The first attempt fails where one of its payments asks for it.</summary>
    [Batch, Unless(nameof(IsRisky)), Retry(1), Timeout(40)]
    public void Pass(ReadOnlySpan<Payment> input, Span<int> pass, in StepContext context, CancellationToken token)
    {
        Note(input, "Pass " + context.Attempt, context.Attempt == 1 ? PassFault : 0);
        for (int i = 0; i < pass.Length; i++)
        {
            if ((input[i].Faults & DeadlineFault) != 0)
            {
                PassTime?.Invoke();
                Caller?.Cancel();
                token.ThrowIfCancellationRequested();
            }

            pass[i] = input[i].Id;
        }
    }

    [Batch]
    public void Sum(ReadOnlySpan<Maybe<string>> hold, ReadOnlySpan<Maybe<int>> pass, [From(nameof(Weight))] ReadOnlySpan<float> each, ReadOnlySpan<Payment> input, Span<float> sum)
    {
        Note(input, "Sum", SumFault);
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] = hold[i].ValueOr("").Length + pass[i].ValueOr(-1) + each[i];
        }
    }

    [Batch, After(nameof(Sum))]
    public void Count(ReadOnlySpan<Payment> input) => Note(input, "Count", 0);

    [Step, Output]
    public string Report(in Payment input, float sum, Maybe<string> hold)
    {
        Note(in input, "Report", ReportFault);
        return $"{sum} {hold.ValueOr("passed")}";
    }

    private void Note(in Payment payment, string step, int fault)
    {
        if (Calls is not null)
        {
            ref List<string>? calls = ref CollectionsMarshal.GetValueRefOrAddDefault(Calls, payment.Id, out _);
            (calls ??= []).Add(step);
        }

        if ((payment.Faults & fault) != 0)
        {
            throw new InvalidDataException($"{step} of {payment.Id}");
        }
    }

    private void Note(ReadOnlySpan<Payment> payments, string step, int fault)
    {
        Lengths?.Add((step, payments.Length));
        foreach (ref readonly Payment payment in payments)
        {
            Note(in payment, step, 0);
        }

        foreach (ref readonly Payment payment in payments)
        {
            if ((payment.Faults & fault) != 0)
            {
                throw new InvalidDataException($"{step} of {payment.Id}");
            }
        }
    }
}
