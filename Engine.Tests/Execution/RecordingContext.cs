namespace Engine.Tests.Execution;

/// <summary>A synchronization context that keeps what is posted until the test calls it.</summary>
/// <param name="look">What to note down at each post.</param>
internal sealed class RecordingContext(Func<string?>? look = null) : SynchronizationContext
{
    public List<Action> Posts { get; } = [];

    public List<string?> Seen { get; } = [];

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (look is not null)
        {
            Seen.Add(look());
        }

        Posts.Add(() => d(state));
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();
}
