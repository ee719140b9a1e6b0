using Engine.Tests.Generators.Workflows;

namespace Engine.Tests.Execution;

/// <summary>A lane of a chunk of <see cref="Screening"/>, and the rules of calls that lanes share, written down once more.</summary>
internal sealed class SharedCall(Payment payment)
{
    public List<string> Calls { get; } = [];

    public RunStatus Status { get; private set; } = RunStatus.Completed;

    /// <summary>What it failed with.</summary>
    public string? Error { get; private set; }

    private int Id => payment.Id;

    private bool IsHeld { get; set; }

    private bool IsRisky => BatchStepTests.IsRisky(payment);

    /// <summary>How the lanes of one chunk end.</summary>
    public static IEnumerable<SharedCall> Interpret(Payment[] payments)
    {
        SharedCall[] lanes = [.. payments.Select(static payment => new SharedCall(payment))];
        foreach (SharedCall lane in lanes)
        {
            Together([lane], "Ratio", Screening.RatioFault);
        }

        SharedCall[] risky = [.. Alive(lanes).Where(static lane => lane.IsRisky)];
        Together(risky, "Hold", Screening.HoldFault);
        foreach (SharedCall lane in Alive(risky))
        {
            lane.IsHeld = true;
        }

        // Attempted again for all, whoever asked for it; then nobody does.
        SharedCall[] others = [.. Alive(lanes).Where(static lane => !lane.IsRisky)];
        Together(others, "Pass 1", 0);
        if (others.Any(static lane => lane.Has(Screening.PassFault)))
        {
            Together(others, "Pass 2", 0);
        }

        Together([.. Alive(lanes)], "Sum", Screening.SumFault);
        Together([.. Alive(lanes)], "Count", 0);
        foreach (SharedCall lane in Alive(lanes))
        {
            Together([lane], "Report", Screening.ReportFault);
        }

        return lanes;
    }

    private static IEnumerable<SharedCall> Alive(IEnumerable<SharedCall> lanes) => lanes.Where(static lane => lane.Error is null);

    private static void Together(SharedCall[] lanes, string step, int fault)
    {
        string? error = lanes.Where(lane => lane.Has(fault)).Select(lane => $"{step} of {lane.Id}").FirstOrDefault();
        foreach (SharedCall lane in lanes)
        {
            lane.Calls.Add(step);
            if (error is not null)
            {
                lane.Fail(error);
            }
        }
    }

    private bool Has(int fault) => (payment.Faults & fault) != 0;

    private void Fail(string error)
    {
        Error = error;
        Status = IsHeld ? RunStatus.Compensated : RunStatus.Failed;
        if (IsHeld)
        {
            Calls.Add($"Release {$"{payment.Id} weighs {BatchStepTests.Weight(payment)}".Length}");
        }
    }
}
