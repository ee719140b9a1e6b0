namespace Engine;

/// <summary>
/// Makes an unmanaged, partial struct an event: something that happened, said in a few plain values. The generator lets it implement
/// <see cref="IEvent"/>, by which batches and routers know it.
/// </summary>
/// <example><code>
/// [Event] public readonly partial record struct OrderPlaced(long Customer, double Amount);
/// </code></example>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class EventAttribute : Attribute
{
    /// <summary>
    /// The number by which the type is known outside of this process, not 0. Left out, it is made from the full name: it stays the same as
    /// long as the name does. Give the old number to a type that is renamed.
    /// </summary>
    public uint Id { get; init; }
}
