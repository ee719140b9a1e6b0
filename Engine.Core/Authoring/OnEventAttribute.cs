namespace Engine;

/// <summary>
/// Makes a method of a router the handler of one type of event. It takes an event (<c>in T</c>) or all of a batch (<c>ReadOnlySpan&lt;T&gt;</c>);
/// beside it, where it asks for them, <c>key</c>, <c>sequence</c> and <c>time</c> (spans: <c>keys</c>, <c>sequences</c>, <c>times</c>) or
/// the <see cref="Events.EventHeader"/>, and by <c>ref</c> a struct that is kept for each key.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OnEventAttribute : Attribute
{
    /// <summary>
    /// A test of one value, such as <c>"Celsius &gt; 90"</c>: a member of the event, or <c>key</c>, <c>sequence</c> or <c>time</c>, compared with a
    /// number. Events that fail it never reach the handler; they are counted as filtered.
    /// </summary>
    public string? Where { get; init; }

    /// <summary>
    /// Whether the handler depends on what other types of event did before. All ordered handlers of a router get their events one by one,
    /// in the order of the batch across types; they run after the others.
    /// </summary>
    public bool Ordered { get; init; }
}
