namespace Engine.Host.Bench.Batches.Workflows;

/// <summary>Ten steps over 64-bit values, vectorised by their author.</summary>
[Workflow<double, double>]
internal sealed partial class BillDoubleColumns
{
    [Batch] public static void Net(ReadOnlySpan<double> input, Span<double> net) => ColumnLoops<double>.Vectors<Arithmetic<double>.Net>(input, net);
    [Batch] public static void Freight(ReadOnlySpan<double> input, Span<double> freight) => ColumnLoops<double>.Vectors<Arithmetic<double>.Freight>(input, freight);
    [Batch] public static void Tax(ReadOnlySpan<double> net, Span<double> tax) => ColumnLoops<double>.Vectors<Arithmetic<double>.Tax>(net, tax);
    [Batch] public static void Gross(ReadOnlySpan<double> net, ReadOnlySpan<double> tax, Span<double> gross) => ColumnLoops<double>.Vectors<Arithmetic<double>.Gross>(net, tax, gross);
    [Batch] public static void Volume(ReadOnlySpan<double> gross, Span<double> volume) => ColumnLoops<double>.Vectors<Arithmetic<double>.Volume>(gross, volume);
    [Batch] public static void Sum(ReadOnlySpan<double> gross, ReadOnlySpan<double> freight, Span<double> sum) => ColumnLoops<double>.Vectors<Arithmetic<double>.Sum>(gross, freight, sum);
    [Batch] public static void Fee(ReadOnlySpan<double> sum, Span<double> fee) => ColumnLoops<double>.Vectors<Arithmetic<double>.Fee>(sum, fee);
    [Batch] public static void Reduced(ReadOnlySpan<double> volume, ReadOnlySpan<double> freight, Span<double> reduced) => ColumnLoops<double>.Vectors<Arithmetic<double>.Reduced>(volume, freight, reduced);
    [Batch] public static void Risk(ReadOnlySpan<double> reduced, ReadOnlySpan<double> fee, Span<double> risk) => ColumnLoops<double>.Vectors<Arithmetic<double>.Risk>(reduced, fee, risk);
    [Batch, Output] public static void Total(ReadOnlySpan<double> sum, ReadOnlySpan<double> risk, Span<double> total) => ColumnLoops<double>.Vectors<Arithmetic<double>.Total>(sum, risk, total);
}
