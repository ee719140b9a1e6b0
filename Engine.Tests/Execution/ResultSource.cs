using System.Threading.Tasks.Sources;

namespace Engine.Tests.Execution;

/// <summary>A source of one result after another, for <see cref="ResultContract"/>.</summary>
internal abstract class ResultSource
{
    public abstract short Version { get; }

    public abstract void SetResult(long value);

    public abstract void SetException(Exception exception);

    public abstract long GetResult(short token);

    public abstract ValueTaskSourceStatus GetStatus(short token);

    public abstract void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags);

    public abstract void Reset();
}
