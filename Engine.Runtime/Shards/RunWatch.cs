using Engine.Runtime;

namespace Engine.Internal;

/// <summary>Somebody who is told when something of a run may have changed. Ends when it is disposed, by any thread.</summary>
/// <param name="shard">The run's shard.</param>
/// <param name="id">The run.</param>
/// <param name="changed">Called on the shard's thread, more often than there is a change rather than less: it must only pass it on.</param>
internal sealed class RunWatch(Shard shard, RunId id, Action changed) : IDisposable
{
    public RunId Id { get; } = id;

    public void Tell() => changed();

    public void Dispose() => shard.Remove(this);
}
