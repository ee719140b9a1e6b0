using System.Numerics;

namespace FraudScoringSample;

/// <summary>
/// The arithmetic of the scores, for one transaction and for as many as a vector holds: the same operations in the same order.
/// Two small networks of neurons; their weights are made up.
/// </summary>
internal static class Formulas
{
    /// <summary>A first look above it leads to a closer one.</summary>
    public const float Suspicious = 0.75f;

    private const int WeightsOfLook = 4;
    private const int WeightsOfRisk = 5;

    /// <summary>Of each neuron what it makes of the two features, its bias, and what the sum makes of it.</summary>
    private static ReadOnlySpan<float> LookWeights =>
    [
        0.9f, 0.2f, -2.5f, 1.1f,
        0.3f, 1.4f, -0.9f, 0.8f,
        -0.6f, 0.1f, 1.2f, -0.7f,
        0.5f, 0.5f, -1.5f, 0.9f,
    ];

    /// <summary>The same over three features.</summary>
    private static ReadOnlySpan<float> RiskWeights =>
    [
        0.7f, -0.2f, 1.9f, -3.1f, 1.3f,
        0.2f, 1.1f, 0.4f, -1.2f, 0.6f,
        -0.3f, 0.8f, 2.2f, -0.5f, 0.9f,
        1.2f, 0.1f, -0.8f, -4.0f, 1.0f,
        -0.5f, -0.9f, 0.3f, 0.7f, -1.1f,
        0.4f, 0.6f, 1.5f, -2.6f, 0.7f,
        0.1f, 1.7f, -1.3f, 0.2f, 0.5f,
        0.8f, 0.3f, 0.9f, -2.2f, 0.4f,
    ];

    public static float Spend(in Transaction transaction) => transaction.Amount / transaction.UsualAmount;

    public static float Speed(in Transaction transaction) => transaction.DistanceKm / transaction.MinutesSinceLast;

    public static float Look(float spend, float speed)
    {
        float sum = 0;
        ReadOnlySpan<float> weights = LookWeights;
        for (int at = 0; at < weights.Length; at += WeightsOfLook)
        {
            sum += Bent((spend * weights[at]) + (speed * weights[at + 1]) + weights[at + 2]) * weights[at + 3];
        }

        return Share(sum);
    }

    public static Vector<float> Look(Vector<float> spend, Vector<float> speed)
    {
        Vector<float> sum = Vector<float>.Zero;
        ReadOnlySpan<float> weights = LookWeights;
        for (int at = 0; at < weights.Length; at += WeightsOfLook)
        {
            sum += Bent((spend * weights[at]) + (speed * weights[at + 1]) + new Vector<float>(weights[at + 2])) * weights[at + 3];
        }

        return Share(sum);
    }

    public static float Risk(float spend, float speed, float look)
    {
        float sum = 0;
        ReadOnlySpan<float> weights = RiskWeights;
        for (int at = 0; at < weights.Length; at += WeightsOfRisk)
        {
            sum += Bent((spend * weights[at]) + (speed * weights[at + 1]) + (look * weights[at + 2]) + weights[at + 3]) * weights[at + 4];
        }

        return Share(sum);
    }

    public static Vector<float> Risk(Vector<float> spend, Vector<float> speed, Vector<float> look)
    {
        Vector<float> sum = Vector<float>.Zero;
        ReadOnlySpan<float> weights = RiskWeights;
        for (int at = 0; at < weights.Length; at += WeightsOfRisk)
        {
            sum += Bent((spend * weights[at]) + (speed * weights[at + 1]) + (look * weights[at + 2]) + new Vector<float>(weights[at + 3])) * weights[at + 4];
        }

        return Share(sum);
    }

    /// <summary>Bends any number into -1 to 1.</summary>
    private static float Bent(float x) => x / (MathF.Abs(x) + 1);

    private static Vector<float> Bent(Vector<float> x) => x / (Vector.Abs(x) + Vector<float>.One);

    /// <summary>Bends a sum into 0 to 1.</summary>
    private static float Share(float sum) => (Bent(sum) * 0.5f) + 0.5f;

    private static Vector<float> Share(Vector<float> sum) => (Bent(sum) * 0.5f) + new Vector<float>(0.5f);
}
