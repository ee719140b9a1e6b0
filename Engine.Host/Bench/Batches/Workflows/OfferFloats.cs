namespace Engine.Host.Bench.Batches.Workflows;

/// <summary>Ten steps over 32-bit values, two of them under a condition, one value at a time.</summary>
[Workflow<float, float>]
internal sealed partial class OfferFloats
{
    [Step] public static float Net(float input) => Arithmetic<float>.Net.Of(input);
    [Step] public static float Freight(float input) => Arithmetic<float>.Freight.Of(input);
    [Step] public static float Tax(float net) => Arithmetic<float>.Tax.Of(net);
    [Step] public static float Gross(float net, float tax) => Arithmetic<float>.Gross.Of(net, tax);
    [Step] public static bool IsLarge(float gross) => Conditions<float>.IsLarge(gross);
    [Step, When(nameof(IsLarge))] public static float Rebate(float gross) => Arithmetic<float>.Rebate.Of(gross);
    [Step, Unless(nameof(IsLarge))] public static float Surcharge(float freight) => Arithmetic<float>.Surcharge.Of(freight);
    [Step] public static float Sum(float gross, float freight) => Arithmetic<float>.Sum.Of(gross, freight);
    [Step] public static float Fee(float sum) => Arithmetic<float>.Fee.Of(sum);
    [Step, Output] public static float Total(float sum, float fee, Maybe<float> rebate, Maybe<float> surcharge) => Conditions<float>.Total(sum, fee, rebate.ValueOr(0), surcharge.ValueOr(0));
}
