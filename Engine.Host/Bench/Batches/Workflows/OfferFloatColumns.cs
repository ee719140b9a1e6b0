namespace Engine.Host.Bench.Batches.Workflows;

/// <summary>Ten steps over 32-bit values, two of them under a condition, vectorised by their author as far as the values allow.</summary>
[Workflow<float, float>]
internal sealed partial class OfferFloatColumns
{
    [Batch] public static void Net(ReadOnlySpan<float> input, Span<float> net) => ColumnLoops<float>.Vectors<Arithmetic<float>.Net>(input, net);
    [Batch] public static void Freight(ReadOnlySpan<float> input, Span<float> freight) => ColumnLoops<float>.Vectors<Arithmetic<float>.Freight>(input, freight);
    [Batch] public static void Tax(ReadOnlySpan<float> net, Span<float> tax) => ColumnLoops<float>.Vectors<Arithmetic<float>.Tax>(net, tax);
    [Batch] public static void Gross(ReadOnlySpan<float> net, ReadOnlySpan<float> tax, Span<float> gross) => ColumnLoops<float>.Vectors<Arithmetic<float>.Gross>(net, tax, gross);
    [Batch] public static void IsLarge(ReadOnlySpan<float> gross, Span<bool> isLarge) => Conditions<float>.AreLarge(gross, isLarge);
    [Batch, When(nameof(IsLarge))] public static void Rebate(ReadOnlySpan<float> gross, Span<float> rebate) => ColumnLoops<float>.Vectors<Arithmetic<float>.Rebate>(gross, rebate);
    [Batch, Unless(nameof(IsLarge))] public static void Surcharge(ReadOnlySpan<float> freight, Span<float> surcharge) => ColumnLoops<float>.Vectors<Arithmetic<float>.Surcharge>(freight, surcharge);
    [Batch] public static void Sum(ReadOnlySpan<float> gross, ReadOnlySpan<float> freight, Span<float> sum) => ColumnLoops<float>.Vectors<Arithmetic<float>.Sum>(gross, freight, sum);
    [Batch] public static void Fee(ReadOnlySpan<float> sum, Span<float> fee) => ColumnLoops<float>.Vectors<Arithmetic<float>.Fee>(sum, fee);
    [Step, Output] public static float Total(float sum, float fee, Maybe<float> rebate, Maybe<float> surcharge) => Conditions<float>.Total(sum, fee, rebate.ValueOr(0), surcharge.ValueOr(0));
}
