using System.Threading.Tasks.Sources;

namespace Engine.Host.Bench.Durable;

/// <summary>A run that has recorded two steps and waits in its third for something that does not come. Its body allocates nothing: what a run takes is the host's.</summary>
[Workflow<long, long>(Hosted = true)]
internal sealed partial class Waiting
{
    private static readonly Nothing Source = new();

    [Step] public static long Next(long input) => input + 1;
    [Step] public static long Double(long next) => 2 * next;

    [Step, Output]
    public static ValueTask<long> Answer(long @double)
    {
        _ = @double;
        return new ValueTask<long>(Source, 0);
    }

    /// <summary>Never completes, and forgets who waits.</summary>
    private sealed class Nothing : IValueTaskSource<long>
    {
        public long GetResult(short token) => throw new InvalidOperationException("This never completes.");

        public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
        }
    }
}
