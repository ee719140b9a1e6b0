using Engine.Internal;

namespace Engine.Tests.Runtime.Simulation;

/// <summary>A request of a test: what it does, and whether it was answered.</summary>
internal sealed class SimulatedRequest(Func<Shard, long> execute, Action? answered = null) : ShardRequest
{
    public bool IsAnswered { get; private set; }

    public Exception? Refusal { get; private set; }

    public override long Execute(Shard shard) => execute(shard);

    public override void Answer()
    {
        IsAnswered = true;
        answered?.Invoke();
    }

    public override void Refuse(Exception exception) => Refusal = exception;
}
