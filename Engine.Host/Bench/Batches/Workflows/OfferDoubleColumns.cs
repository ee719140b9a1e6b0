namespace Engine.Host.Bench.Batches.Workflows;

/// <summary>Ten steps over 64-bit values, two of them under a condition, vectorised by their author as far as the values allow.</summary>
[Workflow<double, double>]
internal sealed partial class OfferDoubleColumns
{
    [Batch] public static void Net(ReadOnlySpan<double> input, Span<double> net) => ColumnLoops<double>.Vectors<Arithmetic<double>.Net>(input, net);
    [Batch] public static void Freight(ReadOnlySpan<double> input, Span<double> freight) => ColumnLoops<double>.Vectors<Arithmetic<double>.Freight>(input, freight);
    [Batch] public static void Tax(ReadOnlySpan<double> net, Span<double> tax) => ColumnLoops<double>.Vectors<Arithmetic<double>.Tax>(net, tax);
    [Batch] public static void Gross(ReadOnlySpan<double> net, ReadOnlySpan<double> tax, Span<double> gross) => ColumnLoops<double>.Vectors<Arithmetic<double>.Gross>(net, tax, gross);
    [Batch] public static void IsLarge(ReadOnlySpan<double> gross, Span<bool> isLarge) => Conditions<double>.AreLarge(gross, isLarge);
    [Batch, When(nameof(IsLarge))] public static void Rebate(ReadOnlySpan<double> gross, Span<double> rebate) => ColumnLoops<double>.Vectors<Arithmetic<double>.Rebate>(gross, rebate);
    [Batch, Unless(nameof(IsLarge))] public static void Surcharge(ReadOnlySpan<double> freight, Span<double> surcharge) => ColumnLoops<double>.Vectors<Arithmetic<double>.Surcharge>(freight, surcharge);
    [Batch] public static void Sum(ReadOnlySpan<double> gross, ReadOnlySpan<double> freight, Span<double> sum) => ColumnLoops<double>.Vectors<Arithmetic<double>.Sum>(gross, freight, sum);
    [Batch] public static void Fee(ReadOnlySpan<double> sum, Span<double> fee) => ColumnLoops<double>.Vectors<Arithmetic<double>.Fee>(sum, fee);
    [Step, Output] public static double Total(double sum, double fee, Maybe<double> rebate, Maybe<double> surcharge) => Conditions<double>.Total(sum, fee, rebate.ValueOr(0), surcharge.ValueOr(0));
}
