namespace Engine.Host.Bench.Durable;

/// <summary>Ten synchronous steps in a chain, each step on the disk before the next begins.</summary>
[Workflow<long, long>(Hosted = true)]
internal sealed partial class TenDurable
{
    [Step(Durable = true)] public static long A(long input) => input + 1;
    [Step(Durable = true)] public static long B(long a) => a + 1;
    [Step(Durable = true)] public static long C(long b) => b + 1;
    [Step(Durable = true)] public static long D(long c) => c + 1;
    [Step(Durable = true)] public static long E(long d) => d + 1;
    [Step(Durable = true)] public static long F(long e) => e + 1;
    [Step(Durable = true)] public static long G(long f) => f + 1;
    [Step(Durable = true)] public static long H(long g) => g + 1;
    [Step(Durable = true)] public static long I(long h) => h + 1;
    [Step(Durable = true), Output] public static long J(long i) => i + 1;
}
