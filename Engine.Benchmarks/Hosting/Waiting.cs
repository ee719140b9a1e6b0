namespace Engine.Benchmarks.Hosting;

/// <summary>A run that has recorded two steps and waits in its third for something that does not come.</summary>
[Workflow<long, long>(Hosted = true)]
internal sealed partial class Waiting
{
    private static readonly Task<long> Never = new TaskCompletionSource<long>().Task;

    [Step] public static long Next(long input) => input + 1;
    [Step] public static long Double(long next) => 2 * next;
    [Step, Output] public static async ValueTask<long> Answer(long @double) => @double + await Never;
}
