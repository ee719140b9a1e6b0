using System.ComponentModel;

namespace Engine.Events;

/// <summary>A router with a handler that returns a task.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IAsyncEventRoutes : IEventRoutes
{
    /// <summary>Hands one event to an asynchronous handler, which reads the payload before it returns.</summary>
    ValueTask HandleOneAsync(int handler, in EventHeader header, ReadOnlySpan<byte> payload, CancellationToken cancellationToken);
}
