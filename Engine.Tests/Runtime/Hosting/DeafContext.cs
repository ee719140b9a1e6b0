namespace Engine.Tests.Runtime.Hosting;

/// <summary>The synchronization context of a thread that waits for something, and so does nothing of what is brought to it.</summary>
internal sealed class DeafContext : SynchronizationContext
{
    private int _postCount;

    public int PostCount => Volatile.Read(ref _postCount);

    public override void Post(SendOrPostCallback d, object? state) => Interlocked.Increment(ref _postCount);
}
