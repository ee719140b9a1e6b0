namespace Engine;

/// <summary>
/// Makes a partial class a router: its methods marked <see cref="OnEventAttribute"/> are the handlers, one for each type of event. The
/// generator adds <c>Dispatch</c> (or <c>DispatchAsync</c>, where a handler is asynchronous), which calls each handler once per batch.
/// </summary>
/// <example><code>
/// [EventRouter]
/// public sealed partial class Totals
/// {
///     public double Revenue;
///
///     [OnEvent] public void On(in OrderPlaced placed) => Revenue += placed.Amount;
/// }
/// </code></example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventRouterAttribute : Attribute
{
    /// <summary>How many keys a state per key holds at most; a handler that would add one more fails. 1,048,576 unless given.</summary>
    public int MaxKeys { get; init; } = 1 << 20;
}
