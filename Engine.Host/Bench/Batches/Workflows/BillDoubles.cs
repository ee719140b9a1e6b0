namespace Engine.Host.Bench.Batches.Workflows;

/// <summary>Ten steps over 64-bit values, one value at a time.</summary>
[Workflow<double, double>]
internal sealed partial class BillDoubles
{
    [Step] public static double Net(double input) => Arithmetic<double>.Net.Of(input);
    [Step] public static double Freight(double input) => Arithmetic<double>.Freight.Of(input);
    [Step] public static double Tax(double net) => Arithmetic<double>.Tax.Of(net);
    [Step] public static double Gross(double net, double tax) => Arithmetic<double>.Gross.Of(net, tax);
    [Step] public static double Volume(double gross) => Arithmetic<double>.Volume.Of(gross);
    [Step] public static double Sum(double gross, double freight) => Arithmetic<double>.Sum.Of(gross, freight);
    [Step] public static double Fee(double sum) => Arithmetic<double>.Fee.Of(sum);
    [Step] public static double Reduced(double volume, double freight) => Arithmetic<double>.Reduced.Of(volume, freight);
    [Step] public static double Risk(double reduced, double fee) => Arithmetic<double>.Risk.Of(reduced, fee);
    [Step, Output] public static double Total(double sum, double risk) => Arithmetic<double>.Total.Of(sum, risk);
}
