using Engine;

namespace FraudScoringSample;

/// <summary>Scores a transaction between 0 and 1. One class for one transaction (<c>Run</c>) and for a million (<c>RunBatch</c>).</summary>
[Workflow<Transaction, float>]
public sealed partial class ScoreTransaction
{
    [Step] public static float Spend(in Transaction input) => Formulas.Spend(in input);
    [Step] public static float Speed(in Transaction input) => Formulas.Speed(in input);

    [Batch]
    public static void Look(ReadOnlySpan<float> spend, ReadOnlySpan<float> speed, Span<float> look) => Kernels.Look(spend, speed, look);

    [Batch]
    public static void IsSuspicious(ReadOnlySpan<float> look, Span<bool> isSuspicious) => Kernels.IsSuspicious(look, isSuspicious);

    /// <summary>Only for the suspicious: their values arrive side by side.</summary>
    [Batch, When(nameof(IsSuspicious))]
    public static void Risk(ReadOnlySpan<float> spend, ReadOnlySpan<float> speed, ReadOnlySpan<float> look, Span<float> risk) =>
        Kernels.Risk(spend, speed, look, risk);

    [Step, Output] public static float Score(float look, Maybe<float> risk) => risk.ValueOr(look);
}
