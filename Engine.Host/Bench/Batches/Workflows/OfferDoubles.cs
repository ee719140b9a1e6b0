namespace Engine.Host.Bench.Batches.Workflows;

/// <summary>Ten steps over 64-bit values, two of them under a condition, one value at a time.</summary>
[Workflow<double, double>]
internal sealed partial class OfferDoubles
{
    [Step] public static double Net(double input) => Arithmetic<double>.Net.Of(input);
    [Step] public static double Freight(double input) => Arithmetic<double>.Freight.Of(input);
    [Step] public static double Tax(double net) => Arithmetic<double>.Tax.Of(net);
    [Step] public static double Gross(double net, double tax) => Arithmetic<double>.Gross.Of(net, tax);
    [Step] public static bool IsLarge(double gross) => Conditions<double>.IsLarge(gross);
    [Step, When(nameof(IsLarge))] public static double Rebate(double gross) => Arithmetic<double>.Rebate.Of(gross);
    [Step, Unless(nameof(IsLarge))] public static double Surcharge(double freight) => Arithmetic<double>.Surcharge.Of(freight);
    [Step] public static double Sum(double gross, double freight) => Arithmetic<double>.Sum.Of(gross, freight);
    [Step] public static double Fee(double sum) => Arithmetic<double>.Fee.Of(sum);
    [Step, Output] public static double Total(double sum, double fee, Maybe<double> rebate, Maybe<double> surcharge) => Conditions<double>.Total(sum, fee, rebate.ValueOr(0), surcharge.ValueOr(0));
}
