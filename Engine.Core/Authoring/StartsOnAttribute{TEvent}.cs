namespace Engine;

/// <summary>
/// Lets events of a type start runs of the workflow: the class gets <c>RunEvents</c>, which takes an <see cref="Events.EventBatch"/> and starts one run
/// per event of the type, as lanes of a batch; or <c>RunEventsAsync</c>, where a step of the workflow suspends. May be given for several types; runs
/// then stand in the order in which the events arrived.
/// <code>
/// [Workflow&lt;Reading, Verdict&gt;, StartsOn&lt;Reading&gt;]                                  // the event is the input
/// [Workflow&lt;Order, Invoice&gt;, StartsOn&lt;OrderPlaced&gt;(Input = nameof(OrderOf))]      // the input is made from it
/// public static Order OrderOf(in OrderPlaced placed, long key) => ...;
/// </code>
/// </summary>
/// <typeparam name="TEvent">A struct marked <see cref="EventAttribute"/>.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class StartsOnAttribute<TEvent> : Attribute
    where TEvent : struct
{
    /// <summary>
    /// The static method of the class that makes the workflow's input: of the event (<c>in</c> or by value) and, where it asks for them, <c>long key</c>,
    /// <c>long sequence</c>, <c>long time</c> or the <see cref="Events.EventHeader"/>. Not needed where the event is the input.
    /// </summary>
    public string? Input { get; init; }
}
