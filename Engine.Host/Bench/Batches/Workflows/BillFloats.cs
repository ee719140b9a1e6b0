namespace Engine.Host.Bench.Batches.Workflows;

/// <summary>Ten steps over 32-bit values, one value at a time.</summary>
[Workflow<float, float>]
internal sealed partial class BillFloats
{
    [Step] public static float Net(float input) => Arithmetic<float>.Net.Of(input);
    [Step] public static float Freight(float input) => Arithmetic<float>.Freight.Of(input);
    [Step] public static float Tax(float net) => Arithmetic<float>.Tax.Of(net);
    [Step] public static float Gross(float net, float tax) => Arithmetic<float>.Gross.Of(net, tax);
    [Step] public static float Volume(float gross) => Arithmetic<float>.Volume.Of(gross);
    [Step] public static float Sum(float gross, float freight) => Arithmetic<float>.Sum.Of(gross, freight);
    [Step] public static float Fee(float sum) => Arithmetic<float>.Fee.Of(sum);
    [Step] public static float Reduced(float volume, float freight) => Arithmetic<float>.Reduced.Of(volume, freight);
    [Step] public static float Risk(float reduced, float fee) => Arithmetic<float>.Risk.Of(reduced, fee);
    [Step, Output] public static float Total(float sum, float risk) => Arithmetic<float>.Total.Of(sum, risk);
}
