namespace Engine.Host.Bench.Durable;

/// <summary>Ten synchronous steps in a chain, each of them recorded: what it takes to host a run, and next to nothing else.</summary>
[Workflow<long, long>(Hosted = true)]
internal sealed partial class TenRecorded
{
    [Step] public static long A(long input) => input + 1;
    [Step] public static long B(long a) => a + 1;
    [Step] public static long C(long b) => b + 1;
    [Step] public static long D(long c) => c + 1;
    [Step] public static long E(long d) => d + 1;
    [Step] public static long F(long e) => e + 1;
    [Step] public static long G(long f) => f + 1;
    [Step] public static long H(long g) => g + 1;
    [Step] public static long I(long h) => h + 1;
    [Step, Output] public static long J(long i) => i + 1;
}
