namespace Engine.Host.Bench.Batches.Workflows;

/// <summary>Ten steps over 32-bit values, vectorised by their author.</summary>
[Workflow<float, float>]
internal sealed partial class BillFloatColumns
{
    [Batch] public static void Net(ReadOnlySpan<float> input, Span<float> net) => ColumnLoops<float>.Vectors<Arithmetic<float>.Net>(input, net);
    [Batch] public static void Freight(ReadOnlySpan<float> input, Span<float> freight) => ColumnLoops<float>.Vectors<Arithmetic<float>.Freight>(input, freight);
    [Batch] public static void Tax(ReadOnlySpan<float> net, Span<float> tax) => ColumnLoops<float>.Vectors<Arithmetic<float>.Tax>(net, tax);
    [Batch] public static void Gross(ReadOnlySpan<float> net, ReadOnlySpan<float> tax, Span<float> gross) => ColumnLoops<float>.Vectors<Arithmetic<float>.Gross>(net, tax, gross);
    [Batch] public static void Volume(ReadOnlySpan<float> gross, Span<float> volume) => ColumnLoops<float>.Vectors<Arithmetic<float>.Volume>(gross, volume);
    [Batch] public static void Sum(ReadOnlySpan<float> gross, ReadOnlySpan<float> freight, Span<float> sum) => ColumnLoops<float>.Vectors<Arithmetic<float>.Sum>(gross, freight, sum);
    [Batch] public static void Fee(ReadOnlySpan<float> sum, Span<float> fee) => ColumnLoops<float>.Vectors<Arithmetic<float>.Fee>(sum, fee);
    [Batch] public static void Reduced(ReadOnlySpan<float> volume, ReadOnlySpan<float> freight, Span<float> reduced) => ColumnLoops<float>.Vectors<Arithmetic<float>.Reduced>(volume, freight, reduced);
    [Batch] public static void Risk(ReadOnlySpan<float> reduced, ReadOnlySpan<float> fee, Span<float> risk) => ColumnLoops<float>.Vectors<Arithmetic<float>.Risk>(reduced, fee, risk);
    [Batch, Output] public static void Total(ReadOnlySpan<float> sum, ReadOnlySpan<float> risk, Span<float> total) => ColumnLoops<float>.Vectors<Arithmetic<float>.Total>(sum, risk, total);
}
