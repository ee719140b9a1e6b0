using Engine.Internal;
using Engine.Runtime;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>A request of a test: what it does, and whether it was answered.</summary>
internal sealed class SimulatedRequest(Func<Shard, long> execute, Action? answered = null, Action? refused = null) : ShardRequest
{
    public bool IsAnswered { get; private set; }

    public Exception? Refusal { get; private set; }

    public override long Execute(Shard shard) => execute(shard);

    public override void Answer()
    {
        IsAnswered = true;
        answered?.Invoke();
    }

    public override void Refuse(Exception exception)
    {
        Refusal = exception;
        if (exception is RequestRefusedException)
        {
            refused?.Invoke();
        }
    }
}
