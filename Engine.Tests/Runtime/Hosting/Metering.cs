namespace Engine.Tests.Runtime.Hosting;

public readonly record struct Reading(long Meter, double Value, DateTime At);

/// <summary>A hosted workflow of values without references alone, and of arrays and results of such.</summary>
[Workflow<Reading, double>(Hosted = true)]
public sealed partial class Metering
{
    private static readonly int[] Hours = [7, 8, 9];

    [State]
    public struct Total
    {
        public double Sum;
        public int Count;
    }

    [Step]
    public static decimal? Price(in Reading input) => input.Meter % 2 == 0 ? 0.3m : null;

    [Step]
    public static ReadOnlyMemory<int> Peaks(in Reading input) => Hours.AsMemory((int)(input.Meter % 3));

    [Step, Map(nameof(Peaks))]
    public static double Load(int peaks, Reading input) => peaks * input.Value;

    [Step]
    public static void Add(ReadOnlySpan<double> load, ref Total total)
    {
        foreach (double one in load)
        {
            total.Sum += one;
            total.Count++;
        }
    }

    [Step, After(nameof(Add))]
    public static bool IsHigh(in Total total) => total.Sum > 100;

    [Step, When(nameof(IsHigh))]
    public static (double Factor, DateTime Until) Surcharge(in Reading input) => (1.5, input.At);

    [Step(Durable = true), Output]
    public static double Cost(in Total total, decimal? price, Maybe<(double Factor, DateTime Until)> surcharge) =>
        total.Sum * (double)(price ?? 0.2m) * surcharge.ValueOr((1, default)).Factor;
}
